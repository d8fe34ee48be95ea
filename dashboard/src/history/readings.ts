import { type DurationMs, type EpochMs, elapsed, epochMs, hours, minutes, seconds } from "@labcanary/domain/basics";
import type { Clock, HistoryBucket, HistoryPoint, HistoryStore } from "@labcanary/domain/ports";
import type { Signal } from "@labcanary/domain/site";
import type { Quality, SignalKey } from "@labcanary/domain/telemetry";
import { HttpError } from "../http/http-errors.ts";
import { SINGLE_READINGS_UP_TO, stepFor } from "./bucket-choice.ts";

/** The history may hang; a person at a screen will not wait longer (chosen). */
const PATIENCE = seconds(8);
/** How far back it is looked for what a state was at the beginning of a span, whatever it is held for (chosen: 2880 sums). */
const STATE_LOOKED_FOR = hours(48);
/** Chosen: more changes of a door than anybody makes in a minute. */
const READINGS_OF_A_MINUTE = 1000;

/** What single readings are told apart by besides their value. */
export type ReadingMark = Exclude<Quality, "good"> | "over-range" | "no-value";

/** Readings of one signal in columns, oldest first: a third of the bytes of one object for each. */
export type Series = {
  readonly signal: SignalKey /** What a state was before the first of them, where that is known. */;
  readonly before?: number;
} & (
  | {
      readonly kind: "single";
      readonly at: readonly number[];
      readonly value: readonly (number | null)[];
      readonly marks: readonly (readonly [index: number, mark: ReadingMark])[];
    }
  | ({ readonly kind: "summed" /** Milliseconds. */; readonly every: number } & BucketColumns)
);
interface BucketColumns {
  readonly at: readonly number[];
  readonly mean: readonly number[];
  readonly min: readonly number[];
  readonly max: readonly number[];
  readonly last: readonly number[];
}

export interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** What the history is asked through: in time, or a refusal with a code; and not at all when nobody waits for it any more. */
export interface PatientHistory {
  range(query: Span & { readonly signal: SignalKey; readonly limit: number }): Promise<readonly HistoryPoint[]>;
  aggregate(query: Span & { readonly signal: SignalKey; readonly every: DurationMs }): Promise<readonly HistoryBucket[]>;
}

export function createPatientHistory(store: HistoryStore, clock: Clock, gone: AbortSignal): PatientHistory {
  const patiently = <T>(ask: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      if (gone.aborted) {
        reject(new HttpError("REQUEST_ABANDONED"));
        return;
      }
      const cancel = clock.after(PATIENCE, () => reject(new HttpError("HISTORY_UNAVAILABLE", "it did not answer in time")));
      ask()
        .then(resolve, () => reject(new HttpError("HISTORY_UNAVAILABLE")))
        .finally(cancel);
    });
  return {
    range: (query) => patiently(() => store.range(query)),
    /** Buckets that overlap the span, not only those that begin in it. */
    aggregate: ({ from, ...query }) =>
      patiently(() => store.aggregate({ ...query, from: epochMs(Math.floor(from / query.every) * query.every) })),
  };
}

/** Readings of a signal in a span, in about `points` figures: one by one where they are few enough, else summed up. */
export async function readSeries(history: PatientHistory, signal: Signal, span: Span, points: number): Promise<Series> {
  const before = signal.states === undefined ? undefined : await stateBefore(history, signal, span.from);
  const named = { signal: signal.key, ...(before === undefined ? {} : { before }) };
  const length = elapsed(span.from, span.to);
  if (length <= SINGLE_READINGS_UP_TO) {
    const single = await history.range({ signal: signal.key, ...span, limit: points + 1 });
    if (single.length <= points && (single.length > 0 || length < minutes(1))) return { ...named, ...singleOf(single) };
  }
  const every = stepFor(length, points);
  return { ...named, ...(await readSums(history, signal.key, span, every)) };
}

/** Single readings are let go before sums are: where the former are gone already, the latter are shown. */
async function readSums(history: PatientHistory, signal: SignalKey, span: Span, every: DurationMs) {
  for (const step of [every, ...[minutes(1), hours(1)].filter((coarser) => coarser > every)]) {
    const buckets = await history.aggregate({ signal, ...span, every: step });
    if (buckets.length > 0) return { kind: "summed" as const, every: step, ...columnsOf(buckets) };
  }
  return { kind: "summed" as const, every, ...columnsOf([]) };
}

/** The last value told before a time, where it still stands then: after a silence nobody knows what a state is. */
async function stateBefore(history: PatientHistory, { key, hold }: Signal, at: EpochMs): Promise<number | undefined> {
  const minute = epochMs(Math.floor(at / minutes(1)) * minutes(1));
  const inMinute = await history.range({ signal: key, from: minute, to: at, limit: READINGS_OF_A_MINUTE });
  const newest = inMinute.at(-1);
  if (newest !== undefined) return newest.value;
  const held = epochMs(Math.max(at - hold, at - STATE_LOOKED_FOR));
  return (await history.aggregate({ signal: key, from: held, to: minute, every: minutes(1) })).at(-1)?.last;
}

function singleOf(points: readonly HistoryPoint[]) {
  const marks: (readonly [number, ReadingMark])[] = [];
  for (const [index, point] of points.entries()) {
    const mark = markOf(point);
    if (mark !== undefined) marks.push([index, mark]);
  }
  return { kind: "single" as const, at: points.map(({ at }) => at), value: points.map(({ value }) => value ?? null), marks };
}

/** What is to be seen of a reading besides its value; the gravest of it. */
export function markOf({ value, quality, state }: HistoryPoint): ReadingMark | undefined {
  if (value === undefined) return "no-value";
  if (state === "over-range") return "over-range";
  return quality === "good" ? undefined : quality;
}

const columnsOf = (buckets: readonly HistoryBucket[]): BucketColumns => ({
  at: buckets.map(({ at }) => at),
  mean: buckets.map(({ mean }) => mean),
  min: buckets.map(({ min }) => min),
  max: buckets.map(({ max }) => max),
  last: buckets.map(({ last }) => last),
});
