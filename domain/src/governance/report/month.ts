import { type EpochMs, hours } from "../../basics/index.ts";
import { type CivilDay, type CivilMs, civilAt, dayOf, daysLater, formatDay, parseDay, startOfDay } from "../../schedule/index.ts";

/** A calendar month of a site, by its own clocks. */
export interface Month {
  /** As 2026-01. */
  readonly month: string;
  readonly from: EpochMs;
  /** Not part of it. */
  readonly to: EpochMs;
}

/**
 * When the custody of the month before is filed, by the site's clocks. Chosen: on the 3rd what doors kept through a gap has had its two days to
 * come (custody-watch.ts), and what was done on the last evening has its record.
 */
const CUSTODY_DAY = 3;
const CUSTODY_HOUR = 6;
/** The same for cron: minute, hour, day, any month, any day of the week. */
export const CUSTODY_PATTERN = `0 ${CUSTODY_HOUR} ${CUSTODY_DAY} * *`;

/** The latest month whose custody is to be filed. */
export function latestDueMonth(timeZone: string, at: EpochMs): Month {
  const day = dayOf((civilAt(timeZone, at) - hours(CUSTODY_HOUR)) as CivilMs);
  const over = formatDay(daysLater(day, 1 - CUSTODY_DAY)).slice(0, "2026-01".length);
  return monthBefore(timeZone, { month: over });
}

/** Throws where it is no month, as 2026-01. */
export function monthIn(timeZone: string, month: string): Month {
  return { month, from: startOfDay(timeZone, firstOf(month)), to: startOfDay(timeZone, firstOf(later(month, 1))) };
}

export const monthBefore = (timeZone: string, { month }: Pick<Month, "month">): Month => monthIn(timeZone, later(month, -1));

/** The first instants of its days, and of the one after it. */
export function daysOfMonth(timeZone: string, { month, to }: Month): readonly EpochMs[] {
  const first = firstOf(month);
  const days: EpochMs[] = [];
  for (let count = 0; days.at(-1) !== to; count++) days.push(startOfDay(timeZone, daysLater(first, count)));
  return days;
}

const MONTHS = 12;

function later(month: string, count: number): string {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const place = year * MONTHS + number - 1 + count;
  return `${Math.floor(place / MONTHS)}-${String((place % MONTHS) + 1).padStart(2, "0")}`;
}

function firstOf(month: string): CivilDay {
  const day = parseDay(`${month}-01`);
  if (day === undefined) throw new Error(`${month} is no month`);
  return day;
}
