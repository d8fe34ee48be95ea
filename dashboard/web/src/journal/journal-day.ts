import { epochMs, type Language } from "@labcanary/domain/basics";
import {
  type CivilDay,
  civilAt,
  dayOf as civilDayOf,
  daysLater as civilDaysLater,
  formatDay as textOf,
  parseDay,
  startOf,
  startOfDay,
} from "@labcanary/domain/schedule";
import { localeOf } from "../text/translate.ts";

/** A day of the site's calendar, `2026-11-22`: what a date field holds. */
export type Day = string;

export const dayOf = (at: number, timeZone: string): Day => textOf(civilDayOf(civilAt(timeZone, epochMs(at))));

/** The first and the last millisecond of the day; days with a clock change are longer or shorter. */
export function spanOf(day: Day, timeZone: string): { readonly from: number; readonly to: number } {
  const civil = civilOf(day);
  return { from: startOfDay(timeZone, civil), to: startOfDay(timeZone, civilDaysLater(civil, 1)) - 1 };
}

export const daysLater = (day: Day, count: number): Day => textOf(civilDaysLater(civilOf(day), count));

export const formatDay = (language: Language, day: Day): string =>
  new Intl.DateTimeFormat(localeOf(language), { dateStyle: "full", timeZone: "UTC" }).format(startOf(civilOf(day)));

function civilOf(day: Day): CivilDay {
  const civil = parseDay(day);
  if (civil === undefined) throw new Error(`${day} is no day`);
  return civil;
}
