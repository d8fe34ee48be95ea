import { type DurationMs, type EpochMs, hours, minus, plus } from "@labcanary/domain/basics";
import {
  type BadgeSeen,
  type CabinetEvidence,
  type CustodyRecord,
  type DoorReading,
  personBehind,
  type WeightReading,
} from "@labcanary/domain/governance";
import type { AccessLog, HistoryPoint, HistoryStore } from "@labcanary/domain/ports";
import { hasReader, type Site, type Stock, type StockCabinet } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";

/** Before the time that is judged, what came before it must be known: the longest time from an opening to its record, and some. */
export const MARGIN: DurationMs = hours(5);
/** Points asked for at a time (chosen: a query of some milliseconds, of which the answer fits a message between threads). */
const SLICE = 20_000;
/** Badges of one cabinet in one span. Chosen: more than anybody can hold up to a reader meanwhile. */
const MOST_BADGES = 10_000;

export interface EvidenceDeps {
  readonly history: Pick<HistoryStore, "range">;
  readonly accessLog: AccessLog;
}

export interface EvidenceQuery {
  readonly site: Site;
  readonly stock: Stock;
  readonly cabinet: StockCabinet;
  readonly records: readonly CustodyRecord[];
  readonly judgeFrom: EpochMs;
  readonly now: EpochMs;
  /** Up to when it is read; absent: now. */
  readonly readTo?: EpochMs;
}

/** Reads what is known of a cabinet. Rejects when the history cannot be read. */
export async function readEvidence(
  { site, stock, cabinet, records, judgeFrom, now, readTo = now }: EvidenceQuery,
  { history, accessLog }: EvidenceDeps,
): Promise<CabinetEvidence> {
  const from = minus(judgeFrom, MARGIN);
  const pointsOf = (signal: SignalKey): Promise<readonly HistoryPoint[]> => readAll(history, signal, from, readTo);
  const { door, weight, open, readers, regimes } = cabinet;
  const doorPoints = await pointsOf(door);
  const weights = weight === undefined ? [] : (await pointsOf(weight.signal)).flatMap((point) => weightOf(point, weight.milligrams));
  const badges = readers.flatMap((reader) =>
    accessLog
      .events({ deviceId: reader.deviceId, from, to: plus(readTo, 1 as DurationMs), limit: MOST_BADGES })
      .flatMap((event): BadgeSeen[] => {
        const isHere = event.door === undefined || reader.door === undefined || event.door === reader.door;
        if (event.kind !== "badge" || !isHere) return [];
        return [{ at: event.at, granted: event.granted === true, ...(event.person === undefined ? {} : { person: event.person }) }];
      }),
  );
  return {
    cabinet,
    policies: regimes.map((regime) => stock.policies[regime]),
    hold: site.signals.find(({ key }) => key === door)?.hold ?? hours(1),
    door: doorPoints.map((point) => doorReading(point, open)),
    weights,
    badges: badges.toSorted((a, b) => a.at - b.at),
    // As far back as the door is read: years of books are not held against it every minute.
    records: records.filter(({ doneAt }) => doneAt >= from && doneAt <= readTo),
    hasReader: hasReader(site, cabinet),
    badgeHolder(signer) {
      const person = personBehind(signer, site);
      return (person?.badges ?? []).length > 0 ? person?.id : undefined;
    },
    judgeFrom,
    now,
    readTo,
  };
}

async function readAll(history: EvidenceDeps["history"], signal: SignalKey, from: EpochMs, to: EpochMs): Promise<readonly HistoryPoint[]> {
  const points: HistoryPoint[] = [];
  for await (const slice of slicesOf(history, { signal, from, to })) points.push(...slice);
  return points;
}

/** Readings of a signal, both ends among them, slice by slice. */
export async function* slicesOf(
  history: EvidenceDeps["history"],
  { signal, from, to }: { readonly signal: SignalKey; readonly from: EpochMs; readonly to: EpochMs },
): AsyncGenerator<readonly HistoryPoint[], void> {
  let since = from;
  for (;;) {
    const slice = await history.range({ signal, from: since, to: plus(to, 1 as DurationMs), limit: SLICE });
    const last = slice.at(-1);
    if (last === undefined || slice.length < SLICE) {
      yield slice;
      return;
    }
    // Of the last millisecond there may be more: it is asked for again, unless it is all there is.
    const whole = slice.filter(({ at }) => at < last.at);
    yield whole.length > 0 ? whole : slice;
    since = whole.length > 0 ? last.at : plus(last.at, 1 as DurationMs);
  }
}

/** As the rules have it: `bad` is no value, and what is under maintenance is not trusted. */
const isTrusted = ({ quality }: HistoryPoint): boolean => quality !== "bad" && quality !== "maintenance";

export const doorReading = (point: HistoryPoint, open: readonly number[]): DoorReading => ({
  at: point.at,
  isOpen: point.value === undefined || !isTrusted(point) ? undefined : open.includes(point.value),
});

const weightOf = (point: HistoryPoint, milligrams: number): readonly WeightReading[] =>
  point.value === undefined || !isTrusted(point) ? [] : [{ at: point.at, value: point.value * milligrams }];
