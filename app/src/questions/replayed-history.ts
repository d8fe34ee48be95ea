import { storedAccessLog } from "@labcanary/alerting";
import { type EpochMs, plus } from "@labcanary/domain/basics";
import type { AccessLog, HistoryPoint, HistoryStore } from "@labcanary/domain/ports";
import { inOrderOfReceipt } from "@labcanary/domain/rules";
import type { Signal } from "@labcanary/domain/site";
import type { Reading } from "@labcanary/domain/telemetry";
import { pointsOf, pointsWithLast, readingsOf, type StoredHistory } from "../platform/stored-history.ts";

/** The history asked, and from when on it keeps raw readings. */
export interface AskedHistory {
  readonly store: Pick<HistoryStore, "range">;
  readonly oldest: EpochMs;
  /** What people did at doors; absent where none of it was ever kept. */
  readonly accessLog?: AccessLog;
}

/** The history of an installation as questions ask it. */
export function askedHistory({ dataFolder, oldest }: StoredHistory, store: HistoryStore): AskedHistory {
  const accessLog = storedAccessLog(dataFolder);
  return { store, oldest, ...(accessLog === undefined ? {} : { accessLog }) };
}

/** What is replayed of one signal. */
export interface PointsOfSignal {
  readonly signal: Signal;
  /** In the order of receipt. */
  readonly points: readonly HistoryPoint[];
}

interface Needed {
  /** From when on readings are needed: `replayFrom`. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Where none of a signal is from before this, the last one kept from before it is needed as well; absent: it never is. */
  readonly known?: EpochMs;
}

/** The stored points of some signals, one signal after the other: the store is not to be busied more than that. */
export async function pointsToReplay(
  { store, oldest }: AskedHistory,
  signals: readonly Signal[],
  { from, to, known }: Needed,
): Promise<readonly PointsOfSignal[]> {
  const all: PointsOfSignal[] = [];
  for (const signal of signals) {
    // A reading can be ahead of its receipt by as much as its signal's clock is tolerated.
    const query = { signal: signal.key, from, to: plus(to, signal.clockTolerance) };
    all.push({ signal, points: await (known === undefined ? pointsOf(store, query) : pointsWithLast(store, query, { known, oldest })) });
  }
  return all;
}

/** Stored points as the rules saw them come in. `signals` says how late a reading may be: a changed site may say otherwise. */
export function asReceived(points: readonly PointsOfSignal[], signals: readonly Signal[]): readonly Reading[] {
  const lateness = new Map(signals.map((signal) => [signal.key, signal]));
  return inOrderOfReceipt(points.map(({ signal, points: own }) => readingsOf(own, lateness.get(signal.key) ?? signal)));
}

/** Chosen: four months of readings every 10 s; some 200 MB while they are replayed. */
const MOST_READINGS = 1_000_000;

/** More readings were asked for than one question may take. */
export class TooManyReadingsError extends Error {}

/** The same store, which throws a TooManyReadingsError once it has given more than `most` points. */
export function boundedStore(store: Pick<HistoryStore, "range">, most = MOST_READINGS): Pick<HistoryStore, "range"> {
  let given = 0;
  return {
    async range(query) {
      const points = await store.range(query);
      given += points.length;
      if (given > most) throw new TooManyReadingsError();
      return points;
    },
  };
}
