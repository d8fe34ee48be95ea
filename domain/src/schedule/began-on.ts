import type { EpochMs } from "../basics/index.ts";
import { type CivilDay, dayOf, daysLater } from "./civil.ts";
import type { Schedule, WeeklySchedule } from "./schedule.ts";
import { hoursOn, standingAt } from "./standing.ts";
import { civilAt } from "./zone-offset.ts";

/**
 * The day on which hours that are in force began: of a night it is the evening's. Whole days, and time that is only outside of hours,
 * begin each day anew. Of several hours in force at once it is the first to have begun where one is enough, and the last where all are
 * needed. Undefined while the schedule is not in force.
 */
export function beganOn(schedule: Schedule, timeZone: string, at: EpochMs): CivilDay | undefined {
  if (!standingAt(schedule, at).inForce) return undefined;
  return hoursBegan(schedule, at) ?? dayOf(civilAt(timeZone, at));
}

/** The first instant after `at` at which any part of the schedule may come into force or go out of it. */
export function partsSteadyUntil(schedule: Schedule, at: EpochMs): EpochMs {
  switch (schedule.kind) {
    case "weekly":
    case "dates":
      return standingAt(schedule, at).until;
    case "not":
      return partsSteadyUntil(schedule.of, at);
    case "any":
    case "all":
      return Math.min(...schedule.of.map((part) => partsSteadyUntil(part, at))) as EpochMs;
  }
}

/** Undefined where no hours are in force: what is in force then are whole days, or the time outside of hours. */
function hoursBegan(schedule: Schedule, at: EpochMs): CivilDay | undefined {
  switch (schedule.kind) {
    case "weekly":
      return dayOfHours(schedule, at);
    case "dates":
    case "not":
      return undefined;
    case "any":
      return reduced(schedule.of, at, Math.min);
    case "all":
      return reduced(schedule.of, at, Math.max);
  }
}

function reduced(parts: readonly Schedule[], at: EpochMs, choose: (...days: number[]) => number): CivilDay | undefined {
  const inForce = parts.filter((part) => standingAt(part, at).inForce);
  const begun = inForce.map((part) => hoursBegan(part, at)).filter((day) => day !== undefined);
  return begun.length === 0 ? undefined : (choose(...begun) as CivilDay);
}

/** Of hours in force; they are a day at most, so that they began today or yesterday. */
function dayOfHours(schedule: WeeklySchedule, at: EpochMs): CivilDay {
  const now = civilAt(schedule.timeZone, at);
  const today = dayOf(now);
  const todays = hoursOn(schedule, today);
  return todays !== undefined && todays.from <= now ? today : daysLater(today, -1);
}
