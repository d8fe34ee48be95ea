import { join } from "node:path";
import { storedAccessLog } from "@labcanary/alerting";
import { type EpochMs, epochMs, hours, plus } from "@labcanary/domain/basics";
import type { HistoryStore, KeptEvent } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { logReachesBackTo, type Received, receivedBetween } from "@labcanary/ingest";
import { pointsOf, type StoredHistory, withStoredHistory } from "../platform/stored-history.ts";

/** An event with what tells badges apart: their number, or where only the history is left, whose they are. */
export interface ReceivedEvent extends Omit<KeptEvent, "receivedAt" | "historical"> {
  readonly receivedAt: EpochMs;
  readonly badge?: string;
}

type ReceivedPoint = Extract<Received, { kind: "point" }>;

/** The history does not keep whether a reading was historical for another reason than its age. */
export type ReceivedLine =
  | (Omit<ReceivedPoint, "historical"> & Partial<Pick<ReceivedPoint, "historical">>)
  | { readonly kind: "event"; readonly event: ReceivedEvent };

interface Wanted {
  readonly stored: StoredHistory;
  readonly site: Site;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Told in a sentence what could not be read. */
  readonly onMissing: (text: string) => void;
}

/** Where a recording comes from. */
export type Source = "log" | "history";

/** The accepted log where it reaches back so far: it has every message in the order it came. Else the history. */
export async function sourceOf({ stored, from }: Pick<Wanted, "stored" | "from">): Promise<Source> {
  const oldest = await logReachesBackTo(join(stored.dataFolder, "ingest"));
  return oldest !== undefined && oldest <= from ? "log" : "history";
}

/** What was received in the span, in its order, a little at a time. */
export async function* receivedIn(source: Source, wanted: Wanted): AsyncGenerator<ReceivedLine> {
  if (source === "history") {
    yield* fromHistory(wanted);
    return;
  }
  const { stored, site, onMissing, ...span } = wanted;
  for await (const line of receivedBetween(join(stored.dataFolder, "ingest"), site, span, onMissing)) {
    if (line.kind === "point") yield line;
    else {
      const { credential, person, ...event } = line.event;
      const whose = person === undefined ? { unknownBadge: true as const } : { person: person.id, roles: person.roles };
      yield { kind: "event", event: { ...event, ...(credential === undefined ? {} : { badge: credential, ...whose }) } };
    }
  }
}

/** How much of the history is held at once. Chosen: an hour of a thousand signals at one reading a second is some 300 MB; of a usual site, a few. */
const SLICE = hours(1);
/** Most events of a slice. Chosen: more than all doors of a site can make in an hour. */
const EVENTS = 100_000;

async function* fromHistory({ stored, site, from, to, onMissing }: Wanted): AsyncGenerator<ReceivedLine> {
  if (site.signals.some(({ wire }) => wire !== undefined))
    onMissing(
      "which values a gateway only repeated, retained or from its cache: the history does not keep it, and each is played as read when it came",
    );
  const access = storedAccessLog(stored.dataFolder);
  for (let since = from; since < to; since = plus(since, SLICE)) {
    const until = epochMs(Math.min(to, plus(since, SLICE)));
    const points = await withStoredHistory(stored, site.signals, (history) => pointsOfSite(history, site, since, until));
    const events = (access?.events({ from: since, to: until, limit: EVENTS }) ?? []).map(
      (event): ReceivedLine => ({ kind: "event", event: { ...event, ...(event.person === undefined ? {} : { badge: event.person }) } }),
    );
    const lines: readonly ReceivedLine[] = [...(points ?? []).map((point): ReceivedLine => ({ kind: "point", point })), ...events];
    yield* lines.toSorted((one, other) => receivedAt(one) - receivedAt(other));
  }
}

async function pointsOfSite(history: HistoryStore, site: Site, from: EpochMs, to: EpochMs) {
  const all = [];
  for (const { key } of site.signals) all.push(await pointsOf(history, { signal: key, from, to }));
  return all.flat();
}

const receivedAt = (line: ReceivedLine): EpochMs => (line.kind === "point" ? line.point.receivedAt : line.event.receivedAt);
