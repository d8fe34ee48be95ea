import { type DurationMs, type EpochMs, epochMs, hours } from "@labcanary/domain/basics";
import type { HistoryPoint } from "@labcanary/domain/ports";
import type { Signal } from "@labcanary/domain/site";
import { HttpError } from "../http/http-errors.ts";
import { BYTE_ORDER_MARK, type CsvStyle, SINGLE_HEADER, singleWriter, SUMMED_HEADER, summedWriter } from "./csv.ts";
import type { PatientHistory, Span } from "./readings.ts";

/** Lines of one file (chosen: what a spreadsheet opens, 1,048,576, with room for those that come while it is written). */
const MAXIMUM_LINES = 1_000_000;
/** Lines read at once: some megabytes, however long the file is. */
const LINES_AT_ONCE = 5000;
/** Buckets asked for at once. */
const BUCKETS_AT_ONCE = 5000;

/** Sums are counted by these, so that a refusal comes before the file and not in its middle. */
const COUNTED_BY = hours(1);

export interface ExportQuestion extends Span {
  readonly signals: readonly Signal[];
  /** Absent: readings one by one. */
  readonly every?: DurationMs;
}

/**
 * Refuses EXPORT_TOO_LARGE what would not fit one file, with what would. Single readings are counted by the hours in which they lie, so
 * the first and the last of these count as a whole; those without a value are not counted before.
 */
export async function checkExport(history: PatientHistory, { signals, from, to, every }: ExportQuestion): Promise<void> {
  let lines = 0;
  if (every !== undefined) lines = signals.length * Math.ceil((to - from) / every);
  else {
    for (const { key } of signals)
      for (const { count } of await history.aggregate({ signal: key, from, to, every: COUNTED_BY })) lines += count;
  }
  if (lines <= MAXIMUM_LINES) return;
  const way =
    every === undefined
      ? "fewer signals, a shorter span, or sums such as /every=1min"
      : "fewer signals, a shorter span, or a longer /every";
  throw new HttpError("EXPORT_TOO_LARGE", `${lines} lines, at most ${MAXIMUM_LINES}: ${way}`);
}

/** The file in pieces, one signal after the other, each oldest first. Throws in the middle when the history fails: a file cut short must not look whole. */
export async function* exportCsv(history: PatientHistory, question: ExportQuestion, style: CsvStyle): AsyncGenerator<string> {
  const { signals, every, from, to } = question;
  yield BYTE_ORDER_MARK + (every === undefined ? SINGLE_HEADER : SUMMED_HEADER);
  for (const signal of signals) {
    if (every === undefined) yield* singleLines(history, signal, { from, to }, style);
    else yield* summedLines(history, signal, { from, to }, every, style);
  }
}

async function* singleLines(history: PatientHistory, signal: Signal, { from, to }: Span, style: CsvStyle): AsyncGenerator<string> {
  const write = singleWriter(signal, style);
  let last: Pick<HistoryPoint, "at" | "tieBreak"> | undefined;
  for (let begin = from; ; ) {
    const points = await history.range({ signal: signal.key, from: begin, to, limit: LINES_AT_ONCE });
    const written = last;
    // The millisecond it went on from is read again: several readings may share it.
    const fresh = written === undefined ? points : points.filter(({ at, tieBreak }) => at > written.at || tieBreak > written.tieBreak);
    if (fresh.length > 0) yield fresh.map(write).join("");
    last = points.at(-1) ?? last;
    if (points.length < LINES_AT_ONCE || last === undefined) return;
    // A millisecond with more readings than are read at once would never end.
    if (fresh.length === 0) throw new HttpError("INTERNAL");
    begin = last.at;
  }
}

async function* summedLines(
  history: PatientHistory,
  signal: Signal,
  { from, to }: Span,
  every: DurationMs,
  style: CsvStyle,
): AsyncGenerator<string> {
  const write = summedWriter(signal, every, style);
  const piece = every * BUCKETS_AT_ONCE;
  for (let begin: EpochMs = epochMs(Math.floor(from / every) * every); begin < to; begin = epochMs(begin + piece)) {
    const buckets = await history.aggregate({ signal: signal.key, from: begin, to: epochMs(Math.min(to, begin + piece)), every });
    if (buckets.length > 0) yield buckets.map(write).join("");
  }
}
