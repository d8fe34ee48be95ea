import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { databaseFile } from "../store/database.ts";

test("a check of the whole journal is a line itself, is one at a time, and is known after a restart", async () => {
  const bench = await startAlerting({ channel: "none" });
  await bench.alerting.takeConditions([changeOf("a")]);
  bench.alerting.command(commandOf("a"));
  expect(bench.alerting.lastJournalCheck()).toBeUndefined();
  const lines = bench.alerting.journal({ limit: 1000 }).length;
  const [check, same] = await Promise.all([bench.alerting.checkJournal("user:mei"), bench.alerting.checkJournal("user:li")]);
  expect(check).toMatchObject({ ok: true, lines, by: "user:mei", findings: [], at: bench.clock.now() });
  expect(same).toBe(check);
  expect(bench.alerting.journal({ limit: 1 })[0]).toMatchObject({ kind: "journal-checked", actor: "user:mei", previousHash: check.head });
  await bench.alerting.stop();
  const after = await startAlerting({ channel: "none", dataFolder: bench.options.dataFolder });
  expect(after.alerting.lastJournalCheck()).toEqual(check);
});

test("what a check finds is an alarm, and names the line", async () => {
  const bench = await startAlerting({ channel: "none" });
  await bench.alerting.takeConditions([changeOf("a")]);
  const database = new DatabaseSync(databaseFile(bench.options.dataFolder));
  database.exec("DROP TRIGGER journal_no_update; UPDATE journal SET actor = 'user:other' WHERE number = 1");
  database.close();
  const check = await bench.alerting.checkJournal("system");
  expect(check).toMatchObject({ ok: false, findings: [{ code: "JOURNAL_LINE_CHANGED", number: 1 }] });
  const alarm = bench.alerting.list().find(({ source }) => source.kind === "system");
  expect(alarm).toMatchObject({ source: { condition: "journal-doctored" }, evidence: { reason: "line 1: JOURNAL_LINE_CHANGED" } });
});
