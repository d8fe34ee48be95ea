import { setImmediate as nextTurn } from "node:timers/promises";
import { days, type DurationMs, epochMs, type EpochMs, hours, minus, plus } from "@labcanary/domain/basics";
import {
  type Container,
  countingRecordsOf,
  type CustodyRecord,
  custodyRecordsOf,
  type Evidence,
  type Finding,
  holdAgainstSensors,
  isDiffering,
  isSameFinding,
  type NewFinding,
  secondCountsOf,
  secondTriesOf,
  type StockTake,
} from "@labcanary/domain/governance";
import type { LedgerBook, Logger, SubstanceDesk } from "@labcanary/domain/ports";
import type { Site, Stock, StockCabinet, ZoneId } from "@labcanary/domain/site";
import { oneAtATime } from "../one-at-a-time.ts";
import { type EvidenceDeps, MARGIN, readEvidence } from "./cabinet-evidence.ts";
import type { ComparedUntil } from "./compared-until.ts";
import { createDoorHeard } from "./door-heard.ts";

/** What a look goes back over. Chosen: longer than a record, its signature and late word take together (held-against.ts). */
const LOOK_BACK: DurationMs = hours(8);
/** What the first look after a start goes back over, and one each hour: word that a device kept through a long outage. */
const LONG_LOOK_BACK: DurationMs = days(2);
const LONG_LOOK_EVERY: DurationMs = hours(1);
/** However long a door was not heard, a long look goes back to where it was last. Chosen: no device keeps more than a month. */
const FURTHEST_LOOK_BACK: DurationMs = days(31);
/** What is judged at a time, before alarms have their turn. Chosen: three thousand readings of a door, some tens of milliseconds. */
const STEP: DurationMs = days(1);

interface CustodyWatchDeps extends EvidenceDeps {
  readonly books: Omit<SubstanceDesk, "comparedUntil" | "comparedAt">;
  readonly compared: ComparedUntil;
  readonly site: () => Site;
  readonly now: () => EpochMs;
  readonly logger: Logger;
}

/** Holds the books of every cabinet against its sensors. */
export interface CustodyWatch {
  /** Looks; asked again while a look is under way, once more after it. Never rejects: what could not be read is tried again with the next look. */
  look(): Promise<void>;
  /** When it last looked; undefined: not yet since the start. */
  comparedAt(cabinet: ZoneId): EpochMs | undefined;
  /** Until when the door was heard as well: what a device kept of the time after it is compared when it comes. */
  comparedUntil(cabinet: ZoneId): EpochMs | undefined;
  /** Resolves once no look is under way. */
  settled(): Promise<void>;
}

