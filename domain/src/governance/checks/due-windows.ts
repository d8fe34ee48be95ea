import { type EpochMs, plus } from "../../basics/index.ts";
import {
  beganOn,
  type CivilDay,
  civilAt,
  dayOf,
  daysLater,
  formatDay,
  partsSteadyUntil,
  startOf,
  startOfDay,
  weekdayOf,
  WEEKDAYS,
} from "../../schedule/index.ts";
import type { Patrol, PatrolRhythm } from "../../site/index.ts";

/** One time a patrol is due. */
export interface DueWindow {
  /** On which its hours began: of one patrol there is one window a day at most. */
  readonly day: CivilDay;
  readonly opensAt: EpochMs;
  /** Who is not done by then has missed it. */
  readonly dueAt: EpochMs;
}

type Windowed = Pick<Patrol, "schedule" | "every" | "within">;

/**
 * The windows of a patrol that open after `after` and at `until` at the latest, oldest first. They follow from the site alone, so that
 * asking again, for the same time or over a restart, gives the same ones.
 */
export function windowsBetween(patrol: Windowed, timeZone: string, after: EpochMs, until: EpochMs): readonly DueWindow[] {
  const found: DueWindow[] = [];
  const first = dayOf(civilAt(timeZone, after));
  const last = dayOf(civilAt(timeZone, until));
  for (let day = first; day <= last; day = daysLater(day, 1)) {
    const opensAt = opensOn(patrol, timeZone, day);
    if (opensAt === undefined || opensAt <= after || opensAt > until) continue;
    if (isFirstOfRhythm(patrol, timeZone, day)) found.push({ day, opensAt, dueAt: plus(opensAt, patrol.within) });
  }
  return found;
}

/** The first instant of a day at which hours are in force that began on it; undefined where none begin. */
function opensOn({ schedule }: Windowed, timeZone: string, day: CivilDay): EpochMs | undefined {
  const end = startOfDay(timeZone, daysLater(day, 1));
  for (let at = startOfDay(timeZone, day); at < end; at = partsSteadyUntil(schedule, at)) {
    if (beganOn(schedule, timeZone, at) === day) return at;
  }
  return undefined;
}

/** Whether no earlier day of the same week, month or quarter had a window. */
function isFirstOfRhythm(patrol: Windowed, timeZone: string, day: CivilDay): boolean {
  for (let earlier = firstDayOf(patrol.every, day); earlier < day; earlier = daysLater(earlier, 1)) {
    if (opensOn(patrol, timeZone, earlier) !== undefined) return false;
  }
  return true;
}

function firstDayOf(every: PatrolRhythm, day: CivilDay): CivilDay {
  switch (every) {
    case "day":
      return day;
    case "week":
      return daysLater(day, -WEEKDAYS.indexOf(weekdayOf(day)));
    case "month":
      return daysLater(day, 1 - dayOfMonth(day));
    case "quarter": {
      let first = firstDayOf("month", day);
      while ((monthOf(first) - 1) % MONTHS_OF_A_QUARTER !== 0) first = firstDayOf("month", daysLater(first, -1));
      return first;
    }
  }
}

const MONTHS_OF_A_QUARTER = 3;
const dayOfMonth = (day: CivilDay): number => new Date(startOf(day)).getUTCDate();
const monthOf = (day: CivilDay): number => Number(formatDay(day).slice("2026-".length, "2026-12".length));
