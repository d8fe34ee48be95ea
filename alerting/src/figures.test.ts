import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import type { FigureQuestion } from "@labcanary/domain/alarm";
import { days, type DurationMs, epochMs, hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { createSettableClock } from "../../test/support/clock.ts";
import { type AlertingBench, startAlerting } from "../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../test/support/kannel-conditions.ts";
import { alarmIn, roomySite } from "../../test/support/many-rooms.ts";
import { testSite } from "../../test/support/site.ts";

/** Nobody is told for so long that nobody has come that the platform has nothing to say of its own. */
const SITE = roomySite(3, 5, { escalation: { ...testSite().escalation, nobodyReachedAfter: days(7) } });

async function pass(bench: AlertingBench, span: number): Promise<void> {
  bench.clock.advance(seconds(span));
  await bench.settle();
}
async function raise(bench: AlertingBench, cabinet: string): Promise<string> {
  await bench.alerting.takeConditions([alarmIn(cabinet, bench.clock.now())]);
  return `${cabinet}-high`;
}
async function clear(bench: AlertingBench, cabinet: string): Promise<void> {
  await bench.alerting.takeConditions([{ ...alarmIn(cabinet, bench.clock.now()), id: `${cabinet}:cleared`, change: "cleared" }]);
}

/** The same platform, started again so much later. */
async function later(bench: AlertingBench, span: DurationMs): Promise<AlertingBench> {
  const clock = createSettableClock(plus(bench.clock.now(), span));
  await bench.alerting.stop();
  return startAlerting({ site: SITE, channel: "none", dataFolder: bench.options.dataFolder, clock });
}

/** Kind and alarm of each line a figure was counted from. */
async function linesOf(
  { alerting, clock }: AlertingBench,
  question: FigureQuestion,
): Promise<readonly (readonly [string, string | undefined])[]> {
  const numbers = await alerting.figureLines(epochMs(0), plus(clock.now(), days(1)), question);
  const { entries } = await alerting.searchJournal({ numbers, limit: 1000 });
  expect(entries).toHaveLength(numbers.length);
  return entries.toReversed().map(({ kind, alarmId }) => [kind, alarmId]);
}

describe("the figures of a morning", () => {
  async function morning(): Promise<{ bench: AlertingBench; begun: number }> {
    const bench = await startAlerting({ site: SITE });
    const begun = bench.clock.now();
    const slow = await raise(bench, "r1-c1");
    await pass(bench, 60);
    bench.alerting.command(commandOf(slow, { verb: "attend" }));
    await pass(bench, 60);
    bench.alerting.command(commandOf(slow));
    await raise(bench, "r1-c2");
    await pass(bench, 30);
    await clear(bench, "r1-c2");
    const shelved = await raise(bench, "r1-c3");
    await pass(bench, 30);
    bench.alerting.command(commandOf(shelved, { verb: "shelve", reason: "repair", until: plus(bench.clock.now(), hours(1)) }));
    await pass(bench, 30);
    bench.alerting.command(commandOf(shelved, { verb: "reset" }));
    bench.alerting.command(commandOf(shelved));
    return { bench, begun };
  }

  test("are worked out from alarms and journal; before the first line there is no quiet time", async () => {
    const { bench, begun } = await morning();
    bench.clock.advance(minutes(50));
    const to = plus(bench.clock.now(), days(1));
    const figures = await bench.alerting.figures(epochMs(begun - days(30)), to);
    expect(figures).toMatchObject({
      from: begun,
      to: bench.clock.now(),
      alarms: 3,
      perHour: { peak: 3, peakAt: begun },
      fleeting: { alarms: 1, rules: 1 },
      chattering: { alarms: 0, rules: 0 },
      floods: 0,
      unauthorisedSuppressions: 0,
      acknowledge: { count: 2, missing: 1, median: seconds(60), ninetieth: seconds(120) },
      firstHuman: { count: 2, missing: 1, median: seconds(30), ninetieth: seconds(60) },
    });
    expect(figures.busiest.map(({ subject, latest }) => [subject, latest])).toContainEqual(["r1-c1/vapour/high", "r1-c1-high"]);
  });

  test("lead to the lines they were counted from", async () => {
    const { bench } = await morning();
    const raised = ["r1-c1-high", "r1-c2-high", "r1-c3-high"].map((alarm) => ["raised", alarm]);
    expect(await linesOf(bench, { figure: "perDay" })).toEqual(raised);
    expect(await linesOf(bench, { figure: "rule", subject: "r1-c2/vapour/high" })).toEqual([raised[1]]);
    expect(await linesOf(bench, { figure: "fleeting" })).toEqual([raised[1]]);
    expect(await linesOf(bench, { figure: "acknowledge" })).toEqual([
      ["acknowledged", "r1-c1-high"],
      ["acknowledged", "r1-c3-high"],
    ]);
    expect(await linesOf(bench, { figure: "notAcknowledged" })).toEqual([raised[1]]);
    // One attended first, one was shelved.
    expect(await linesOf(bench, { figure: "firstHuman" })).toEqual([
      ["attended", "r1-c1-high"],
      ["shelved", "r1-c3-high"],
    ]);
    expect(await linesOf(bench, { figure: "unauthorisedSuppressions" })).toEqual([]);
    expect(await linesOf(bench, { figure: "stale" })).toEqual([]);
    const after = await later(bench, days(2));
    expect(await linesOf(after, { figure: "stale" })).toEqual([raised[0], raised[2]]);
  });

  test("an alarm is stale after a day, also one from before the span", async () => {
    const { bench, begun } = await morning();
    const { alerting, clock } = await later(bench, days(2));
    const all = await alerting.figures(epochMs(begun), clock.now());
    expect(all.stale).toMatchObject({ atEnd: 2, worst: 2 });
    const second = await alerting.figures(epochMs(begun + hours(30)), clock.now());
    expect(second).toMatchObject({ alarms: 0, stale: { atEnd: 2, worst: 2 } });
  });

  test("what somebody took off the list past the platform is unauthorised", async () => {
    const { bench, begun } = await morning();
    const beside = new DatabaseSync(join(bench.options.dataFolder, "alarms.sqlite"));
    beside.exec(
      `UPDATE alarms SET body = json_set(body, '$.shelved', json('{"by":"x","at":1,"until":99999999999999,"reason":"y","mode":"timed"}')) WHERE id = 'r1-c1-high'`,
    );
    beside.close();
    expect(await bench.alerting.figures(epochMs(begun), bench.clock.now())).toMatchObject({ unauthorisedSuppressions: 1 });
    // There is no line of it: the alarm's own is given.
    expect(await linesOf(bench, { figure: "unauthorisedSuppressions" })).toEqual([["raised", "r1-c1-high"]]);
  });
});

test("a flood and a chattering rule are in the figures", async () => {
  const bench = await startAlerting({ site: SITE });
  const begun = bench.clock.now();
  await pass(bench, 60);
  for (const cabinet of ["r1", "r2", "r3"].flatMap((room) => [1, 2, 3, 4].map((cabinet) => `${room}-c${cabinet}`)))
    await raise(bench, cabinet);
  for (let time = 0; time < 6; time++) {
    const at = bench.clock.now();
    await bench.alerting.takeConditions([changeOf(`o${time}`, { at, ruleId: "r1-c5/vapour/high", signal: "r1-c5/vapour" })]);
    await pass(bench, 5);
    await bench.alerting.takeConditions([
      changeOf(`o${time}`, { change: "cleared", at: bench.clock.now(), ruleId: "r1-c5/vapour/high", signal: "r1-c5/vapour" }),
    ]);
    await pass(bench, 5);
  }
  for (let minute = 0; minute < 29; minute++) await pass(bench, 60);
  const figures = await bench.alerting.figures(epochMs(begun), bench.clock.now());
  expect(figures).toMatchObject({
    alarms: 14,
    floods: 1,
    chattering: { alarms: 1, rules: 1 },
    perTenMinutes: { peak: 14 },
    crowded: 1 / 3,
  });
  expect(figures.floodTime).toBeGreaterThan(0.3);
  expect(figures.floodTime).toBeLessThan(0.4);
  expect((await linesOf(bench, { figure: "floodTime" })).map(([kind]) => kind)).toEqual(["flood-began"]);
  expect(await linesOf(bench, { figure: "peakPerTenMinutes" })).toHaveLength(14);
  expect(await linesOf(bench, { figure: "crowded" })).toHaveLength(14);
  expect(await linesOf(bench, { figure: "chattering" })).toHaveLength(1);
  const inFlood = await bench.alerting.figures(epochMs(begun + minutes(3)), epochMs(begun + minutes(6)));
  expect(inFlood).toMatchObject({ alarms: 0, floods: 1, floodTime: 1 });
});

test("more alarms than one slice are all counted, once each, also those of one millisecond", async () => {
  const bench = await startAlerting({ site: SITE, channel: "none" });
  const begun = bench.clock.now();
  await bench.alerting.takeConditions(Array.from({ length: 1203 }, (_, index) => changeOf(`a${index}`)));
  await pass(bench, 1);
  const figures = await bench.alerting.figures(epochMs(begun), bench.clock.now());
  // One more says that nobody can be told.
  expect(figures).toMatchObject({ alarms: 1204, busiest: [{ subject: "cab-17/vapour/high", count: 1203 }, { count: 1 }] });
  const all = await bench.alerting.figureLines(epochMs(begun), bench.clock.now(), { figure: "perHour" });
  expect(new Set(all).size).toBe(1204);
  const after = await later(bench, days(3));
  expect(await after.alerting.figures(epochMs(begun + days(2)), after.clock.now())).toMatchObject({ alarms: 0, stale: { atEnd: 1204 } });
});
