import { type DurationMs, days, hours, milliseconds, minutes } from "../basics/index.ts";

declare const unit: unique symbol;

/** A day of the calendar, whatever the zone: days since 1970-01-01. */
export type CivilDay = number & { readonly [unit]: "civil-day" };

/** What the clock on the wall shows: milliseconds since 1970-01-01 00:00 as if every day had 24 hours. No instant without a zone. */
export type CivilMs = number & { readonly [unit]: "civil-ms" };

/** In the order of ISO 8601. */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Days, both ends among them. */
export interface DaySpan {
  readonly from: CivilDay;
  readonly to: CivilDay;
}

const DAY: DurationMs = days(1);

/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = WEEKDAYS.indexOf("thu");

export function weekdayOf(day: CivilDay): Weekday {
  const place = (day + FIRST_WEEKDAY) % WEEKDAYS.length;
  return WEEKDAYS[place < 0 ? place + WEEKDAYS.length : place] as Weekday;
}

export const dayOf = (at: CivilMs): CivilDay => Math.floor(at / DAY) as CivilDay;
export const startOf = (day: CivilDay): CivilMs => (day * DAY) as CivilMs;
export const daysLater = (day: CivilDay, count: number): CivilDay => (day + count) as CivilDay;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Reads `2026-12-25`. Undefined when it is no date, or one no calendar has, such as 2026-02-29. */
export function parseDay(text: string): CivilDay | undefined {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const parsed = Math.floor(Date.UTC(year, month - 1, day) / DAY) as CivilDay;
  return formatDay(parsed) === text ? parsed : undefined;
}

/** As `parseDay` reads it. */
export const formatDay = (day: CivilDay): string => new Date(startOf(day)).toISOString().slice(0, "2026-12-25".length);

const TIME = /^(\d{2}):(\d{2})$/;
const MIDNIGHT = "24:00";

/** Reads a time of the day, `07:00` to `24:00`, as the time since midnight on the wall. Undefined when it is none. */
export function parseTimeOfDay(text: string): DurationMs | undefined {
  if (text === MIDNIGHT) return DAY;
  const [, hour, minute] = (TIME.exec(text) ?? []).map(Number);
  if (hour === undefined || minute === undefined || hour > 23 || minute > 59) return undefined;
  return milliseconds(hours(hour) + minutes(minute));
}
