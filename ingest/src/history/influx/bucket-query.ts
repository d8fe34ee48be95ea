import { type DurationMs, type EpochMs, hours } from "@labcanary/domain/basics";
import type { HistoryBucket } from "@labcanary/domain/ports";
import { sourceOf } from "../bounds.ts";
import { createBuckets } from "../buckets.ts";
import { OF_SIGNAL } from "./database.ts";
import type { Parameters, QueryClient, Table } from "./query-client.ts";
import { iso, type Rollups, SOURCES } from "./rollups.ts";

const HOUR = hours(1);
/** Chosen: up to here the raw points of one signal answer about as fast as rollups would, and are always complete. */
const RAW_SPAN = hours(26);
/** Chosen: statements in one request. Where stale hours are scattered over more, all from the first to the last of them is read raw. */
const MOST_PIECES = 40;

type Source = keyof typeof SOURCES;
interface Piece {
  readonly source: Source;
  readonly from: number;
  readonly to: number;
}

/**
 * Answers buckets of `every` over a span that is a multiple of it: short spans from raw points; long ones from rollups, with the hours
 * whose rollups are not up to date from raw points, so that the answer is what the raw points alone would give.
 */
export async function queryBuckets(
  signal: Parameters,
  span: { readonly from: EpochMs; readonly to: EpochMs },
  every: DurationMs,
  deps: { readonly queries: QueryClient; readonly rollups: Rollups; readonly rawKeptFrom: EpochMs },
): Promise<readonly HistoryBucket[]> {
  const pieces = await plan(span, every, deps);
  if (pieces.length === 0) return [];
  const parameters: Record<string, string | number> = { ...signal };
  const statements = pieces.map(({ source, from, to }, place) => {
    parameters[`from${place}`] = iso(from);
    parameters[`to${place}`] = iso(to);
    const { select, from: measurement } = SOURCES[source];
    return `SELECT ${select} FROM ${measurement}
      WHERE ${OF_SIGNAL} AND time >= $from${place} AND time < $to${place}
      GROUP BY time(${every}ms) fill(none)`;
  });
  const buckets = createBuckets(every);
  for (const table of await deps.queries.query(statements, parameters, "ms")) addRows(buckets, table);
  return buckets.result();
}

async function plan(
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
  every: DurationMs,
  { rollups, rawKeptFrom }: { readonly rollups: Rollups; readonly rawKeptFrom: EpochMs },
): Promise<readonly Piece[]> {
  if (to <= from) return [];
  const rolledUp = sourceOf(every);
  if (rolledUp === "raw" || (to - from <= RAW_SPAN && from >= rawKeptFrom)) return [{ source: "raw", from, to }];
  const stale = (await rollups.stale(from, to)).map((hour) => ({ from: Math.max(hour, from), to: Math.min(hour + HOUR, to) }));
  const pieces = interleave({ from, to }, rolledUp, joined(stale));
  if (pieces.length <= MOST_PIECES) return pieces;
  return interleave({ from, to }, rolledUp, [{ from: stale[0]?.from ?? from, to: stale.at(-1)?.to ?? to }]);
}

/** Neighbouring spans as one. */
function joined(
  spans: readonly { readonly from: number; readonly to: number }[],
): readonly { readonly from: number; readonly to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (const span of spans) {
    const run = runs.at(-1);
    if (run !== undefined && run.to === span.from) run.to = span.to;
    else runs.push({ ...span });
  }
  return runs;
}

/** The whole span in order: raw where it is stale, rolled up between. */
function interleave(
  span: { readonly from: number; readonly to: number },
  rolledUp: Source,
  stale: readonly { readonly from: number; readonly to: number }[],
): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = span.from;
  for (const run of stale) {
    if (run.from > from) pieces.push({ source: rolledUp, from, to: run.from });
    pieces.push({ source: "raw", ...run });
    from = run.to;
  }
  if (span.to > from) pieces.push({ source: rolledUp, from, to: span.to });
  return pieces;
}

function addRows(buckets: ReturnType<typeof createBuckets>, { values }: Table): void {
  for (const [at, min, max, sum, count, last] of values) {
    buckets.add({ at: Number(at), min: Number(min), max: Number(max), sum: Number(sum), count: Number(count), last: Number(last) });
  }
}
