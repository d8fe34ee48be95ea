import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import { classesOf, keptUntil, type LedgerName, type Retention } from "@labcanary/domain/governance";
import type { PhotoRecords, PhotoUse } from "@labcanary/domain/ports";
import type { ZoneId } from "@labcanary/domain/site";
import { entryOf, type JournalRow } from "../journal/journal.ts";
import { databaseFile, openDatabase } from "../store/database.ts";
import { holdsIn } from "./legal-holds.ts";
import { peopleIn } from "./people-in-line.ts";
import { OF_ALARM, OF_RECORD, OF_REMOVAL } from "./photo-indexes.ts";
import { createReveal, regimeOfRecord } from "./person-keys.ts";

/** Works on the database beside the platform; each call opens it for itself. */
export function createPhotoRecords(dataFolder: string, retention: Retention): PhotoRecords {
  function using<T>(work: (database: DatabaseSync) => readonly (readonly [string, T])[]): ReadonlyMap<string, T> {
    if (!existsSync(databaseFile(dataFolder))) return new Map();
    const database = openDatabase(dataFolder);
    try {
      return new Map(work(database));
    } finally {
      database.close();
    }
  }
  return {
    usesOf: (hashes) => using((database) => hashes.map((sha256) => [sha256, usesOf(database, sha256, retention)] as const)),
    removedAt: (hashes) =>
      using((database) => {
        const find = database.prepare(`SELECT at FROM journal WHERE ${OF_REMOVAL} = ? ORDER BY number DESC LIMIT 1`);
        return hashes.flatMap((sha256) => find.all(sha256).map(({ at }) => [sha256, Number(at) as EpochMs] as const));
      }),
  };
}

function usesOf(database: DatabaseSync, sha256: string, retention: Retention): readonly PhotoUse[] {
  const find = [OF_ALARM, OF_RECORD].map((of) => database.prepare(`SELECT * FROM journal WHERE ${of} = ? ORDER BY number`));
  const rows = find.flatMap((statement) => statement.all(sha256)) as unknown as JournalRow[];
  const held = holdsIn(database);
  return createReveal(database)
    .reveal(rows)
    .map((row): PhotoUse => {
      const entry = entryOf(row);
      const people = peopleIn(entry);
      const hold = held.find(({ name }) => people.has(name));
      return { ...useOf(database, row, retention), ...(hold === undefined ? {} : { onHold: hold.reason }) };
    });
}

function useOf(database: DatabaseSync, { number, at, kind, alarm_id, detail }: JournalRow, retention: Retention): PhotoUse {
  const { record, zone } = JSON.parse(detail) as { readonly record?: string; readonly zone?: ZoneId };
  const regime = record === undefined ? undefined : regimeOfRecord(database, record);
  const last = lastLineOf(database, alarm_id, record) ?? at;
  const until = keptUntil(
    classesOf(kind, regime).map((of) => ({ class: of, lastAt: last as EpochMs })),
    retention,
  );
  const kept = { line: number, keptUntil: until ?? (last as EpochMs) };
  if (record !== undefined) {
    const [ledger = "", item = ""] = record.split("/");
    return {
      ...kept,
      record: { ledger: ledger as LedgerName, number: Number(item) },
      ...(zone === undefined ? {} : { zoneId: zone }),
      isStanding: false,
    };
  }
  const standing = database.prepare("SELECT 1 FROM alarms WHERE id = ? AND annunciation <> 'normal'").get(alarm_id);
  return { ...kept, ...(alarm_id === null ? {} : { alarmId: alarm_id }), isStanding: standing !== undefined };
}

/** When something was last written of the alarm or the record. */
function lastLineOf(database: DatabaseSync, alarmId: string | null, record: string | undefined): number | undefined {
  const last =
    record === undefined
      ? database.prepare("SELECT at FROM journal WHERE alarm_id = ? ORDER BY number DESC LIMIT 1").get(alarmId)
      : database
          .prepare("SELECT at FROM journal WHERE kind GLOB '*-recorded' AND detail ->> '$.record' = ? ORDER BY number DESC LIMIT 1")
          .get(record);
  return last === undefined ? undefined : Number(last["at"]);
}
