import { days, type EpochMs, epochMs } from "../basics/index.ts";
import { type CivilDay, type CivilMs, type DaySpan, dayOf, daysLater, startOf, weekdayOf } from "./civil.ts";
import type { DatesSchedule, Schedule, WeeklySchedule } from "./schedule.ts";
import { civilAt, evenlyUntil } from "./zone-offset.ts";

export interface Standing {
  readonly inForce: boolean;
  /** The first instant after the one asked about at which that may change; Infinity: never. Until then it does not. */
  readonly until: EpochMs;
}

/** Whether a schedule is in force at an instant, and for how long that surely stays so. Some 10 µs: keep the answer until `until`. */
export function standingAt(schedule: Schedule, at: EpochMs): Standing {
  switch (schedule.kind) {
    case "weekly":
      return weeklyStanding(schedule, at);
    case "dates":
      return datesStanding(schedule, at);
    case "not": {
      const { inForce, until } = standingAt(schedule.of, at);
      return { inForce: !inForce, until };
    }
    case "any":
      return combined(schedule.of, at, true);
    case "all":
      return combined(schedule.of, at, false);
  }
}

/** One part that is as `decisive` decides the whole, for as long as it stays so; without one the whole may change with any part. */
function combined(parts: readonly Schedule[], at: EpochMs, decisive: boolean): Standing {
  const standings = parts.map((part) => standingAt(part, at));
  const deciding = standings.filter(({ inForce }) => inForce === decisive);
  const untils = (among: readonly Standing[]): readonly number[] => among.map(({ until }) => until);
  return deciding.length > 0
    ? { inForce: decisive, until: epochMs(Math.max(...untils(deciding))) }
    : { inForce: !decisive, until: epochMs(Math.min(...untils(standings))) };
}

/** Hours that begin on a day, on the wall. */
export interface Hours {
  readonly from: CivilMs;
  /** Exclusive. */
  readonly to: CivilMs;
}

/** With seven days ahead every weekday has been looked at; what lies further off, behind holidays, is looked for from there. */
const DAYS_AHEAD = 7;

function weeklyStanding(schedule: WeeklySchedule, at: EpochMs): Standing {
  const now = civilAt(schedule.timeZone, at);
  const today = dayOf(now);
  // Yesterday's hours may reach into today.
  for (let day = daysLater(today, -1); day <= today + DAYS_AHEAD; day = daysLater(day, 1)) {
    const hours = hoursOn(schedule, day);
    if (hours === undefined || hours.to <= now) continue;
    const inForce = hours.from <= now;
    return { inForce, until: evenlyUntil(schedule.timeZone, at, inForce ? hours.to : hours.from) };
  }
  return { inForce: false, until: evenlyUntil(schedule.timeZone, at, startOf(daysLater(today, DAYS_AHEAD))) };
}

/** The hours that begin on a day; undefined when none do. */
export function hoursOn({ days: weekdays, from, to, except }: WeeklySchedule, day: CivilDay): Hours | undefined {
  if (!weekdays.includes(weekdayOf(day)) || isWithin(except, day)) return undefined;
  const begin = startOf(day);
  const end = to <= from ? startOf(daysLater(day, 1)) : begin;
  return { from: (begin + from) as CivilMs, to: (end + to) as CivilMs };
}

const isWithin = (spans: readonly DaySpan[], day: CivilDay): boolean => spans.some(({ from, to }) => from <= day && day <= to);

/** A clock put back, or a zone moved across the date line, may show a day again; never one further back than this. */
const BACK = days(2);

function datesStanding({ timeZone, spans }: DatesSchedule, at: EpochMs): Standing {
  const now = civilAt(timeZone, at);
  const inForce = isWithin(spans, dayOf(now));
  const edges = spans.flatMap(({ from, to }) => [startOf(from), startOf(daysLater(to, 1))]);
  const ahead = edges.filter((edge) => edge > now);
  // Before the last span ended for good, its end is looked at again a little later.
  const settled = edges.map((edge) => (edge + BACK) as CivilMs).filter((edge) => edge > now);
  const next = ahead.length > 0 ? ahead : settled;
  return { inForce, until: next.length === 0 ? epochMs(Infinity) : evenlyUntil(timeZone, at, Math.min(...next) as CivilMs) };
}
