import type { Language } from "@labcanary/domain/basics";
import { UNIT_SYMBOLS, type Unit } from "@labcanary/domain/quantity";
import type { MessageKey } from "./messages.ts";
import { localeOf, type Translate } from "./translate.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Units a span is told in, largest first. */
const SPAN_UNITS: readonly { readonly key: MessageKey; readonly span: number; readonly upTo: number }[] = [
  { key: "span.days", span: DAY, upTo: Number.POSITIVE_INFINITY },
  { key: "span.hours", span: HOUR, upTo: DAY },
  { key: "span.minutes", span: MINUTE, upTo: HOUR },
  { key: "span.seconds", span: SECOND, upTo: MINUTE },
];

/** A span that grows while it is looked at, in the two largest units that matter; a negative one (clocks differ) is none. */
export function formatAge(t: Translate, span: number): string {
  const age = Math.max(0, span);
  const first = SPAN_UNITS.findIndex((unit) => age >= unit.span);
  return SPAN_UNITS.slice(first === -1 ? -1 : first)
    .slice(0, 2)
    .map((unit) => t(unit.key, { count: Math.floor((age % unit.upTo) / unit.span) }))
    .join(" ");
}

/** A span that is what it is, such as a delay: exact to the second, without units it has none of. */
export function formatSpan(t: Translate, span: number): string {
  const parts = SPAN_UNITS.map(({ key, span: unit, upTo }) => ({ key, count: Math.floor((span % upTo) / unit) })).filter(
    ({ count }) => count > 0,
  );
  return parts.length === 0 ? t("span.seconds", { count: span / SECOND }) : parts.map(({ key, count }) => t(key, { count })).join(" ");
}

/** A time of day with seconds. */
export const formatClock = (language: Language, at: number): string =>
  new Intl.DateTimeFormat(localeOf(language), { timeStyle: "medium", hourCycle: "h23" }).format(at);

/** A time of day with seconds; with the date when it is not today. */
export function formatTime(language: Language, at: number, now: number): string {
  if (new Date(at).toDateString() === new Date(now).toDateString()) return formatClock(language, at);
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" }).format(at);
}

/** Figures a reading is shown with: enough to tell neighbouring readings apart, no more than a sensor has (chosen). */
const SIGNIFICANT_DIGITS = 4;

/** What is needed of a signal to write its values. */
export interface ValueStyle {
  readonly unit: Unit;
  readonly states?: readonly string[];
}

/** A value as people write it: the state's name, or the number with its unit. States of a site's own have only the name it gives. */
export function formatValue(t: Translate, style: ValueStyle, value: number): string {
  const state = style.states?.[value];
  if (state !== undefined) {
    const key = `value.${state}`;
    return t.has(key) ? t(key) : state;
  }
  const digits = Math.abs(value) >= 1000 ? Math.round(value).toString() : Number(value.toPrecision(SIGNIFICANT_DIGITS)).toString();
  const symbol = UNIT_SYMBOLS[style.unit];
  return symbol === "" ? digits : `${digits.replace("-", "−")} ${symbol}`;
}

/** The names of a place's path, outermost first. */
export const namesOfPath = (path: string): readonly string[] => path.split(" › ");
