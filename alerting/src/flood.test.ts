import { epochMs, hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { createSettableClock } from "../../test/support/clock.ts";
import { type AlertingBench, startAlerting } from "../../test/support/kannel-alerting.ts";
import { commandOf } from "../../test/support/kannel-conditions.ts";
import { alarmIn, roomySite } from "../../test/support/many-rooms.ts";
import { testSite } from "../../test/support/site.ts";
import { verifyJournal } from "./index.ts";

/** That nobody has come is said so late that it makes no alarm of its own among those that are counted. */
const SITE = roomySite(10, 10, { escalation: { ...testSite().escalation, nobodyReachedAfter: hours(10) } });
const start = () => startAlerting({ site: SITE });

/** Raises the alarms of these cabinets at the present time, `apart` seconds apart. */
async function raise(bench: AlertingBench, cabinets: readonly string[], apart = 0, kind: "high" | "gas" = "high"): Promise<void> {
  for (const cabinet of cabinets) {
    await bench.alerting.takeConditions([alarmIn(cabinet, bench.clock.now(), kind)]);
    await pass(bench, apart);
  }
}

async function pass(bench: AlertingBench, span: number): Promise<void> {
  for (let second = 0; second < span; second++) {
    bench.clock.advance(seconds(1));
    await bench.settle();
  }
  await bench.settle();
}

const cabinets = (room: number, count: number) => Array.from({ length: count }, (_, index) => `r${room}-c${index + 1}`);
const journaled = (bench: AlertingBench, kind: string) => bench.alerting.journal({ limit: 10_000 }).filter((entry) => entry.kind === kind);
const textsTo = (bench: AlertingBench, person: string) => bench.channel.accepted.filter(({ personId }) => personId === person);
const firstOuts = (bench: AlertingBench) =>
  Object.fromEntries(bench.alerting.list().flatMap(({ id, firstOut }) => (firstOut === undefined ? [] : [[id, firstOut]])));

test("begins with the eleventh alarm in ten minutes, marks what came first, and ends when fewer than five came in ten", async () => {
  const bench = await start();
  await raise(bench, [...cabinets(1, 6), ...cabinets(2, 4)], 10);
  expect(bench.alerting.flood()).toBeUndefined();
  expect(firstOuts(bench)).toEqual({});
  await raise(bench, ["r3-c1"]);
  const since = bench.clock.now();
  expect(bench.alerting.flood()).toEqual({ since, count: 11, firstOut: "r1-c1-high" });
  expect(firstOuts(bench)).toEqual({ "r1-c1-high": "flood", "r2-c1-high": "zone", "r3-c1-high": "zone" });
  await raise(bench, ["r4-c1", "r4-c2", "r1-c7"], 1);
  expect(firstOuts(bench)).toMatchObject({ "r4-c1-high": "zone" });
  expect(Object.keys(firstOuts(bench))).toHaveLength(4);
  expect(bench.alerting.flood()).toMatchObject({ count: 14 });
  await pass(bench, 10 * 60);
  expect(bench.alerting.flood()).toBeUndefined();
  expect(journaled(bench, "flood-began")).toMatchObject([
    { alarmId: "r1-c1-high", detail: { position: "security-centre", count: 11, firstOut: "r1-c1-high" } },
  ]);
  expect(journaled(bench, "flood-ended")).toMatchObject([
    { detail: { position: "security-centre", since, count: 14, firstOut: "r1-c1-high" } },
  ]);
  await bench.alerting.stop();
  expect(verifyJournal(bench.options)).toMatchObject({ ok: true });
});

test("ten alarms in ten minutes, for ever, are none, and every one is told", async () => {
  const bench = await start();
  await raise(bench, [...cabinets(1, 10), ...cabinets(2, 10), ...cabinets(3, 10)], 60);
  expect(journaled(bench, "flood-began")).toEqual([]);
  await pass(bench, 60);
  expect(journaled(bench, "notification-accepted").filter(({ detail }) => detail["step"] === "responsible")).toHaveLength(30);
});

describe("the notifier in a flood", () => {
  test("makes one text of each room's alarms and person, each accounted for in the journal", async () => {
    const bench = await start();
    await bench.alerting.takeConditions([...cabinets(1, 8), ...cabinets(2, 8)].map((cabinet) => alarmIn(cabinet, bench.clock.now())));
    await pass(bench, 0);
    const texts = textsTo(bench, "wang");
    expect(texts.map(({ text }) => text).sort()).toEqual([
      expect.stringMatching(/^Room 1 Chemistry：8条报警，首条：溶剂蒸气过高 12\.5 %LEL，限值≥ 10 %LEL。\[....\]$/),
      expect.stringMatching(/^Room 2 Chemistry：8条报警/),
    ]);
    const accepted = journaled(bench, "notification-accepted");
    expect(accepted).toHaveLength(16);
    expect(new Set(accepted.map(({ detail }) => detail["textId"]))).toEqual(new Set(texts.map(({ id }) => id)));
    expect(accepted.every(({ detail }) => detail["sharing"] === 8)).toBe(true);
    // The provider's report on a text is one on all that it told.
    bench.channel.report({ notificationId: texts[0]?.id ?? "", status: "delivered", at: bench.clock.now() });
    expect(journaled(bench, "delivery-report")).toHaveLength(8);
    await pass(bench, 180);
    expect(textsTo(bench, "smith").map(({ text }) => text)).toEqual([
      expect.stringContaining("Deputy: not yet acknowledged. Room 1, Chemistry: 8 alarms"),
      expect.stringContaining("Deputy: not yet acknowledged. Room 2, Chemistry: 8 alarms"),
    ]);
  });

  test("never delays the next gas alarm, however many texts went out before", async () => {
    const bench = await start();
    await raise(bench, [...cabinets(1, 5), ...cabinets(2, 5), ...cabinets(3, 5), ...cabinets(4, 5)], 5);
    await raise(bench, ["r9-c1"], 0, "gas");
    await pass(bench, 0);
    expect(textsTo(bench, "wang").at(-1)).toMatchObject({ alarmId: "r9-c1-gas", dueAt: bench.clock.now() });
    expect(textsTo(bench, "wang").length).toBeLessThanOrEqual(10);
    const held = journaled(bench, "notification-held");
    expect(held.length).toBeGreaterThan(0);
    expect(bench.alerting.health()).toMatchObject([{ state: "ok", detail: expect.stringMatching(/^0 waiting, \d+ wait their turn$/) }]);
    expect(bench.alerting.list()).toHaveLength(21);
    await pass(bench, 10 * 60);
    const told = new Set(journaled(bench, "notification-accepted").map(({ alarmId }) => alarmId));
    expect(told.size).toBe(21);
  });

  test("a text nobody takes for good brings the next step of all its alarms forward", async () => {
    const bench = await start();
    bench.channel.behave = { kind: "give-up", reason: "rejected" };
    await bench.alerting.takeConditions(
      cabinets(1, 10)
        .concat("r2-c1", "r2-c2")
        .map((cabinet) => alarmIn(cabinet, bench.clock.now())),
    );
    await pass(bench, 61);
    const steps = bench.channel.attempts.map(({ step }) => step);
    const each = ["deputy", "nobody-reached", "responsible", "security-centre"];
    expect(steps.toSorted()).toEqual(each.flatMap((step) => [step, step]));
    expect(journaled(bench, "notification-failed")).toHaveLength(12 * each.length);
  });

  test("what is acknowledged while it waits is not told any more", async () => {
    const bench = await start();
    await raise(bench, [...cabinets(1, 10), ...cabinets(2, 3)], 1);
    const waiting = journaled(bench, "notification-held").map(({ alarmId }) => alarmId ?? "");
    expect(waiting).not.toEqual([]);
    for (const { id } of bench.alerting.list()) bench.alerting.command(commandOf(id));
    const before = bench.channel.accepted.length;
    await pass(bench, 11 * 60);
    expect(bench.channel.accepted).toHaveLength(before);
  });
});

describe("over a restart in the middle of a flood", () => {
  test("it goes on, and nobody gets more texts for it", async () => {
    const first = await start();
    await raise(first, [...cabinets(1, 10), ...cabinets(2, 4)], 2);
    const flood = first.alerting.flood();
    const before = textsTo(first, "wang").length;
    await first.alerting.stop();
    const second = await startAlerting({ site: SITE, dataFolder: first.options.dataFolder, clock: createSettableClock(first.clock.now()) });
    expect(second.alerting.flood()).toEqual(flood);
    await raise(second, ["r5-c1", "r5-c2", "r6-c1"], 2);
    expect(before + textsTo(second, "wang").length).toBeLessThanOrEqual(10);
    expect(firstOuts(second)).toMatchObject({ "r5-c1-high": "zone", "r6-c1-high": "zone" });
    await pass(second, 11 * 60);
    expect(second.alerting.flood()).toBeUndefined();
    expect(new Set(journaled(second, "notification-accepted").map(({ alarmId }) => alarmId)).size).toBe(17);
  });

  test("one that is over meanwhile has ended with the first sweep, also when the clock was set back", async () => {
    const first = await start();
    await raise(first, cabinets(1, 10).concat("r2-c1"));
    await first.alerting.stop();
    const later = createSettableClock(plus(first.clock.now(), minutes(11)));
    const second = await startAlerting({ site: SITE, dataFolder: first.options.dataFolder, clock: later });
    await pass(second, 1);
    expect(second.alerting.flood()).toBeUndefined();

    const other = await start();
    await raise(other, cabinets(1, 10).concat("r2-c1"), 1);
    await other.alerting.stop();
    const back = createSettableClock(epochMs(other.clock.now() - hours(5)));
    const third = await startAlerting({ site: SITE, dataFolder: other.options.dataFolder, clock: back });
    expect(third.alerting.flood()).toBeDefined();
    await pass(third, 10 * 60);
    expect(third.alerting.flood()).toBeUndefined();
  });
});
