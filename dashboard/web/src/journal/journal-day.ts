import { localeOf } from "../text/translate.ts";
import type { Language } from "@labcanary/domain/basics";

/** A day of this computer's calendar, `2026-11-22`: what a date field holds. */
export type Day = string;

export function dayOf(at: number): Day {
  const date = new Date(at);
  const two = (figure: number): string => String(figure).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The first and the last millisecond of the day; days with a clock change are longer or shorter. */
export function spanOf(day: Day): { readonly from: number; readonly to: number } {
  return { from: startOf(day), to: startOf(daysLater(day, 1)) - 1 };
}

export function daysLater(day: Day, count: number): Day {
  const date = new Date(startOf(day));
  date.setDate(date.getDate() + count);
  return dayOf(date.getTime());
}

export const formatDay = (language: Language, day: Day): string =>
  new Intl.DateTimeFormat(localeOf(language), { dateStyle: "full" }).format(startOf(day));

/** Without an offset the time is the computer's own (ECMA-262, Date Time String Format). */
const startOf = (day: Day): number => Date.parse(`${day}T00:00:00`);
