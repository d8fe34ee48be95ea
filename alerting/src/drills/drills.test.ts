import { epochMs, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { DrillUnderWay } from "@labcanary/domain/messages";
import { twinKeyOf } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { passTime } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { type AnsweringBench, SMITH, startAnswering, WANG } from "../../../test/support/replies.ts";

const KEY = "cab-17/vapour";
const RULE = "cab-17/vapour/high-high";
const ZONES = ["cabinet-17"];

function begin(bench: AnsweringBench, over: Partial<DrillUnderWay> = {}) {
  const startedAt = bench.clock.now();
  const drill = { number: 3, zoneId: "cabinet-17", zones: ZONES, signals: [KEY], startedAt, until: plus(startedAt, minutes(30)), ...over };
  return bench.alerting.beginDrill(drill);
}
type Over = Parameters<typeof changeOf>[1];
async function take(bench: AnsweringBench, id: string, over: Over = {}): Promise<void> {
  const at = bench.clock.now();
  await bench.alerting.takeConditions([changeOf(id, { at, receivedAt: at, signal: KEY, ruleId: RULE, ...over })]);
  await bench.settle();
}
/** What the rules say of the signal's twin. */
const drilled = (bench: AnsweringBench, id: string, over: Over = {}): Promise<void> =>
  take(bench, id, { signal: twinKeyOf(KEY), ruleId: `labcanary-drill/${RULE}`, ...over });
const codes = (bench: AnsweringBench) => bench.alerting.list().map(({ id }) => id);

/** Of the alarm `d` of drill 3 people were told; the real `r`, in the drill's zone, has ended it. `ofDrill` is Wang's code of the text that said DRILL. */
async function interrupted(): Promise<{ readonly bench: AnsweringBench; readonly ofDrill: string }> {
  const bench = await startAnswering();
  expect(begin(bench)).toMatchObject({ ok: true });
  await drilled(bench, "d");
  const ofDrill = bench.codeOf(WANG);
  bench.channel.report({ notificationId: "d:responsible:wang", status: "delivered", at: bench.clock.now() });
  await passTime(bench, seconds(5));
  await take(bench, "r");
  await passTime(bench, seconds(2));
  return { bench, ofDrill };
}

test("a condition of a twin is an alarm of the drill, of the real signal and rule, told with DRILL, timed, and in no figure", async () => {
  const bench = await startAnswering();
  begin(bench);
  await drilled(bench, "d");
  expect(bench.alerting.get("d")).toMatchObject({ test: "drill/3", source: { signal: KEY, ruleId: RULE, zoneId: "cabinet-17" } });
  expect(bench.textsTo(WANG)).toEqual([expect.stringMatching(/^演练 /)]);
  expect(bench.alerting.journal({ limit: 20 }).find(({ kind }) => kind === "raised")?.detail).toMatchObject({ test: "drill/3" });
  bench.channel.report({ notificationId: "d:responsible:wang", status: "delivered", at: bench.clock.now() });
  expect(bench.alerting.command(commandOf("d", { by: "li" }))).toMatchObject({ ok: true });
  expect(bench.alerting.drill()).toMatchObject({
    times: { detected: { alarm: { id: "d" } }, told: { by: "wang", channel: "sms" }, acknowledged: { by: "li" } },
  });
  const figures = await bench.alerting.figures(epochMs(bench.clock.now() - 3_600_000), plus(bench.clock.now(), minutes(1)));
  expect(figures.alarms).toBe(0);
});

test("outside a drill, and of a signal it does not move, a twin's condition is nothing; the books balance", async () => {
  const bench = await startAnswering();
  await drilled(bench, "early");
  begin(bench, { signals: ["cab-22/vapour"] });
  await drilled(bench, "other");
  expect(codes(bench)).toEqual([]);
  const { received, own } = bench.alerting.books().changes;
  expect([received, own]).toEqual([2, 2]);
});

test("the real alarm of the same rule has a record of its own, and ends the drill; nobody's answer to DRILL takes charge of it", async () => {
  const { bench, ofDrill } = await interrupted();
  expect(codes(bench)).toEqual(["r"]);
  expect(bench.alerting.get("d")).toMatchObject({ annunciation: "normal", test: "drill/3" });
  expect(bench.alerting.get("r")?.test).toBeUndefined();
  expect(bench.alerting.drill()).toMatchObject({ ended: { because: "interrupted", alarm: { id: "r" } }, told: ["wang"] });
  const told = bench.textsTo(WANG);
  expect(told.slice(1).some((text) => text.startsWith("演练终止，此为真实报警："))).toBe(true);
  expect(told.filter((text) => text.startsWith("演练 "))).toHaveLength(1);
  await bench.answer(WANG, `确认${ofDrill}`);
  expect(bench.alerting.get("r")).toMatchObject({ annunciation: "unacknowledged" });
  expect(bench.journaled("reply-refused")).toEqual(["reply-refused REPLY_OF_TEST"]);
  const again = bench.textsTo(WANG).at(-1) ?? "";
  expect(again).toMatch(/^演练终止，此为真实报警：/);
  const [, real = ""] = /回复([A-Z0-9]{3})确认/.exec(again) ?? [];
  expect(real).not.toBe(ofDrill);
  await bench.answer(WANG, `确认${real}`);
  expect(bench.alerting.get("r")).toMatchObject({ annunciation: "acknowledged", acknowledgedBy: "wang" });
});

test("an answer without a code may be meant for the drill, and is asked back; help asked for with its code is brought to the real alarm", async () => {
  const { bench, ofDrill } = await interrupted();
  await bench.answer(WANG, "OK");
  expect(bench.alerting.get("r")?.annunciation).toBe("unacknowledged");
  expect(bench.journaled("reply-refused")).toEqual(["reply-refused REPLY_CODE_MISSING"]);
  await bench.answer(WANG, `求助${ofDrill}`);
  expect(bench.textsTo(SMITH).some((text) => !text.startsWith("DRILL"))).toBe(true);
});

test("what the twin says after the end is nothing, and no other drill begins while the real alarm stands", async () => {
  const { bench } = await interrupted();
  await drilled(bench, "d", { change: "cleared" });
  await drilled(bench, "late");
  expect(codes(bench)).toEqual(["r"]);
  expect(begin(bench, { number: 4 })).toMatchObject({ ok: false, error: { code: "DRILL_ALARM_STANDS" } });
});

test("a drill ends by itself, and its alarms with it; another begins only then", async () => {
  const bench = await startAnswering();
  begin(bench);
  await drilled(bench, "d");
  expect(begin(bench, { number: 4 })).toMatchObject({ ok: false, error: { code: "DRILL_UNDER_WAY" } });
  expect(begin(bench)).toMatchObject({ ok: true });
  await passTime(bench, minutes(31), seconds(30));
  expect(codes(bench)).toEqual([]);
  expect(bench.alerting.drill()).toMatchObject({ ended: { because: "time-over" } });
  expect(begin(bench, { number: 4 })).toMatchObject({ ok: true });
  expect(bench.alerting.endDrill(3, "stopped")).toBeUndefined();
  expect(bench.alerting.endDrill(4, "stopped")).toMatchObject({ ended: { because: "stopped" } });
});

test("one that was made ready, ended and is begun again is under way again, and has its alarms", async () => {
  const bench = await startAnswering();
  begin(bench);
  bench.alerting.endDrill(3, "not-playable");
  await drilled(bench, "early");
  expect(codes(bench)).toEqual([]);
  await passTime(bench, minutes(1));
  const again = begin(bench);
  expect(again).toMatchObject({ ok: true, value: { number: 3, startedAt: bench.clock.now(), times: {}, told: [] } });
  expect(again.ok && again.value.ended).toBeUndefined();
  await drilled(bench, "d");
  expect(codes(bench)).toEqual(["d"]);
});

test("an alarm elsewhere ends a drill when lives depend on it or it is critical, and not else", async () => {
  const bench = await startAnswering();
  begin(bench, { zones: ["nowhere"] });
  await take(bench, "low", { priority: "low", ruleId: "cab-17/vapour/high" });
  expect(bench.alerting.drill()?.ended).toBeUndefined();
  await take(bench, "grave", { priority: "critical" });
  expect(bench.alerting.drill()).toMatchObject({ ended: { alarm: { id: "grave" } } });
});
