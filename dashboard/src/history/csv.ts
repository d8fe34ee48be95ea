import type { EpochMs, Language } from "@labcanary/domain/basics";
import type { HistoryBucket, HistoryPoint } from "@labcanary/domain/ports";
import { UNIT_SYMBOLS } from "@labcanary/domain/quantity";
import { civilAt, offsetAt } from "@labcanary/domain/schedule";
import type { Signal } from "@labcanary/domain/site";
import { markOf } from "./readings.ts";

/** What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection). */
const FORMULA_BEGINS = /^[=+\-@\t\r]/;

/** A text as a field: always quoted, its quotes doubled (RFC 4180), and begun with an apostrophe where a spreadsheet would reckon with it. */
export const textField = (text: string): string => `"${FORMULA_BEGINS.test(text) ? "'" : ""}${text.replaceAll('"', '""')}"`;

/** A number as a field: a number is no formula, whatever its sign. Empty without one. */
const numberField = (value: number | undefined): string => (value === undefined ? "" : String(value));

/** RFC 4180, 2.1. */
export const csvLine = (fields: readonly string[]): string => `${fields.join(",")}\r\n`;

/** Spreadsheets read a file without it in the code page of the computer, and Chinese is lost. */
export const BYTE_ORDER_MARK = "\uFEFF";

/** A time by the clocks of a zone, ISO 8601 with milliseconds and offset: `2026-11-22T16:00:00.123+08:00`. */
export function isoInZone(timeZone: string, at: EpochMs): string {
  const civil = new Date(civilAt(timeZone, at)).toISOString().slice(0, -1);
  const offset = offsetAt(timeZone, at);
  const inMinutes = Math.round(Math.abs(offset) / 60_000);
  const two = (figure: number): string => String(figure).padStart(2, "0");
  return `${civil}${offset < 0 ? "-" : "+"}${two(Math.floor(inMinutes / 60))}:${two(inMinutes % 60)}`;
}

export interface CsvStyle {
  readonly timeZone: string;
  readonly language: Language;
  /** Where each zone is, outermost first. */
  readonly placeOf: (zoneId: string) => string;
}

const ABOUT = ["time", "utc", "signal", "name", "place", "unit"];
export const SINGLE_HEADER = csvLine([...ABOUT, "value", "state", "quality", "mark"]);
export const SUMMED_HEADER = csvLine([...ABOUT, "every_s", "mean", "min", "max", "last", "count"]);

/** What all lines of a signal have: its key, name, place and unit. */
function aboutSignal(signal: Signal, { language, placeOf }: CsvStyle): readonly string[] {
  const unit = signal.states === undefined ? UNIT_SYMBOLS[signal.unit] : "";
  return [signal.key, signal.label[language], placeOf(signal.zoneId), unit].map(textField);
}
const timeFields = (timeZone: string, at: EpochMs): readonly string[] => [isoInZone(timeZone, at), new Date(at).toISOString()];

/** Writes single readings of a signal. `mark` says why there is no value, or that it was beyond the range. */
export function singleWriter(signal: Signal, style: CsvStyle): (point: HistoryPoint) => string {
  const about = aboutSignal(signal, style);
  return (point) => {
    const { at, value, quality } = point;
    const state = value === undefined ? undefined : signal.states?.[value];
    const mark = value === undefined ? (point.state ?? "no-value") : markOf(point) === "over-range" ? "over-range" : "";
    return csvLine([
      ...timeFields(style.timeZone, at),
      ...about,
      numberField(value),
      state === undefined ? "" : textField(state),
      quality,
      mark,
    ]);
  };
}

/** Writes sums over `every` milliseconds of a signal; the time is that at which each begins. */
export function summedWriter(signal: Signal, every: number, style: CsvStyle): (bucket: HistoryBucket) => string {
  const about = aboutSignal(signal, style);
  return ({ at, mean, min, max, last, count }) =>
    csvLine([...timeFields(style.timeZone, at), ...about, ...[every / 1000, mean, min, max, last, count].map(numberField)]);
}
