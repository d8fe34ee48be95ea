import { existsSync } from "node:fs";
import { days, type EpochMs, elapsed, epochMs, minus } from "@labcanary/domain/basics";
import type { HistoryPoint, HistoryQuery, HistoryStore } from "@labcanary/domain/ports";
import type { Signal, Site } from "@labcanary/domain/site";
import type { Reading } from "@labcanary/domain/telemetry";
import { createInfluxHistory, createSqliteHistory } from "@labcanary/ingest";
import { UsageError } from "../command-line.ts";
import type { Settings } from "../settings/table.ts";
import { historyChoice } from "./history-choice.ts";
import { createSystemClock } from "./system-clock.ts";

/** Lets `use` read the history the settings name, also beside a running platform, and closes it. Throws a UsageError when there is none. */
export async function withStoredHistory<T>(settings: Settings, site: Site, use: (history: HistoryStore) => Promise<T>): Promise<T> {
  const history = openHistory(settings, site);
  try {
    return await use(history);
  } finally {
    await history.close();
  }
}

/** From when on raw readings are kept. */
export const oldestKept = (settings: Settings): EpochMs => minus(createSystemClock().now(), days(settings["history.rawDays"]));

function openHistory(settings: Settings, site: Site): HistoryStore {
  const clock = createSystemClock();
  const choice = historyChoice(settings, site.id, process.env);
  if (choice.kind === "sqlite") {
    // Opening would make it.
    if (!existsSync(choice.options.file))
      throw new UsageError(`there is no history ${choice.options.file}; name the platform's data folder with --data`);
    return createSqliteHistory(choice.options, { clock });
  }
  const tags = new Map(
    site.signals.map(({ key, zoneId, deviceId, name, quantity }) => [key, { zone: zoneId, device: deviceId, signal: name, quantity }]),
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
export const readingsOf = (points: readonly HistoryPoint[], { lateness }: Pick<Signal, "lateness">): readonly Reading[] =>
  points.map(({ signal, at, receivedAt, tieBreak, value, quality, deviceAt }) => {
    const placed = {
      signal,
      at,
      receivedAt,
      tieBreak,
      historical: elapsed(at, receivedAt) > lateness,
      ...(deviceAt === undefined ? {} : { deviceAt }),
    };
    if (value === undefined) return { kind: "fault", reason: "not-measured", ...placed };
    return quality === "bad" ? { kind: "fault", reason: "bad-quality", ...placed } : { kind: "sample", value, quality, ...placed };
  });
