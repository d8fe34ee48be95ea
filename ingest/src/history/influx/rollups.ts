import { type DurationMs, type EpochMs, epochMs, hours, milliseconds, minutes } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import { HistoryUnavailableError } from "../unavailable.ts";
import { BETWEEN, HOURS, MARKS, MINUTES, SAMPLE } from "./database.ts";
import { siteTag, tagText } from "./line-protocol.ts";
import type { QueryClient } from "./query-client.ts";
import type { PostOutcome, WriteEndpoint, WriteFailure } from "./write-endpoint.ts";

/** Columns every summarising statement gives, after the time. */
const FROM_VALUES = summing({ min: "value", max: "value", sum: "value", count: "value", last: "value" }, "count");
const FROM_SUMMARIES = summing({ min: "min", max: "max", sum: "sum", count: "count", last: "last" }, "sum");
const HOUR = hours(1);
/** Chosen: one small write a minute, not one per batch. */
const MARK_EVERY = minutes(1);

function summing(of: Record<"min" | "max" | "sum" | "count" | "last", string>, counting: "count" | "sum"): string {
  const extremes = `min("${of.min}") AS "min", max("${of.max}") AS "max"`;
  return `${extremes}, sum("${of.sum}") AS "sum", ${counting}("${of.count}") AS "count", last("${of.last}") AS "last"`;
}

/** Where summaries are read from. */
export const SOURCES = {
  raw: { select: FROM_VALUES, from: SAMPLE },
  minutes: { select: FROM_SUMMARIES, from: MINUTES },
  hours: { select: FROM_SUMMARIES, from: HOURS },
} as const;

export interface Rollups {
  /** To be called before points are sent: says durably that these hours are to be rolled up (again), or why that cannot be said. */
  mark(startsOfHours: ReadonlySet<number>): Promise<WriteFailure | undefined>;
  /** The database may have lost what was marked. */
  forgetMarks(): void;
  /** Hours of from..to whose rollups may lack points, as their starts, ascending. */
  stale(from: EpochMs, to: EpochMs): Promise<readonly number[]>;
  /** Rolls up all stale hours that nobody is writing to at the moment. */
  run(now: EpochMs): Promise<void>;
}

/**
 * Keeps 1-minute and 1-hour rollups in InfluxDB with no state outside it (docs/decisions/0004-influx-rollups.md). The measurement
 * `rollup` has one point per hour of event time: `due`, when that hour was last written to, and `done`, the `due` its rollups stand
 * for. While the two differ, whatever happened in between, queries use the raw points of that hour.
 */
export function createRollups(
  { site, timeout }: { readonly site: string; readonly timeout: DurationMs },
  deps: {
    readonly clock: Pick<Clock, "now">;
    readonly endpoint: WriteEndpoint;
    readonly queries: QueryClient;
    readonly longQueries: QueryClient;
  },
): Rollups {
  const { clock, endpoint, queries, longQueries } = deps;
  /** A write that marked an hour has reached it or failed after this. */
  const settle = milliseconds(2 * MARK_EVERY + timeout);
  const parameters = { site: tagText(site) };
  let marked = { at: Number.NaN, hours: new Set<number>() };

  const marks = async (from: EpochMs, to: EpochMs): Promise<readonly { hour: number; due: number }[]> => {
    const [table] = await queries.query(
      [`SELECT "due", "done" FROM ${MARKS} WHERE "site" = $site AND ${BETWEEN}`],
      { ...parameters, from: iso(from), to: iso(to) },
      "ms",
    );
    return (table?.values ?? []).flatMap(([hour, due, done]) => (due === done ? [] : [{ hour: Number(hour), due: Number(due) }]));
  };
  const markLine = (hour: number, field: "due" | "done", at: number): string => `rollup${siteTag(site)} ${field}=${at}i ${hour}000000`;

  return {
    async mark(startsOfHours) {
      const at = Math.floor(clock.now() / MARK_EVERY) * MARK_EVERY;
      if (marked.at !== at) marked = { at, hours: new Set() };
      const { hours: known } = marked;
      const fresh = [...startsOfHours].filter((hour) => !known.has(hour));
      if (fresh.length === 0) return undefined;
      const outcome = await endpoint.post(fresh.map((hour) => markLine(hour, "due", at)).join("\n"));
      if (outcome.kind === "failed") return outcome;
      // A mark is ours alone, so this is a foreign field in our measurement: not the points' fault, they wait until it is put right.
      if (outcome.kind !== "stored") return { kind: "failed", reason: "server-error", detail: `a roll-up mark was ${saying(outcome)}` };
      for (const hour of fresh) known.add(hour);
      return undefined;
    },
    forgetMarks: () => {
      marked = { at: Number.NaN, hours: new Set() };
    },
    stale: async (from, to) => (await marks(epochMs(Math.floor(from / HOUR) * HOUR), to)).map(({ hour }) => hour),
    async run(now) {
      for (const { hour, due } of await marks(epochMs(0), epochMs(now + 48 * HOUR))) {
        if (due <= now && now - due < settle) continue;
        const span = { ...parameters, from: iso(hour), to: iso(hour + HOUR) };
        await longQueries.query([rollUp(SOURCES.raw, MINUTES, "1m"), rollUp(SOURCES.minutes, HOURS, "1h")], span, "ms");
        const outcome = await endpoint.post(markLine(hour, "done", due));
        if (outcome.kind !== "stored") throw new HistoryUnavailableError(`a finished roll-up could not be noted: ${saying(outcome)}`);
      }
    },
  };
}

function saying(outcome: PostOutcome): string {
  return "detail" in outcome ? `${outcome.kind}: ${outcome.detail}` : outcome.kind;
}

/** Zone and quantity are left out: a device that moves between zones stays one series of rollups. */
function rollUp(source: { readonly select: string; readonly from: string }, into: string, span: "1m" | "1h"): string {
  return `SELECT ${source.select} INTO ${into} FROM ${source.from}
    WHERE "site" = $site AND ${BETWEEN}
    GROUP BY time(${span}), "site", "device", "signal" fill(none)`;
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}
