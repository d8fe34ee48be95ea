import type { AlarmChange } from "@labcanary/domain/messages";
import type { Logger } from "@labcanary/domain/ports";

type Listener = (change: AlarmChange) => void;

/** Tells listeners of changes, each change to all of them before the next, also when a listener causes further changes. */
export interface Announcements {
  subscribe(listener: Listener): () => void;
  announce(changes: readonly AlarmChange[]): void;
}

export function createAnnouncements(logger: Logger): Announcements {
  const listeners = new Set<Listener>();
  const waiting: AlarmChange[] = [];
  let announcing = false;

  function tell(listener: Listener, change: AlarmChange): void {
    try {
      listener(change);
    } catch (error) {
      logger.error({ error: String(error), alarmId: change.alarm.id }, "A listener failed on an alarm change");
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    announce(changes) {
      waiting.push(...changes);
      if (announcing) return;
      announcing = true;
      for (let change = waiting.shift(); change !== undefined; change = waiting.shift()) {
        for (const listener of listeners) tell(listener, change);
      }
      announcing = false;
    },
  };
}