export function createCustodyWatch({ books, compared, site, now, logger, ...deps }: CustodyWatchDeps): CustodyWatch {
  const looked = new Map<ZoneId, { readonly at: EpochMs; readonly longAt: EpochMs; readonly until: EpochMs }>();
  let isAsked = false;

  async function lookWhileAsked(): Promise<void> {
    while (isAsked) {
      isAsked = false;
      await lookAtAll();
    }
  }

  const looks = oneAtATime(lookWhileAsked, (error) =>
    logger.error({ error: String(error) }, "The books of the cabinets could not be held against their sensors; tried again in a minute"),
  );

  async function lookAtAll(): Promise<void> {
    const { stock } = site();
    try {
      fileCounts();
      for (const container of books.containers().all()) for (const finding of secondTriesOf(container, site())) file(finding);
      for (const stockTake of books.stockTakes().all()) for (const finding of secondCountsOf(stockTake, site())) file(finding);
    } catch (error) {
      logger.error(
        { error: String(error) },
        "What was counted, or signed by one person twice, could not be filed; tried again in a minute",
      );
    }
    for (const cabinet of stock?.cabinets ?? []) {
      try {
        await lookAt(cabinet, stock as Stock);
      } catch (error) {
        // Said on the page by how long ago they were compared; the history itself is an item of health.
        logger.error({ error: String(error), cabinet: cabinet.zoneId }, "The books of a cabinet could not be held against its sensors");
      }
    }
  }

  async function lookAt(cabinet: StockCabinet, stock: Stock): Promise<void> {
    const at = now();
    const { zoneId } = cabinet;
    const before = looked.get(zoneId);
    const isLong = before === undefined || at - before.longAt >= LONG_LOOK_EVERY;
    const since = keptSince(zoneId, books.containers());
    const span = { at, isLong, known: before?.until ?? compared.get(zoneId) };
    const until = since === undefined ? at : await compare(cabinet, stock, { ...span, since });
    if (isLong) compared.keep(zoneId, until);
    looked.set(zoneId, { at, longAt: isLong ? at : before.longAt, until });
  }

  /** Judges the cabinet step by step; tells until when its door was heard. */
  async function compare(cabinet: StockCabinet, stock: Stock, span: LookSpan): Promise<EpochMs> {
    const { at, isLong, known } = span;
    const { zoneId, door } = cabinet;
    const from = beginOf(span);
    const records = recordsAt(zoneId, books.containers(), books.stockTakes());
    const hold = site().signals.find(({ key }) => key === door)?.hold ?? hours(1);
    const heard = createDoorHeard(from, hold, LONG_LOOK_BACK);
    for (let judgeFrom = from; judgeFrom <= at; judgeFrom = plus(judgeFrom, STEP)) {
      const end = plus(judgeFrom, STEP);
      const readTo = epochMs(Math.min(at, plus(end, MARGIN)));
      const evidence = await readEvidence({ site: site(), stock, cabinet, records, judgeFrom, now: at, readTo }, deps);
      heard.take(evidence.door, judgeFrom, end);
      // A record that was made meanwhile is asked about with the next look.
      const held = holdAgainstSensors(evidence);
      for (const finding of held.findings) if (finding.from < end) file(finding);
      for (const finding of books.findings().all()) if (finding.zoneId === zoneId) account(finding, held.openingOf, cabinet);
      await nextTurn();
    }
    // What a short look does not reach back to is where it was.
    return !isLong && known !== undefined && known < from ? known : heard.until(at);
  }

  function file(finding: NewFinding): void {
    const findings = books.findings();
    if (findings.all().some((each) => isSameFinding(finding, each))) return;
    const { kind, zoneId, from } = finding;
    findings.carryOut({ id: `find ${kind} ${zoneId} ${from}`, actor: "system", order: { verb: "find", finding } });
  }

  /** The door was heard of late: it had been opened after all. */
  function account(
    { number, kind, state, evidence }: Finding,
    openingOf: ReturnType<typeof holdAgainstSensors>["openingOf"],
    { door }: StockCabinet,
  ): void {
    const [record] = evidence;
    if (kind !== "record-unopened" || state !== "open" || record === undefined) return;
    const opening = openingOf(record);
    if (opening === undefined) return;
    const { openedAt, closedAt } = opening;
    const seen: Evidence = { kind: "door", signal: door, openedAt, ...(closedAt === undefined ? {} : { closedAt }) };
    books.findings().carryOut({ id: `account custody/${number}`, actor: "system", number, order: { verb: "account", evidence: [seen] } });
  }

  /** What was counted and signed, and is not what the books say. */
  function fileCounts(): void {
    for (const { number, counts } of books.stockTakes().all()) {
      for (const { cabinet, lines, surplus = [], doneAt, by, second } of counts) {
        const differing = lines.filter(isDiffering);
        if (differing.length === 0 && surplus.length === 0) continue;
        const evidence: readonly Evidence[] = [
          { kind: "stock-take", stockTake: number, doneAt, by, ...(second === undefined ? {} : { second }) },
          ...differing.map(({ counted = 0, ...line }) => ({ kind: "count", ...line, counted, stockTake: number }) as const),
          ...surplus.map((found) => ({ kind: "surplus", ...found, stockTake: number }) as const),
        ];
        file({ kind: "count-differs", zoneId: cabinet, from: doneAt, to: doneAt, evidence });
      }
    }
  }

  return {
    look() {
      isAsked = true;
      return looks.ask();
    },
    settled: looks.settled,
    comparedAt: (cabinet) => looked.get(cabinet)?.at,
    comparedUntil: (cabinet) => looked.get(cabinet)?.until,
  };
}

/** What one look at a cabinet covers. */
interface LookSpan {
  readonly at: EpochMs;
  readonly isLong: boolean;
  /** Until when the door was heard at the look before. */
  readonly known: EpochMs | undefined;
  /** When the first container was put there. */
  readonly since: EpochMs;
}

function beginOf({ at, isLong, known, since }: LookSpan): EpochMs {
  const recent = minus(at, isLong ? LONG_LOOK_BACK : LOOK_BACK);
  const wanted = isLong && known !== undefined && known < recent ? Math.max(known, minus(at, FURTHEST_LOOK_BACK)) : recent;
  return epochMs(Math.max(since, wanted));
}

type Books<Item> = Pick<LedgerBook<Item, never, never>, "all">;

function recordsAt(cabinet: ZoneId, containers: Books<Container>, stockTakes: Books<StockTake>): readonly CustodyRecord[] {
  const all = [...containers.all().flatMap(custodyRecordsOf), ...stockTakes.all().flatMap(countingRecordsOf)];
  return all.filter((record) => record.cabinet === cabinet);
}

/** When the first container was put there: a door that was opened before that was opened to an empty cabinet. */
function keptSince(cabinet: ZoneId, containers: Books<Container>): EpochMs | undefined {
  const stored = containers
    .all()
    .flatMap(({ records }) => records.filter((record) => record.movement.kind === "store" && record.cabinet === cabinet))
    .map(({ doneAt }) => doneAt);
  return stored.length === 0 ? undefined : epochMs(Math.min(...stored));
}
