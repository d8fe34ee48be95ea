import { MAXIMUM_ROOMS, MAXIMUM_SIGNALS } from "../../../src/history/limits.ts";
import { clampedWindow, type Window } from "./zoom.ts";

/** What the page shows of the chosen signals: their lines, rooms against one another, or a month by its hours. */
export const MODES = ["lines", "rooms", "month"] as const;
export type Mode = (typeof MODES)[number];
export const SHIFTS = ["none", "day", "week"] as const;
export type Shift = (typeof SHIFTS)[number];
export const FIGURES = ["mean", "max", "min", "beyond"] as const;
export type Figure = (typeof FIGURES)[number];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Spans there is a button for. */
export const SPANS = {
  year: 366 * DAY,
  month: 31 * DAY,
  week: 7 * DAY,
  day: DAY,
  hour: HOUR,
  "10min": 10 * MINUTE,
  minute: MINUTE,
} as const;
export type SpanName = keyof typeof SPANS;
export const SPAN_NAMES = Object.keys(SPANS) as readonly SpanName[];
const FIRST_SPAN = SPANS.day;

/** What the address of the page says. */
export interface HistoryView {
  readonly mode: Mode;
  /** Keys, in the order of their lines. */
  readonly signals: readonly string[];
  /** The line that stands out, with its limits. */
  readonly focus?: string | undefined;
  /** A window that stands still. */
  readonly fixed?: Window | undefined;
  /** Of a window that ends now, in milliseconds. */
  readonly span: number;
  readonly shift: Shift;
  /** Zones that are compared. */
  readonly zones: readonly string[];
  /** Such as `2026-11`; absent: this one. */
  readonly month?: string;
  readonly figure: Figure;
}

/** What an address asks for; what it says wrongly, or not at all, is as at the beginning. */
export function viewOf(search: string): HistoryView {
  const asked = new URLSearchParams(search);
  const list = (name: string, most: number): readonly string[] =>
    [...new Set((asked.get(name) ?? "").split(","))].filter((part) => part !== "").slice(0, most);
  const oneOf = <T extends string>(name: string, known: readonly [T, ...T[]]): T =>
    known.find((word) => word === asked.get(name)) ?? known[0];
  const signals = list("signals", MAXIMUM_SIGNALS);
  const focus = signals.find((key) => key === asked.get("focus"));
  const [from, to] = [timeOf(asked.get("from")), timeOf(asked.get("to"))];
  const month = asked.get("month");
  const span = Number(asked.get("span"));
  const fixed = from !== undefined && to !== undefined && from < to ? clampedWindow({ from, to }) : undefined;
  const clamped = clampedWindow({ from: 0, to: Number.isFinite(span) && span > 0 ? span * 1000 : FIRST_SPAN });
  return {
    mode: oneOf("mode", MODES),
    signals,
    ...(focus === undefined ? {} : { focus }),
    ...(fixed === undefined ? {} : { fixed }),
    span: clamped.to - clamped.from,
    shift: oneOf("shift", SHIFTS),
    zones: list("zones", MAXIMUM_ROOMS),
    ...(month !== null && /^\d{4}-(?:0[1-9]|1[0-2])$/.test(month) ? { month } : {}),
    figure: oneOf("figure", FIGURES),
  };
}

function timeOf(text: string | null): number | undefined {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** The address of a view: what it can be shown by again, and given to somebody else. */
export function historyPath(view: Partial<HistoryView> = {}): string {
  const { mode, signals = [], focus, fixed, span, shift, zones = [], month, figure } = view;
  const said = new URLSearchParams();
  const say = (name: string, text: string | undefined): void => {
    if (text !== undefined && text !== "") said.set(name, text);
  };
  say("mode", mode === "lines" ? undefined : mode);
  say("signals", signals.join(","));
  say("focus", focus);
  if (fixed !== undefined) {
    say("from", new Date(fixed.from).toISOString());
    say("to", new Date(fixed.to).toISOString());
  } else if (span !== undefined && span !== FIRST_SPAN) say("span", String(span / 1000));
  say("shift", shift === "none" ? undefined : shift);
  say("zones", zones.join(","));
  say("month", month);
  say("figure", figure === "mean" ? undefined : figure);
  // Keys and lists stay readable: neither sign means anything else in a query.
  const text = said.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3A", ":");
  return text === "" ? "/history" : `/history?${text}`;
}
