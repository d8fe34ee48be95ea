import type { DatabaseSync, StatementSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Alarm, type AlarmSource, LONGEST_OUT_OF_SERVICE, zoneOfSource } from "@labcanary/domain/alarm";
import { days, type EpochMs, minus } from "@labcanary/domain/basics";
import {
  type AlarmSubject,
  COUNTED_LEDGERS,
  isActOfYear,
  isCountedAct,
  REPORT_LINE_KINDS,
  type ReportLine,
  YEAR_ALARM_KINDS,
  YEAR_LEDGERS,
  YEAR_RECORD_KINDS,
} from "@labcanary/domain/governance";
import type { ReportLineSource } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { createReveal } from "../people/person-keys.ts";
import { entryOf, type JournalRow } from "./journal.ts";

/** Lines looked at in one turn of the event loop (chosen: some milliseconds; an alarm waits no longer than that). */
const SLICE = 500;
/** What began before the span and may last into it lasts no longer than this, alarms that stand apart. */
const LEAD = LONGEST_OUT_OF_SERVICE;
/** An alarm's condition goes at the time of a sample, its line is written when that came: it may have been late by so much (chosen). */
const LATE = days(7);

/** Ledgers that are counted from their beginning: what is on the books may be as old as the books. The first half finds them by their index. */
const ofLedgers = (ledgers: object): string =>
  `(kind GLOB '*-recorded' AND kind IN (${quoted(Object.keys(ledgers).map((name) => `${name}-recorded`))}))`;
const OF_LEDGERS = ofLedgers(COUNTED_LEDGERS);
const OF_KINDS = `kind IN (${quoted(REPORT_LINE_KINDS)})`;
const OF_YEAR = `kind IN (${quoted(YEAR_ALARM_KINDS)})`;
const SELECT = "SELECT journal.*, alarms.body AS body FROM journal LEFT JOIN alarms ON alarms.id = journal.alarm_id";

function quoted(kinds: readonly string[]): string {
  return kinds.map((kind) => `'${kind}'`).join(", ");
}

interface Row extends JournalRow {
  /** Of its alarm. */
  readonly body: string | null;
}

/**
 * What is asked of the journal. `+at`: by number, from the first number of the span and to its last. By time SQLite would read what is left of
 * the span, and sort it, for each slice.
 */
export const REPORT_LINE_QUERIES = {
  /** Of a span, out of the index alone. By number and by time are not the same where a clock was set back. */
  span: "SELECT min(number) AS first, max(number) AS last FROM journal WHERE at >= :from AND at < :to",
  began: "SELECT min(at) AS at FROM journal",
  within: `${SELECT} WHERE (${OF_KINDS} OR ${OF_LEDGERS}) AND journal.number > :after AND journal.number <= :upTo AND +at >= :from AND +at < :to
    ORDER BY journal.number`,
  /** Of a year: alarms are read part by part, ledgers at once. */
  ofPart: `${SELECT} WHERE ${OF_YEAR} AND journal.number > :after AND journal.number <= :upTo AND +at >= :from AND +at < :to
    ORDER BY journal.number`,
  afterPart: `${SELECT} WHERE journal.alarm_id = :alarm AND ${OF_YEAR} AND journal.number > :after AND +at >= :to AND +at < :until
    ORDER BY journal.number LIMIT ${SLICE}`,
  allLedgers: `${SELECT} WHERE ${ofLedgers(YEAR_LEDGERS)} AND journal.number > :after AND +at < :to ORDER BY journal.number LIMIT ${SLICE}`,
  changes: `${SELECT} WHERE kind IN (${quoted(YEAR_RECORD_KINDS)}) AND journal.alarm_id IS NULL AND journal.number > :after AND journal.number <= :upTo AND +at >= :from AND +at < :to
    ORDER BY journal.number`,
  ledgers: `${SELECT} WHERE ${OF_LEDGERS} AND journal.number > :after AND +at < :from ORDER BY journal.number LIMIT ${SLICE}`,
  /** Alarms that stood when the span began, also if they are years old. */
  standing: "SELECT id FROM alarms WHERE +raised_received_at < :from AND (cleared_at IS NULL OR cleared_at >= :cleared)",
  ofAlarm: `${SELECT} WHERE journal.alarm_id = :alarm AND ${OF_KINDS} AND journal.number > :after AND +at < :from
    ORDER BY journal.number LIMIT ${SLICE}`,
} as const;

