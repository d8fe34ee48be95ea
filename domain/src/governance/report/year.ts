import { type EpochMs, hours } from "../../basics/index.ts";
import { type CivilDay, type CivilMs, civilAt, dayOf, daysLater, formatDay, parseDay, startOfDay } from "../../schedule/index.ts";
import { daysOfMonth, type Month, monthIn } from "./month.ts";

/** A calendar year of a site, by its own clocks. */
export interface Year {
  /** As 2026. */
  readonly year: string;
  readonly from: EpochMs;
  /** Not part of it. */
  readonly to: EpochMs;
}

const MONTHS = 12;
/**
 * When the year before is reviewed, by the site's clocks. Chosen: on the 8th of January the report of the week in which the year ended has
 * been made (on the 7th at the latest), and people are back from the holidays.
 */
const REVIEW_DAY = 8;
const REVIEW_HOUR = 6;
/** The same for cron: minute, hour, day, January, any day of the week. */
export const REVIEW_PATTERN = `0 ${REVIEW_HOUR} ${REVIEW_DAY} 1 *`;

/** The latest year whose review is due. */
export function latestDueYear(timeZone: string, at: EpochMs): Year {
  const day = dayOf((civilAt(timeZone, at) - hours(REVIEW_HOUR)) as CivilMs);
  const over = daysLater(day, 1 - REVIEW_DAY);
  return yearOf(timeZone, Number(formatDay(over).slice(0, 4)) - 1);
}

export const yearBefore = (timeZone: string, { year }: Pick<Year, "year">): Year => yearOf(timeZone, Number(year) - 1);

/** Its months, from January on. */
export const monthsOf = (timeZone: string, { year }: Pick<Year, "year">): readonly Month[] =>
  Array.from({ length: MONTHS }, (_, place) => monthIn(timeZone, `${year}-${twoDigits(place + 1)}`));

/** Days of a month that are counted at once. */
export interface PartOfMonth extends Month {
  /** Their first instants, and that of the day after. */
  readonly days: readonly EpochMs[];
}

/** Chosen: of a site with 100,000 lines a week these are 29,000 lines, of which the longest step takes 75 ms (docs/measurements.md). */
const DAYS_AT_ONCE = 2;

/** A month in parts of two days. */
export function partsOf(timeZone: string, month: Month): readonly PartOfMonth[] {
  const days = daysOfMonth(timeZone, month);
  const parts: PartOfMonth[] = [];
  for (let place = 0; place + 1 < days.length; place += DAYS_AT_ONCE) {
    const own = days.slice(place, place + DAYS_AT_ONCE + 1);
    parts.push({ month: month.month, from: own[0] ?? month.from, to: own.at(-1) ?? month.to, days: own });
  }
  return parts;
}

/** How many days a year has. */
export const lengthOfYear = ({ year }: Pick<Year, "year">): number => firstOf(Number(year) + 1, 1) - firstOf(Number(year), 1);

function yearOf(timeZone: string, year: number): Year {
  return { year: String(year), from: startOfDay(timeZone, firstOf(year, 1)), to: startOfDay(timeZone, firstOf(year + 1, 1)) };
}

const twoDigits = (count: number): string => String(count).padStart(2, "0");
const firstOf = (year: number, month: number): CivilDay => dayIn(`${year}-${twoDigits(month)}-01`);

function dayIn(text: string): CivilDay {
  const day = parseDay(text);
  if (day === undefined) throw new Error(`${text} is no day`);
  return day;
}
