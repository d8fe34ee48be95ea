import { days, type EpochMs, elapsed, minutes } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import { createTask } from "node-cron";

const MINUTE = minutes(1);
/** After a longer sleep nobody looks minute by minute at what was missed (chosen): what is due is asked for once. */
const LONGEST_LOOK_BACK = days(1);

export interface CalendarEntry {
  /** Cron: minute, hour, day of the month, month, day of the week. */
  readonly pattern: string;
  /** Asked each minute: the site's may change. */
  readonly timeZone: () => string;
  /** May be called once too often, after a sleep, and never too seldom. */
  readonly run: () => void;
}

/** Runs what stands in the calendar of a site. node-cron says whether a minute is meant; which minute it is says the platform's clock. */
export function watchCalendar(clock: Clock, { pattern, timeZone, run }: CalendarEntry): () => void {
  let zone = timeZone();
  let task = createTask(pattern, () => {}, { timezone: zone });
  let last = minuteOf(clock.now());

  return clock.every(MINUTE, () => {
    const now = minuteOf(clock.now());
    if (timeZone() !== zone) {
      zone = timeZone();
      task = createTask(pattern, () => {}, { timezone: zone });
    }
    const isLong = elapsed(last, now) > LONGEST_LOOK_BACK;
    let isMeant = isLong;
    for (let at = last + MINUTE; at <= now && !isMeant; at += MINUTE) isMeant = task.match(new Date(at));
    last = now;
    if (isMeant) run();
  });
}

const minuteOf = (at: EpochMs): EpochMs => (at - (at % MINUTE)) as EpochMs;
