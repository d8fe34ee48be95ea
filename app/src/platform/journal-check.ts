import { days, elapsed, minutes } from "@labcanary/domain/basics";
import type { AlarmDesk, Clock, Logger, Service } from "@labcanary/domain/ports";

/** How old the last check may become (chosen: what was doctored is known the day after). */
const EVERY = days(1);
/** When it is first looked at, and how often (chosen: after the rush of a start). */
const LOOK_EVERY = minutes(10);

/** Has the whole journal checked every day, so that its proof does not wait for somebody to ask. What it finds is an alarm. */
export function createJournalCheck({
  clock,
  desk,
  logger,
}: {
  readonly clock: Clock;
  readonly desk: Pick<AlarmDesk, "checkJournal" | "lastJournalCheck">;
  readonly logger: Logger;
}): Service {
  let stop: (() => void) | undefined;

  function look(): void {
    const last = desk.lastJournalCheck();
    if (last !== undefined && elapsed(last.at, clock.now()) < EVERY) return;
    desk.checkJournal("system").catch((error: unknown) => logger.error({ error: String(error) }, "The journal could not be checked"));
  }

  return {
    name: "journal-check",
    async start() {
      stop = clock.every(LOOK_EVERY, look);
    },
    async stop() {
      stop?.();
      stop = undefined;
    },
  };
}
