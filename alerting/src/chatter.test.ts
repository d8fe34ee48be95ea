import { epochMs, hours, milliseconds, plus, seconds } from "@labcanary/domain/basics";
import type { ConditionChange } from "@labcanary/domain/rules";
import { describe, expect, test } from "vitest";
import { type AlertingBench, startAlerting } from "../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../test/support/kannel-conditions.ts";
import { createSettableClock } from "../../test/support/clock.ts";
import { limitRule, signal, testSite } from "../../test/support/site.ts";
import { verifyJournal } from "./index.ts";

let occurrences = 0;

/** The condition is met for two seconds, then gone for eight, that many times; time goes along. Returns the occurrences. */
async function toggle(bench: AlertingBench, times: number, over: Partial<ConditionChange> = {}): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let time = 0; time < times; time++) {
    const id = `o${++occurrences}`;
    ids.push(id);
    await begin(bench, id, over);
    await pass(bench, 2);
    await bench.alerting.takeConditions([changeOf(id, { change: "cleared", at: bench.clock.now(), value: 8.6, ...over })]);
    await pass(bench, 8);
  }
  return ids;
}

async function begin(bench: AlertingBench, id: string, over: Partial<ConditionChange> = {}): Promise<void> {
  const at = bench.clock.now();
  const samples = [
    { at: plus(at, milliseconds(-5000)), receivedAt: at, value: 8.6, quality: "good" as const },
    { at: plus(at, milliseconds(-3000)), receivedAt: at, value: 4, quality: "good" as const },
    { at, receivedAt: at, value: 12.5, quality: "good" as const },
  ];
  const evidence = { samples: occurrences > 1 ? [samples[0], samples[2]] : samples, reason: "", position: 1 } as never;
  await bench.alerting.takeConditions([changeOf(id, { at, receivedAt: at, evidence, ...over })]);
}

async function pass(bench: AlertingBench, span: number): Promise<void> {
  for (let second = 0; second < span; second++) {
    bench.clock.advance(seconds(1));
    await bench.settle();
  }
}

const listed = (bench: AlertingBench) => bench.alerting.list().map(({ id }) => id);
const kinds = (bench: AlertingBench, id: string) => bench.alerting.timeline(id).map(({ kind }) => kind);
const texts = (bench: AlertingBench) => bench.channel.accepted.filter(({ step }) => step === "responsible").length;

test("a chattering rule is held down to the record it has, which goes on counting and texts nobody anew", async () => {
  occurrences = 0;
  const bench = await startAlerting();
  const [first, second] = await toggle(bench, 2);
  await toggle(bench, 38);
  expect(listed(bench)).toEqual([second, first]);
  expect(texts(bench)).toBe(2);
  const alarm = bench.alerting.get(second as string) ?? expect.fail();
  expect(alarm).toMatchObject({ annunciation: "unacknowledged", conditionActive: false, chatter: { count: 40 } });
  expect(alarm.chatter?.proposal).toMatchObject({
    deadband: { kind: "proposed", present: 1, deadband: 1.5, cameBackTo: 8.6 },
    onDelay: { kind: "proposed", present: 0, onDelay: 3000, longest: 2000 },
  });
  const lines = bench.alerting.timeline(second as string).filter(({ kind }) => kind === "chattering");
  expect(lines.map(({ detail }) => detail["count"])).toEqual([3, 4, 8, 16, 32]);
});

test("an acknowledged one stays so and only counts; when the spell is over it ends by itself, and the next occurrence is told", async () => {
  const bench = await startAlerting();
  const [, record = ""] = await toggle(bench, 3);
  bench.alerting.command(commandOf(record));
  await toggle(bench, 5);
  expect(bench.alerting.get(record)).toMatchObject({ annunciation: "acknowledged", conditionActive: false, chatter: { count: 8 } });
  const told = texts(bench);
  await pass(bench, 120);
  expect(bench.alerting.get(record)).toMatchObject({ annunciation: "normal", chatter: { count: 8, endedAt: expect.any(Number) } });
  expect(kinds(bench, record).slice(-2)).toEqual(["chatter-ended", "returned-to-normal"]);
  expect(texts(bench)).toBe(told);
  const [next = ""] = await toggle(bench, 1);
  expect(bench.alerting.get(next)).toMatchObject({ annunciation: "rtn-unacknowledged" });
  expect(texts(bench)).toBe(told + 1);
});

test("one nobody has acknowledged stays on the list when the spell is over, and goes on being told", async () => {
  const bench = await startAlerting({
    site: testSite({ signals: [signal({ rules: [limitRule({ priority: "critical", lifeSafety: true })] })] }),
  });
  const [, record = ""] = await toggle(bench, 6, { priority: "critical" });
  await pass(bench, 600);
  expect(bench.alerting.get(record)).toMatchObject({ annunciation: "rtn-unacknowledged", conditionActive: false });
  expect(bench.channel.accepted.filter(({ alarmId }) => alarmId === record).map(({ step }) => step)).toEqual([
    "responsible",
    "deputy",
    "security-centre",
  ]);
  bench.alerting.command(commandOf(record));
  expect(bench.alerting.get(record)?.annunciation).toBe("normal");
});

