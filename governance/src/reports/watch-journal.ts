import { stepWatch, type WatchedSpan } from "@labcanary/domain/governance";
import type { AlarmDesk, Clock, Logger } from "@labcanary/domain/ports";

/** Says in the journal for which time the platform looked without a gap: a week in which it was away is no quiet week. */
export interface WatchJournal {
  /** Once a minute. Throws when the journal cannot keep it: that time then counts as not watched. */
  look(): void;
  /** What is under way and not in the journal yet. */
  underWay(): WatchedSpan | undefined;
  /** Nobody looks any more; said to the last, so that a stop is a gap and not the hour before it. Never throws. */
  end(): void;
}

export function createWatchJournal(
  desk: Pick<AlarmDesk, "record">,
  { clock, logger }: { readonly clock: Pick<Clock, "now">; readonly logger: Logger },
): WatchJournal {
  let open: WatchedSpan | undefined;
  function say({ since, until }: WatchedSpan): void {
    if (until > since) desk.record({ kind: "watched", actor: "system", detail: { since, until } });
  }
  function look(): void {
    const step = stepWatch(open, clock.now());
    if (step.over !== undefined) say(step.over);
    open = step.open;
  }
  return {
    look,
    underWay: () => open,
    end() {
      try {
        look();
        const last = open;
        open = undefined;
        if (last !== undefined) say(last);
      } catch (error) {
        logger.error({ error: String(error) }, "It could not be kept in the journal until when the platform watched");
      }
    },
  };
}
