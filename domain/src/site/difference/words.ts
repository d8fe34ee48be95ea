import { cutBetweenMarks, type DurationMs, days, hours, minutes, personMark, seconds, type Text } from "../../basics/index.ts";
import type { Schedule } from "../../schedule/index.ts";
import type { DifferenceValue } from "./difference.ts";

const SPANS: readonly (readonly [DurationMs, string])[] = [
  [days(1), "d"],
  [hours(1), "h"],
  [minutes(1), "min"],
  [seconds(1), "s"],
];

/** As a site file has it, in the largest unit that leaves no rest: `90s`, `15min`, `36h`. */
export function spanWords(span: DurationMs): string {
  const [unit, name] = SPANS.find(([size]) => span > 0 && span % size === 0) ?? [1, span === 0 ? "s" : "ms"];
  return `${span / unit}${name}`;
}

/** Longest value told of an attribute nobody has words for. Chosen: a line. */
const LONGEST = 160;

/** Texts and short things as they are, the rest as data. */
export function plainWords(value: unknown): DifferenceValue {
  if (typeof value === "string") return value;
  if (isText(value)) return value;
  const data = JSON.stringify(value, (key, inner: unknown) => (key === "personId" ? personMark(String(inner)) : inner));
  return data.length > LONGEST ? `${cutBetweenMarks(data, LONGEST)}…` : data;
}

const isText = (value: unknown): value is Text =>
  typeof value === "object" &&
  value !== null &&
  "en" in value &&
  "zh" in value &&
  typeof value.en === "string" &&
  typeof value.zh === "string";

/** `-25…250`, `…9` where it has no lower end. */
export const betweenWords = ({ min, max }: { readonly min?: number; readonly max: number }): string => `${min ?? ""}…${max}`;

export const dateWords = (at: number): string => new Date(at).toISOString();

/** `mon, tue 20:00–08:00, 3 days left out`; of combined hours their data. */
export function hoursWords(schedule: Schedule): DifferenceValue {
  if (schedule.kind !== "weekly") return plainWords(schedule);
  const { days: weekdays, from, to, except } = schedule;
  const leftOut = except.reduce((count, span) => count + span.to - span.from + 1, 0);
  const hoursOf = `${weekdays.join(", ")} ${timeWords(from)}–${timeWords(to)}`;
  return leftOut === 0 ? hoursOf : { en: `${hoursOf}, ${leftOut} days left out`, zh: `${hoursOf},除 ${leftOut} 天` };
}

const timeWords = (span: DurationMs): string =>
  [span / hours(1), (span / minutes(1)) % 60].map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
