import { existsSync } from "node:fs";
import { days, type EpochMs, elapsed, epochMs, minus } from "@labcanary/domain/basics";
import type { HistoryPoint, HistoryQuery, HistoryStore } from "@labcanary/domain/ports";
import type { Signal } from "@labcanary/domain/site";
import { type Reading, readingOf } from "@labcanary/domain/telemetry";
import { createInfluxHistory, createSqliteHistory, type HistoryChoice } from "@labcanary/ingest";
import type { Settings } from "../settings/table.ts";
import { historyChoice } from "./history-choice.ts";
import { createSystemClock } from "./system-clock.ts";

/** What there is to read stored history by, as plain data: it crosses to the process that does. */
export interface StoredHistory {
  readonly choice: HistoryChoice;
  /** The platform's data folder, where what people did at doors is kept. */
  readonly dataFolder: string;
  /** When it is read; what is past its age by then is not given any more. */
  readonly now: EpochMs;
  /** From when on raw readings are kept. */
  readonly oldest: EpochMs;
}

export function storedHistory(
  settings: Settings,
  siteId: string,
  environment: Readonly<Record<string, string | undefined>>,
): StoredHistory {
  const now = createSystemClock().now();
  const choice = historyChoice(settings, siteId, environment);
  return { choice, dataFolder: settings.data, now, oldest: minus(now, days(settings["history.rawDays"])) };
}

/** Lets `use` read a history in this thread, also beside a running platform, and closes it. Undefined when there is none: opening would make it. */
export async function withStoredHistory<T>(
  { choice, now }: StoredHistory,
  signals: readonly Signal[],
  use: (history: HistoryStore) => Promise<T>,
): Promise<T | undefined> {
  if (choice.kind === "sqlite" && !existsSync(choice.options.file)) return undefined;
  const history = openHistory(choice, signals, now);
  try {
    return await use(history);
  } finally {
    await history.close();
  }
}

function openHistory(choice: HistoryChoice, signals: readonly Signal[], now: EpochMs): HistoryStore {
  const clock = { now: () => now };
  if (choice.kind === "sqlite") return createSqliteHistory(choice.options, { clock });
  const tags = new Map(
    signals.map(({ key, zoneId, deviceId, name, quantity }) => [key, { zone: zoneId, device: deviceId, signal: name, quantity }]),
  );
  return createInfluxHistory(choice.options, { clock, describe: (signal) => tags.get(signal) });
}

/** Chosen: few enough requests for a month, and little at once. */
const PAGE_POINTS = 50_000;

/** All points of a span, in the order in which they were received. */
export async function pointsOf(
  history: Pick<HistoryStore, "range">,
  query: HistoryQuery,
  pagePoints = PAGE_POINTS,
): Promise<readonly HistoryPoint[]> {
  const points: HistoryPoint[] = [];
  let { from } = query;
  for (;;) {
    const page = await history.range({ ...query, from, limit: pagePoints });
    const last = page.at(-1);
    if (last === undefined || page.length < pagePoints) {
      points.push(...page);
      break;
    }
    // The last moment may go on in the next page and is read again as a whole; a page of one moment only is taken for all of it.
    const whole = page.filter(({ at }) => at < last.at);
    points.push(...(whole.length === 0 ? page : whole));
    from = whole.length === 0 ? epochMs(last.at + 1) : last.at;
  }
  return points.sort((a, b) => a.receivedAt - b.receivedAt);
}

/** How much further back each search for the last point before a span goes. Chosen: few searches, none far too long. */
const FURTHER = 4;

/**
 * All points of a span in the order of receipt, and where none of them is from before `known`, the last one kept from before the span:
 * what a signal last said, however long ago. Nothing is kept from before `oldest`.
 */
export async function pointsWithLast(
  history: Pick<HistoryStore, "range">,
  query: HistoryQuery,
  { known, oldest }: { readonly known: EpochMs; readonly oldest: EpochMs },
): Promise<readonly HistoryPoint[]> {
  const points = await pointsOf(history, query);
  if (points.some(({ at }) => at < known)) return points;
  for (let { from: to } = query; to > oldest; ) {
    const from = epochMs(Math.max(oldest, known - FURTHER * elapsed(to, known)));
    const last = (await pointsOf(history, { ...query, from, to })).at(-1);
    if (last !== undefined) return [last, ...points];
    to = from;
  }
  return points;
}

/** Stored points as the rules saw them when they came in. */
export const readingsOf = (points: readonly HistoryPoint[], signal: Pick<Signal, "lateness" | "dueAt">): readonly Reading[] =>
  points.map((point) => readingOf(point, signal));
