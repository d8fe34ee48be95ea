import { epochMs, type Language } from "@labcanary/domain/basics";
import { UNIT_SYMBOLS, type Unit } from "@labcanary/domain/quantity";
import { civilAt, dayOf, offsetAt } from "@labcanary/domain/schedule";
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

/** How times are written: in a language, by the clocks on the walls of a zone. */
export interface TimeStyle {
  readonly language: Language;
  /** IANA name. */
  readonly timeZone: string;
}

/** Making one costs far more than using it. Holds nothing but what its key says. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf({ language, timeZone }: TimeStyle, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, timeZone, parts]);
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(localeOf(language), { ...parts, timeZone, hourCycle: "h23" });
  formats.set(key, format);
  return format;
}

/** A time of day with seconds. */
export const formatClock = (style: TimeStyle, at: number): string => formatOf(style, { timeStyle: "medium" }).format(at);

/** A time of day to the minute. */
export const formatMinute = (style: TimeStyle, at: number): string => formatOf(style, { timeStyle: "short" }).format(at);

/**
 * A time of day with seconds; with the date when it is not today, and with the offset when that is another than now: in the hour that
 * comes twice, and across a change of the clock, the time alone would not say which it is.
 */
export function formatTime(style: TimeStyle, at: number, now: number): string {
  const text = isSameDay(style.timeZone, at, now) ? formatClock(style, at) : formatDateTime(style, at);
  const { timeZone } = style;
  return offsetAt(timeZone, epochMs(at)) === offsetAt(timeZone, epochMs(now)) ? text : `${text} ${formatOffset(timeZone, at)}`;
}

const isSameDay = (timeZone: string, one: number, other: number): boolean =>
  dayOf(civilAt(timeZone, epochMs(one))) === dayOf(civilAt(timeZone, epochMs(other)));

/** A day of the week with its date, short. */
export const formatDate = (style: TimeStyle, at: number): string =>
  formatOf(style, { weekday: "short", day: "numeric", month: "short" }).format(at);

/**
 * To the minute: of what is planned or must be kept. With the day when that is not today, and with the year when that is another: a name that
 * is kept until November is not kept for ten years.
 */
export function formatPlanned(style: TimeStyle, at: number, now: number): string {
  if (isSameDay(style.timeZone, at, now)) return formatMinute(style, at);
  const year = (time: number): string => formatOf(style, { year: "numeric" }).format(time);
  const day =
    year(at) === year(now)
      ? formatDate(style, at)
      : formatOf(style, { weekday: "short", day: "numeric", month: "short", year: "numeric" }).format(at);
  return `${day} ${formatMinute(style, at)}`;
}

/** A day with its year, and the time of day with seconds. */
export const formatDateTime = (style: TimeStyle, at: number): string =>
  formatOf(style, { dateStyle: "medium", timeStyle: "medium" }).format(at);

/** How far the zone's clocks are from UTC at a time: `UTC+08:00`. */
export function formatOffset(timeZone: string, at: number): string {
  const offset = offsetAt(timeZone, epochMs(at));
  const two = (figure: number): string => String(Math.floor(figure)).padStart(2, "0");
  const size = Math.abs(offset);
  return `UTC${offset < 0 ? "\u2212" : "+"}${two(size / HOUR)}:${two((size % HOUR) / MINUTE)}`;
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

/** Characters of a path that two lines of a row hold (chosen, at the narrowest the column gets); Chinese ones count twice. */
const PATH_ROOM = 72;

/** The innermost names of a path that there is room for; the innermost always. */
export function namesThatFit(names: readonly string[]): readonly string[] {
  let room = PATH_ROOM;
  const fitting = names.toReversed().findIndex((name) => {
    room -= [...name].reduce((sum, character) => sum + (character.charCodeAt(0) > 0xff ? 2 : 1), 3);
    return room < 0;
  });
  return fitting === -1 ? names : names.slice(names.length - Math.max(fitting, 1));
}
