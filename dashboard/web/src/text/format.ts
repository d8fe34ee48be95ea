import type { Language } from "@labcanary/domain/basics";
import { UNIT_SYMBOLS, type Unit } from "@labcanary/domain/quantity";
import { localeOf, type Translate } from "./translate.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span as people say it, in the two largest units that matter; a negative one (clocks differ) is none. */
export function formatAge(t: Translate, span: number): string {
  const age = Math.max(0, span);
  if (age < MINUTE) return t("age.seconds", { seconds: Math.floor(age / SECOND) });
  if (age < HOUR) return t("age.minutes", { minutes: Math.floor(age / MINUTE), seconds: Math.floor((age % MINUTE) / SECOND) });
  if (age < DAY) return t("age.hours", { hours: Math.floor(age / HOUR), minutes: Math.floor((age % HOUR) / MINUTE) });
  return t("age.days", { days: Math.floor(age / DAY), hours: Math.floor((age % DAY) / HOUR) });
}

/** A time of day with seconds; with the date when it is not today. */
export function formatTime(language: Language, at: number, now: number): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(localeOf(language), {
    dateStyle: sameDay ? undefined : "medium",
    timeStyle: "medium",
    hourCycle: "h23",
  }).format(at);
}

/** Figures a reading is shown with: enough to tell neighbouring readings apart, no more than a sensor has (chosen). */
const SIGNIFICANT_DIGITS = 4;

/** What is needed of a signal to write its values. */
export interface ValueStyle {
  readonly unit: Unit;
  readonly states?: readonly string[];
}

/** A value as people write it: the state's name, or the number with its unit. */
export function formatValue(style: ValueStyle, value: number): string {
  const state = style.states?.[value];
  if (state !== undefined) return state;
  const digits = Math.abs(value) >= 1000 ? Math.round(value).toString() : Number(value.toPrecision(SIGNIFICANT_DIGITS)).toString();
  const symbol = UNIT_SYMBOLS[style.unit];
  return symbol === "" ? digits : `${digits.replace("-", "−")} ${symbol}`;
}

const BETWEEN_NAMES = " › ";

/** A place's path in two: the outer names, and the innermost with its separator. */
export function outerAndInner(path: string): { readonly outer: string; readonly inner: string } {
  const cut = path.lastIndexOf(BETWEEN_NAMES);
  return cut === -1 ? { outer: "", inner: path } : { outer: path.slice(0, cut), inner: path.slice(cut) };
}