/** Finds in the journal what reports are counted from, in slices between which other work gets its turn. */
export function createReportLines(database: DatabaseSync, site: () => Site): ReportLineSource {
  const queries = Object.fromEntries(
    Object.entries(REPORT_LINE_QUERIES).map(([name, query]) => [name, database.prepare(query)]),
  ) as Readonly<Record<keyof typeof REPORT_LINE_QUERIES, StatementSync>>;
  const { reveal } = createReveal(database);
  const firstWatched = createFirstWatched(database);

  /** Reads slice by slice what `isCounted` says. */
  function reader(isCounted: (line: ReportLine) => boolean) {
    const zoneOfSignal = new Map<string, string>(site().signals.map(({ key, zoneId }) => [key, zoneId]));
    const lines: ReportLine[] = [];
    let looked = 0;
    async function take(found: readonly unknown[], lookedAt: number): Promise<Row | undefined> {
      const rows = reveal(found as readonly Row[]);
      for (const row of rows) {
        const line = lineOf(row, zoneOfSignal);
        if (!line.kind.endsWith("-recorded") || isCounted(line)) lines.push(withoutReport(line));
      }
      looked += lookedAt;
      if (looked >= SLICE) {
        looked = 0;
        await nextTurn();
      }
      return rows.length < SLICE ? undefined : rows.at(-1);
    }
    async function read(slice: (after: number) => readonly unknown[]): Promise<void> {
      for (let after: number | undefined = 0; after !== undefined; ) {
        const found = slice(after);
        after = (await take(found, found.length + 1))?.number;
      }
    }
    return {
      lines,
      read,
      /** Where it is not of what is read from then on. */
      async readFirstWatched(from: EpochMs): Promise<void> {
        const first = await firstWatched();
        if (first !== undefined && first.at < from) await take([first], 1);
      },
      /** By number over a span of time. */
      async readSpan(query: StatementSync, { from, to }: TimeSpan): Promise<void> {
        const { first, last } = queries.span.get({ from, to }) as unknown as Readonly<Record<"first" | "last", number | null>>;
        for (let after = (first ?? 0) - 1; last !== null && after < last; after += SLICE)
          await take(query.all({ after, upTo: Math.min(after + SLICE, last), from, to }), SLICE);
      },
      /** Of alarms that stood when a span began. */
      async readStanding(from: EpochMs): Promise<void> {
        for (const { id } of queries.standing.all({ from, cleared: minus(from, LATE) }))
          await read((after) => queries.ofAlarm.all({ alarm: id as string, after, from }));
      },
      sorted: (): readonly ReportLine[] => lines.toSorted((a, b) => a.number - b.number),
    };
  }

  return {
    journalBegan: () => (queries.began.get()?.["at"] ?? undefined) as EpochMs | undefined,
    numbersOf({ from, to }) {
      const { first, last } = queries.span.get({ from, to }) as unknown as Readonly<Record<"first" | "last", number | null>>;
      return first === null || last === null ? undefined : { first, last };
    },
    async reportLines({ from: asked, to }) {
      const from = minus(asked, LEAD);
      const { read, readFirstWatched, readSpan, readStanding, sorted } = reader(isCountedAct);
      await readFirstWatched(from);
      await read((after) => queries.ledgers.all({ after, from }));
      await readStanding(from);
      await readSpan(queries.within, { from, to });
      return sorted();
    },
    async alarmLines({ from, to, until }) {
      const { lines, read, readSpan, readStanding, sorted } = reader(() => false);
      await readStanding(from);
      await readSpan(queries.ofPart, { from, to });
      for (const alarm of notOver(lines)) await read((after) => queries.afterPart.all({ alarm, after, to, until }));
      return sorted();
    },
    async recordLines({ from, to }) {
      const { read, readFirstWatched, readSpan, sorted } = reader(isActOfYear);
      await readFirstWatched(minus(from, LEAD));
      await read((after) => queries.allLedgers.all({ after, to }));
      // Signals may have been out of service when it began.
      await readSpan(queries.changes, { from: minus(from, LEAD), to });
      return sorted();
    },
  };
}

