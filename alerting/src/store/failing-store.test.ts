import { mkdirSync, rmdirSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { minutes, plus, seconds } from "@labcanary/domain/basics";
import type { DeliveryOutcome } from "@labcanary/domain/notification";
import { expect, onTestFinished, test } from "vitest";
import { type AlertingBench, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { ACCEPTED, createFakeChannel } from "../../../test/support/kannel-fake-channel.ts";
import { verifyJournal } from "../index.ts";
import { databaseFile, inTransaction, openDatabase } from "./database.ts";

/** Lets every transaction that writes a journal line fail, as a full disk would, until `mend` is called. */
function breakStore({ options }: AlertingBench): { mend(): void } {
  const other = new DatabaseSync(databaseFile(options.dataFolder));
  other.exec("CREATE TRIGGER broken BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'disk full'); END");
  onTestFinished(() => other.close());
  return { mend: () => other.exec("DROP TRIGGER broken") };
}

test("what cannot be kept is neither announced nor sent, and the same call succeeds later", async () => {
  const bench = await startAlerting();
  const changes: string[] = [];
  bench.alerting.onChange(({ alarm }) => changes.push(alarm.id));
  const store = breakStore(bench);
  await expect(bench.alerting.takeConditions([changeOf("a"), changeOf("b")])).rejects.toThrow("disk full");
  await bench.settle();
  expect([bench.alerting.list(), changes, bench.channel.attempts]).toEqual([[], [], []]);
  expect(bench.alerting.health()).toMatchObject([{ state: "down", detail: "alarms cannot be kept: Error: disk full" }]);
  store.mend();
  await bench.alerting.takeConditions([changeOf("a"), changeOf("b")]);
  expect(changes).toEqual(["a", "b"]);
});

test("a command that cannot be kept throws, and is carried out when it comes again", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  const store = breakStore(bench);
  const command = commandOf("a");
  expect(() => bench.alerting.command(command)).toThrow("disk full");
  expect(bench.alerting.get("a")?.annunciation).toBe("unacknowledged");
  store.mend();
  expect(bench.alerting.command(command)).toMatchObject({ ok: true, value: { annunciation: "acknowledged" } });
});

test("a condition of the platform that cannot be kept is kept by a later sweep, as it is by then", async () => {
  const bench = await startAlerting();
  const store = breakStore(bench);
  const condition = { kind: "system-condition", at: bench.clock.now(), detail: "disk full" } as const;
  bench.alerting.takeSystemCondition({ ...condition, name: "history-store-down", active: true });
  bench.alerting.takeSystemCondition({ ...condition, name: "books-unbalanced", active: true });
  bench.alerting.takeSystemCondition({ ...condition, name: "books-unbalanced", active: false });
  expect(bench.alerting.list()).toEqual([]);
  store.mend();
  bench.clock.advance(seconds(1));
  expect(bench.alerting.list().map(({ source }) => source.kind === "system" && source.condition)).toEqual(["history-store-down"]);
});

test("a shelving whose end cannot be kept ends with the first sweep that can", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  bench.alerting.command(commandOf("a", { verb: "shelve", reason: "repair", until: plus(bench.clock.now(), minutes(1)) }));
  const store = breakStore(bench);
  bench.clock.advance(minutes(2));
  expect(bench.alerting.get("a")?.shelved).toBeDefined();
  store.mend();
  bench.clock.advance(seconds(1));
  expect(bench.alerting.get("a")?.shelved).toBeUndefined();
});

test("an accepted text whose acceptance cannot be kept is not sent again, and is journaled when it can be", async () => {
  const fake = createFakeChannel();
  const { promise: answered, resolve: answer } = Promise.withResolvers<DeliveryOutcome>();
  let attempts = 0;
  const bench = await startAlerting({ channel: { ...fake, deliver: async () => (++attempts, answered) } });
  await bench.alerting.takeConditions([changeOf("a")]);
  const store = breakStore(bench);
  answer(ACCEPTED);
  await bench.settle();
  bench.clock.advance(seconds(30));
  store.mend();
  bench.clock.advance(seconds(1));
  expect(attempts).toBe(1);
  expect(bench.alerting.timeline("a").map(({ kind }) => kind)).toEqual(["raised", "notification-queued", "notification-accepted"]);
});

test("a channel that breaks its promise and rejects is a retry, not the end of alerting", async () => {
  const fake = createFakeChannel();
  const bench = await startAlerting({ channel: { ...fake, deliver: () => Promise.reject(new Error("bug")) } });
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  expect(bench.alerting.timeline("a").map(({ kind }) => kind)).toContain("notification-retry");
  expect(bench.logger.lines).toMatchObject([{ level: "error", fields: { notificationId: "a:responsible:wang" } }]);
});

test("a start that fails leaves nothing open, and the next one succeeds", async () => {
  const fake = createFakeChannel();
  let isBusy = true;
  let stopped = 0;
  const channel = {
    ...fake,
    async start() {
      if (isBusy) throw new Error("address in use");
    },
    async stop() {
      stopped++;
    },
  };
  await expect(startAlerting({ channel })).rejects.toThrow("address in use");
  expect(stopped).toBe(1);
  isBusy = false;
  const bench = await startAlerting({ channel });
  await bench.alerting.takeConditions([changeOf("a")]);
  expect(bench.alerting.list()).toHaveLength(1);
});

test("a head file that cannot be written is seen in the health, holds no alarm up, and is written when it can be", async () => {
  const bench = await startAlerting();
  await bench.alerting.stop();
  // Where the next head is written before it takes the old one's place.
  const obstacle = `${bench.options.journalHeadFile}.next`;
  mkdirSync(obstacle);
  await bench.alerting.start();
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  expect(bench.channel.accepted).toHaveLength(1);
  expect(bench.alerting.health()).toMatchObject([{ state: "degraded" }]);
  expect(bench.alerting.health()[0]?.detail).toContain("journal head cannot be kept");
  rmdirSync(obstacle);
  bench.clock.advance(seconds(1));
  await expect.poll(() => bench.alerting.health()[0]?.state).toBe("ok");
  expect(verifyJournal(bench.options)).toMatchObject({ ok: true, unconfirmed: 0 });
});

test("a transaction that throws leaves no trace", async () => {
  const bench = await startAlerting();
  await bench.alerting.stop();
  const database = openDatabase(bench.options.dataFolder);
  onTestFinished(() => database.close());
  expect(() =>
    inTransaction(database, () => {
      database.exec("INSERT INTO seen_conditions (id) VALUES ('x')");
      throw new Error("on purpose");
    }),
  ).toThrow("on purpose");
  expect(database.prepare("SELECT count(*) AS count FROM seen_conditions").get()).toEqual({ count: 0 });
});
