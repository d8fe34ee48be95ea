import { epochMs } from "@labcanary/domain/basics";
import { DEFAULT_RETENTION } from "@labcanary/domain/governance";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { createJournal } from "../journal/journal.ts";
import { inTransaction, openDatabase } from "../store/database.ts";
import { OF_ALARM, OF_RECORD } from "./photo-indexes.ts";
import { createPhotoRecords } from "./photo-records.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const SHA = "a".repeat(64);

test("lines that show a photo are found by an index that is there once the database is open, before anybody asks", () => {
  const dataFolder = temporaryFolder();
  const database = openDatabase(dataFolder);
  onTestFinished(() => database.close());
  for (const of of [OF_ALARM, OF_RECORD]) {
    const plan = database.prepare(`EXPLAIN QUERY PLAN SELECT * FROM journal WHERE ${of} = ?`).all(SHA);
    expect(String(plan[0]?.["detail"])).toMatch(/USING INDEX journal_(?:alarm|record)_photos/);
  }
  const indexes = () => database.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name").all();
  const before = indexes();
  const journal = createJournal(database);
  inTransaction(database, () =>
    journal.append({ at: AT, kind: "photo-added", actor: "user:mei", alarmId: "a-1", detail: { sha256: SHA, bytes: 9 } }),
  );
  expect(createPhotoRecords(dataFolder, DEFAULT_RETENTION).usesOf([SHA]).get(SHA)).toMatchObject([{ line: 1, alarmId: "a-1" }]);
  expect(indexes()).toEqual(before);
});