test("a latched one is latched when the spell is over", async () => {
  const bench = await startAlerting({ site: testSite({ signals: [signal({ rules: [limitRule({ latching: true })] })] }) });
  const [, record = ""] = await toggle(bench, 4);
  bench.alerting.command(commandOf(record));
  await pass(bench, 120);
  expect(bench.alerting.get(record)?.annunciation).toBe("latched-acknowledged");
});

test("a spell that ends with the condition still met leaves the alarm standing until it goes", async () => {
  const bench = await startAlerting();
  const [, record = ""] = await toggle(bench, 3);
  bench.alerting.command(commandOf(record));
  await begin(bench, "stays");
  await pass(bench, 200);
  expect(bench.alerting.get(record)).toMatchObject({
    annunciation: "acknowledged",
    conditionActive: true,
    chatter: { count: 4, endedAt: expect.any(Number) },
  });
  expect(bench.alerting.get("stays")).toBeUndefined();
  await bench.alerting.takeConditions([changeOf("stays", { change: "cleared", at: bench.clock.now() })]);
  expect(bench.alerting.get(record)).toMatchObject({ annunciation: "normal", clearedAt: bench.clock.now() });
});

describe("an occurrence has a record of its own, which the spell goes on with", () => {
  test.each([
    {
      when: "the one before has ended",
      prepare: (bench: AlertingBench, ids: readonly string[]) => ids.forEach((id) => bench.alerting.command(commandOf(id))),
    },
    {
      when: "the one before is shelved",
      prepare: (bench: AlertingBench, ids: readonly string[]) =>
        ids.forEach((id) =>
          bench.alerting.command(commandOf(id, { verb: "shelve", reason: "repair", until: plus(bench.clock.now(), hours(1)) })),
        ),
    },
  ])("when $when", async ({ prepare }) => {
    const bench = await startAlerting();
    prepare(bench, await toggle(bench, 2));
    const [third = "", fourth = ""] = await toggle(bench, 2);
    expect(bench.alerting.get(third)).toMatchObject({ annunciation: "unacknowledged", chatter: { count: 4 } });
    expect(bench.alerting.get(fourth)).toBeUndefined();
    expect(texts(bench)).toBe(3);
  });

  test("when it is real and the chattering was simulated", async () => {
    const bench = await startAlerting();
    const [, simulated = ""] = await toggle(bench, 4, { simulated: true });
    const [real = ""] = await toggle(bench, 1);
    expect(bench.alerting.get(real)).toMatchObject({ simulated: false, annunciation: "unacknowledged", chatter: { count: 3 } });
    expect(bench.alerting.get(simulated)).toMatchObject({ annunciation: "rtn-unacknowledged", chatter: { endedAt: expect.any(Number) } });
  });
});

test("the same changes again, in the middle of a spell and after a restart, change nothing", async () => {
  const first = await startAlerting();
  const ids = await toggle(first, 5);
  const [, record = ""] = ids;
  const before = first.alerting.get(record);
  const again = ids.flatMap((id) => [changeOf(id), changeOf(id, { change: "cleared" })]);
  await first.alerting.takeConditions(again);
  expect(first.alerting.get(record)).toEqual(before);
  const clock = createSettableClock(first.clock.now());
  await first.alerting.stop();
  const second = await startAlerting({ dataFolder: first.options.dataFolder, clock });
  await second.alerting.takeConditions(again);
  expect(second.alerting.get(record)).toEqual(before);
  await begin(second, "after");
  expect(second.alerting.get("after")).toBeUndefined();
  expect(second.alerting.get(record)).toMatchObject({ conditionActive: true, chatter: { count: 6 } });
  await second.alerting.stop();
  const third = await startAlerting({ dataFolder: first.options.dataFolder, clock: createSettableClock(plus(clock.now(), seconds(300))) });
  expect(third.alerting.get(record)?.chatter?.endedAt).toBeDefined();
  await third.alerting.takeConditions([changeOf("after", { change: "cleared", at: clock.now() })]);
  expect(third.alerting.get(record)).toMatchObject({ annunciation: "rtn-unacknowledged", conditionActive: false });
  await third.alerting.stop();
  expect(verifyJournal(first.options)).toMatchObject({ ok: true });
});

test("a clock set back meanwhile does not make a spell longer", async () => {
  const first = await startAlerting();
  const [, record = ""] = await toggle(first, 4);
  await first.alerting.stop();
  const second = await startAlerting({
    dataFolder: first.options.dataFolder,
    clock: createSettableClock(epochMs(first.clock.now() - hours(1))),
  });
  await pass(second, 121);
  expect(second.alerting.get(record)?.chatter?.endedAt).toBeDefined();
});