interface TimeSpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Alarms of which something is yet to come: nobody has acknowledged them, or what they are of has not gone. */
function notOver(lines: readonly ReportLine[]): ReadonlySet<string> {
  const [acknowledged, cleared] = [new Set<string>(), new Set<string>()];
  for (const { alarmId, kind } of lines) {
    if (alarmId === undefined) continue;
    if (kind === "acknowledged") acknowledged.add(alarmId);
    if (kind === "returned-to-normal") cleared.add(alarmId);
  }
  return new Set(
    lines.flatMap(({ alarmId }) => (alarmId === undefined || (acknowledged.has(alarmId) && cleared.has(alarmId)) ? [] : [alarmId])),
  );
}

/** A report in its line is large; what is counted of it is what it is of. */
function withoutReport(line: ReportLine): ReportLine {
  const act = line.detail["act"] as { readonly report?: Readonly<Record<string, unknown>> } | undefined;
  if (line.kind !== "report-recorded" || act?.report === undefined) return line;
  const { week, department } = act.report;
  return { ...line, detail: { ...line.detail, act: { ...act, report: { week, department } } } };
}

/**
 * The first line of all by which the platform watched: before it nothing is claimed, and after it what no line says was watched was not, however
 * long that lasted. Looked for once, in slices, and kept.
 */
function createFirstWatched(database: DatabaseSync): () => Promise<Row | undefined> {
  const within = database.prepare(
    "SELECT journal.*, NULL AS body FROM journal WHERE number > :after AND number <= :upTo AND kind = 'watched' ORDER BY number LIMIT 1",
  );
  const newest = database.prepare("SELECT max(number) AS number FROM journal");
  let first: Row | undefined;
  let after = 0;
  return async () => {
    const last = Number(newest.get()?.["number"] ?? 0);
    while (first === undefined && after < last) {
      const upTo = Math.min(after + SLICE, last);
      first = within.get({ after, upTo }) as unknown as Row | undefined;
      after = upTo;
      await nextTurn();
    }
    return first;
  };
}

/** The line without what is not counted: evidence is large. */
function lineOf(row: Row, zoneOfSignal: ReadonlyMap<string, string>): ReportLine {
  const { number, at, kind, actor, alarmId, detail } = entryOf(row);
  const { evidence: _, ...counted } = detail;
  const alarm = row.body === null ? undefined : (JSON.parse(row.body) as Alarm);
  const zoneId = alarm === undefined ? placeOf(counted, zoneOfSignal) : zoneOfSource(alarm.source);
  return {
    number,
    at,
    kind,
    actor,
    ...(alarmId === undefined ? {} : { alarmId }),
    detail: counted,
    ...(zoneId === undefined ? {} : { zoneId }),
    ...(kind === "raised" && alarm !== undefined ? { about: subjectOf(alarm) } : {}),
  };
}

function placeOf({ zone, signal }: Readonly<Record<string, unknown>>, zoneOfSignal: ReadonlyMap<string, string>): string | undefined {
  if (typeof zone === "string") return zone;
  // Lines older than the zone in them: where the signal is now.
  return typeof signal === "string" ? zoneOfSignal.get(signal) : undefined;
}

const subjectOf = ({ source, description }: Alarm): AlarmSubject => ({
  subject: nameOf(source),
  what: description.what,
  where: description.where,
});
const nameOf = (source: AlarmSource): string => (source.kind === "rule" ? source.ruleId : source.condition);
