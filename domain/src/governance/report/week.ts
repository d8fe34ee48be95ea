import { type EpochMs, hours } from "../../basics/index.ts";
import {
  type CivilDay,
  type CivilMs,
  civilAt,
  dayOf,
  daysLater,
  formatDay,
  parseDay,
  startOfDay,
  WEEKDAYS,
  weekdayOf,
} from "../../schedule/index.ts";

/** A week of a site, Monday to Monday by its own clocks: 167, 168 or 169 hours. */
export interface Week {
  /** Its first day, as 2026-11-23. */
  readonly monday: string;
  readonly from: EpochMs;
  /** Not part of it. */
  readonly to: EpochMs;
}

const DAYS = WEEKDAYS.length;

/** When on Monday the week before is reported, by the site's clocks. Chosen: before the day shift, and when nobody's Sunday is still going on. */
export const REPORT_HOUR = 6;
/** The same for cron: minute, hour, any day of any month, Monday. */
export const REPORT_PATTERN = `0 ${REPORT_HOUR} * * 1`;

/** The latest week whose report is due: the one that was over before 06:00 of the last Monday. */
export function latestDueWeek(timeZone: string, at: EpochMs): Week {
  const day = dayOf((civilAt(timeZone, at) - hours(REPORT_HOUR)) as CivilMs);
  return weekOf(timeZone, daysLater(day, -WEEKDAYS.indexOf(weekdayOf(day)) - DAYS));
}

/** The week so many before. */
export function weeksBefore(timeZone: string, { monday }: Pick<Week, "monday">, count: number): Week {
  const day = parseDay(monday);
  if (day === undefined) throw new Error(`${monday} is no day`);
  return weekOf(timeZone, daysLater(day, -count * DAYS));
}

/** The first instants of its days, and of the one after it. */
export function daysOf(timeZone: string, { monday }: Pick<Week, "monday">): readonly EpochMs[] {
  const day = parseDay(monday);
  if (day === undefined) throw new Error(`${monday} is no day`);
  return Array.from({ length: DAYS + 1 }, (_, index) => startOfDay(timeZone, daysLater(day, index)));
}

function weekOf(timeZone: string, monday: CivilDay): Week {
  return { monday: formatDay(monday), from: startOfDay(timeZone, monday), to: startOfDay(timeZone, daysLater(monday, DAYS)) };
}
