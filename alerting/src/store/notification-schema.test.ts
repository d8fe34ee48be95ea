import { DatabaseSync } from "node:sqlite";
import { epochMs, minutes, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf } from "../../../test/support/kannel-conditions.ts";
import { databaseFile } from "./database.ts";

/** The tables as they were when text messages were the only channel, and what was in them of an alarm raised at eight. */
const FORMER = `
CREATE TABLE outbox (
  id TEXT PRIMARY KEY, alarm_id TEXT NOT NULL, step TEXT NOT NULL, person_id TEXT NOT NULL, channel TEXT NOT NULL,
  escalated INTEGER NOT NULL, gravity INTEGER NOT NULL, raised_at INTEGER NOT NULL, due_at INTEGER NOT NULL, next_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'accepted', 'failed', 'cancelled')),
  attempts INTEGER NOT NULL DEFAULT 0, reported TEXT NOT NULL DEFAULT '', open INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX outbox_ready ON outbox (gravity, raised_at DESC, due_at) WHERE state = 'waiting' AND next_at = 0;
CREATE TABLE sent_texts (id TEXT PRIMARY KEY, recipient TEXT NOT NULL, zone_id TEXT NOT NULL, life_safety INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE shared_texts (notification_id TEXT PRIMARY KEY, text_id TEXT NOT NULL) STRICT;
`;
const EIGHT = Date.UTC(2026, 10, 22, 8);

/** A folder as such a platform leaves it: the responsible person told, the deputy's text cut off in the middle, the security centre to come. */
async function formerFolder(): Promise<string> {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  await bench.alerting.stop();
  const { dataFolder } = bench.options;
  const database = new DatabaseSync(databaseFile(dataFolder));
  database.exec(
    "DROP TABLE books; DROP TABLE books_kept; DROP TABLE outbox; DROP TABLE deliveries; DROP TABLE sent_messages; DROP TABLE shared_messages;",
  );
  database.exec(FORMER);
  const row = database.prepare("INSERT INTO outbox VALUES (?, ?, ?, ?, 'sms', ?, 1, ?, ?, ?, ?, ?, ?, 1)");
  row.run("a:responsible:wang", "a", "responsible", "wang", 0, EIGHT, EIGHT, 0, "accepted", 1, "sent,delivered");
  row.run("a:deputy:smith", "a", "deputy", "smith", 1, EIGHT, EIGHT + minutes(3), 0, "sending", 2, "");
  row.run("a:security-centre:desk", "a", "security-centre", "desk", 1, EIGHT, EIGHT + minutes(6), EIGHT + minutes(6), "waiting", 0, "");
  database.exec(`INSERT INTO sent_texts VALUES ('a:responsible:wang', 'wang', 'room-114', 0, ${EIGHT})`);
  database.exec("INSERT INTO shared_texts VALUES ('a:deputy:smith', 'a:deputy:smith')");
  database.close();
  return dataFolder;
}

test("an outbox of text messages only goes on where it was: nobody is told twice, nothing that was to come is lost, and a last step is added", async () => {
  const dataFolder = await formerFolder();
  const bench = await startAlerting({ dataFolder });
  await bench.settle();
  expect(bench.channel.accepted.map(({ id }) => id)).toEqual(["a:deputy:smith"]);
  await passTime(bench, minutes(7), seconds(6));
  expect(bench.channel.accepted.map(({ id }) => id)).toEqual(["a:deputy:smith", "a:security-centre:desk"]);
  await passTime(bench, minutes(10), seconds(6));
  expect(bench.channel.accepted.map(({ id }) => id)).toEqual(["a:deputy:smith", "a:security-centre:desk", "a:nobody-reached:desk"]);
  bench.channel.report({ notificationId: "a:responsible:wang", status: "failed", at: epochMs(EIGHT) });
  expect(bench.alerting.timeline("a").filter(({ kind }) => kind === "notification-failed")).toEqual([]);
});

test("opening it twice changes nothing more", async () => {
  const dataFolder = await formerFolder();
  const first = await startAlerting({ dataFolder });
  await first.settle();
  await first.alerting.stop();
  const rows = () => {
    const database = new DatabaseSync(databaseFile(dataFolder), { readOnly: true });
    try {
      return database.prepare("SELECT id, state, role, round, best, resolved FROM outbox ORDER BY rowid").all();
    } finally {
      database.close();
    }
  };
  const before = rows();
  expect(before).toMatchObject([
    { id: "a:responsible:wang", state: "accepted", role: "responsible", round: "a", best: "delivered", resolved: 1 },
    { id: "a:deputy:smith", state: "accepted", role: "deputy", round: "a", best: "accepted", resolved: 1 },
    { id: "a:security-centre:desk", state: "waiting", role: "security-centre", round: "a", best: null, resolved: 0 },
    { id: "a:nobody-reached:desk", state: "waiting", role: "nobody-reached", round: "a", resolved: 0 },
  ]);
  const second = await startAlerting({ dataFolder });
  await second.alerting.stop();
  expect(rows()).toEqual(before);
});

test("a database that did not tell apart what was sent of a drill goes on, and counts it for real", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  await bench.alerting.stop();
  const database = new DatabaseSync(databaseFile(bench.options.dataFolder));
  database.exec("ALTER TABLE sent_messages DROP COLUMN drill");
  database.close();
  await startAlerting({ dataFolder: bench.options.dataFolder });
  const after = new DatabaseSync(databaseFile(bench.options.dataFolder), { readOnly: true });
  expect(after.prepare("SELECT id, drill FROM sent_messages").all()).toEqual([{ id: "a:responsible:wang", drill: 0 }]);
  after.close();
});

test("a folder nobody used yet is made as it is to be", async () => {
  const bench = await startAlerting({ dataFolder: temporaryFolder() });
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  expect(bench.channel.accepted).toHaveLength(1);
});
