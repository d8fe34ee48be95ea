import { stepWatch, type WatchedSpan } from "@labcanary/domain/governance";
import type { AlarmDesk, Clock } from "@labcanary/domain/ports";

/** Says in the journal for which time the platform looked without a gap: a week in which it was away is no quiet week. */
export interface WatchJournal {
  /** Once a minute. Throws when the journal cannot keep it: that time then counts as not watched. */
  look(): void;
  /** What is under way and not in the journal yet. */
  underWay(): WatchedSpan | undefined;
  /** Nobody looks any more. Throws as `look` does. */
  end(): void;
}

export function createWatchJournal(desk: Pick<AlarmDesk, "record">, clock: Pick<Clock, "now">): WatchJournal {
  let open: WatchedSpan | undefined;
  function say({ since, until }: WatchedSpan): void {
    if (until > since) desk.record({ kind: "watched", actor: "system", detail: { since, until } });
  }
  return {
    look() {
      const step = stepWatch(open, clock.now());
      if (step.over !== undefined) say(step.over);
      open = step.open;
    },
    underWay: () => open,
    end() {
      const last = open;
      open = undefined;
      if (last !== undefined) say(last);
    },
  };
}
