import type { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { JournalEntry, JournalFound, JournalQuery, TellLine } from "@labcanary/domain/messages";
import type { Site } from "@labcanary/domain/site";
import { peopleIn } from "../people/people-in-line.ts";
import { createReveal, type PersonKeys } from "../people/person-keys.ts";
import { entryOf, type JournalRow } from "./journal.ts";

/** Lines looked at in one turn of the event loop (chosen: some milliseconds; an alarm waits no longer than that). */
const SLICE = 500;
/** Lines looked at for one answer (chosen: a busy month; who wants more asks on). */
const LOOKED_AT = 50_000;

/** A line with what its alarm says of itself. */
export interface FoundRow extends JournalRow {
  readonly code: string | null;
  readonly zone_id: string | null;
}

/** Looks through the journal from its end, in slices between which other work gets its turn. */
export function createJournalSearch(
  database: DatabaseSync,
  site: () => Site,
  keys: Pick<PersonKeys, "reveal"> = createReveal(database),
): (query: JournalQuery, tell?: TellLine) => Promise<JournalFound> {
  // By number, which is the order of the lines on disk: whatever is looked for, a slice reads SLICE lines and no more.
  const slice = database.prepare(
    `SELECT journal.*, alarms.code AS code, alarms.body ->> '$.source.zoneId' AS zone_id
     FROM journal LEFT JOIN alarms ON alarms.id = journal.alarm_id
     WHERE journal.number < :before AND journal.number >= :before - ${SLICE} ORDER BY journal.number DESC`,
  );
  const named = database.prepare(
    `SELECT journal.*, alarms.code AS code, alarms.body ->> '$.source.zoneId' AS zone_id
     FROM journal LEFT JOIN alarms ON alarms.id = journal.alarm_id
     WHERE journal.number IN (SELECT value FROM json_each(?)) ORDER BY journal.number DESC`,
  );
  // Time goes on from line to line, also over restarts (decision 0007): the last line of a span is found by its time.
  const lastUntil = database.prepare("SELECT number FROM journal WHERE at <= ? ORDER BY at DESC, number DESC LIMIT 1");

  return async (query, tell) => {
    const { from = 0, to = Number.MAX_SAFE_INTEGER, limit } = query;
    const isFound = matcherOf(query, site(), tell);
    if (query.numbers !== undefined) {
      const rows = keys.reveal(named.all(JSON.stringify(query.numbers)) as unknown as FoundRow[]);
      return { entries: rows.filter(({ at }) => at >= from && at <= to).flatMap((row) => isFound(row) ?? []) };
    }
    const entries: JournalEntry[] = [];
    const end = Number(lastUntil.get(to)?.["number"] ?? 0) + 1;
    let before = Math.min(query.before ?? end, end);
    for (let looked = 0; looked < LOOKED_AT; looked += SLICE) {
      if (looked > 0) await nextTurn();
      const rows = keys.reveal(slice.all({ before }) as unknown as FoundRow[]);
      for (const row of rows) {
        if (row.at < from) return { entries };
        before = row.number;
        const entry = isFound(row);
        if (entry === undefined) continue;
        entries.push(entry);
        if (entries.length === limit) return { entries, before };
      }
      if (before <= 1 || rows.length === 0) return { entries };
    }
    return { entries, before };
  };
}

/** Gives the line, as it is told, when it is what is looked for. What costs least is asked first. */
export function matcherOf(
  { kinds, code, zones, person, text }: JournalQuery,
  site: Site,
  tell?: TellLine,
): (row: FoundRow) => JournalEntry | undefined {
  const wantedKinds = kinds === undefined ? undefined : new Set<string>(kinds);
  const wantedText = text?.toLowerCase();
  const wantedZones = zones === undefined ? undefined : new Set(zones);
  const zoneOfSignal = new Map(zones === undefined ? [] : site.signals.map(({ key, zoneId }) => [key, zoneId]));
  return (row) => {
    if (wantedKinds !== undefined && !wantedKinds.has(row.kind)) return undefined;
    if (code !== undefined && !(row.code ?? "").startsWith(code)) return undefined;
    if (tell === undefined && !hasText(row, wantedText)) return undefined;
    const entry = entryOf(row);
    if (wantedZones !== undefined && !wantedZones.has(row.zone_id ?? zoneOf(entry, zoneOfSignal))) return undefined;
    const told = tell === undefined ? entry : tell(entry);
    if (told === undefined) return undefined;
    if (tell !== undefined && !hasText(told === entry ? row : { ...told, detail: JSON.stringify(told.detail) }, wantedText))
      return undefined;
    if (person !== undefined && !peopleIn(told).has(person)) return undefined;
    return told;
  };
}

const hasText = ({ actor, detail }: Pick<FoundRow, "actor" | "detail">, wanted: string | undefined): boolean =>
  wanted === undefined || `${actor} ${detail}`.toLowerCase().includes(wanted);

/** The zone a line without an alarm is about; empty where it is about none. */
function zoneOf({ detail: { signal, zone } }: JournalEntry, zoneOfSignal: ReadonlyMap<string, string>): string {
  if (typeof zone === "string") return zone;
  return (typeof signal === "string" ? zoneOfSignal.get(signal) : undefined) ?? "";
}
