import type { AlarmChange, DrillSeen } from "@labcanary/domain/messages";
import type { Logger } from "@labcanary/domain/ports";

type Listener<Change> = (change: Change) => void;

/** Tells listeners of changes, each change to all of them before the next, also when a listener causes further changes. */
export interface Announcements<Change> {
  subscribe(listener: Listener<Change>): () => void;
  announce(changes: readonly Change[]): void;
}

/** Whom what is told, over every start. */
export interface Announced {
  readonly announcements: Announcements<AlarmChange>;
  readonly reached: Announcements<string>;
  readonly drillChanges: Announcements<DrillSeen>;
  /** Ids of answers to check-ins. */
  readonly checkInAnswers: Announcements<string>;
}

export function createAnnouncements<Change>(logger: Logger, alarmIdOf: (change: Change) => string): Announcements<Change> {
  const listeners = new Set<Listener<Change>>();
  const waiting: Change[] = [];
  let announcing = false;

  function tell(listener: Listener<Change>, change: Change): void {
    try {
      listener(change);
    } catch (error) {
      logger.error({ error: String(error), alarmId: alarmIdOf(change) }, "A listener failed on an alarm change");
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
