import { join } from "node:path";
import { milliseconds, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { AlarmChange } from "@labcanary/domain/messages";
import type { Metrics } from "@labcanary/domain/ports";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../test/support/clock.ts";
import { temporaryFolder } from "../../test/support/files.ts";
import { startAlerting } from "../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../test/support/kannel-conditions.ts";
import { createFakeChannel } from "../../test/support/kannel-fake-channel.ts";
import { createTestLogger } from "../../test/support/observing.ts";
import { signal, limitRule, testSite } from "../../test/support/site.ts";
import { createAlerting, verifyJournal } from "./index.ts";

const kinds = (entries: readonly { kind: string }[]): readonly string[] => entries.map(({ kind }) => kind);

test("a raised condition becomes an alarm, journaled and announced, and its responsible person is texted", async () => {
  const { alerting, channel, settle } = await startAlerting();
  const changes: AlarmChange[] = [];
  alerting.onChange((change) => changes.push(change));

  await alerting.takeConditions([changeOf("a")]);
  await settle();

  const [alarm] = alerting.list();
  expect(alarm).toMatchObject({
    id: "a",
    annunciation: "unacknowledged",
    conditionActive: true,
    version: 1,
    latching: false,
    source: { kind: "rule", zoneId: "cabinet-17" },
    description: {
      what: { en: "Solvent vapour high", zh: "溶剂蒸气过高" },
      where: { en: "Chemistry Building › Room 114 › Cabinet 17" },
      limit: { en: "≥ 10 %LEL" },
      valueText: { en: "12.5 %LEL" },
    },
  });
  expect(alarm?.code).toMatch(/^[A-HJ-NP-Z2-9]{4}$/);
  expect(changes).toMatchObject([{ because: "raised", alarm: { id: "a", version: 1 } }]);
  expect(kinds(alerting.timeline("a"))).toEqual(["raised", "notification-queued", "notification-accepted"]);
  expect(channel.accepted).toMatchObject([{ id: "a:responsible:wang", personId: "wang", language: "zh", address: "+8613800000001" }]);
  expect(channel.accepted[0]?.text).toContain(`[${alarm?.code}]`);
});

test("the same change again changes nothing", async () => {
  const { alerting, channel, settle } = await startAlerting();
  await alerting.takeConditions([changeOf("a"), changeOf("a")]);
  await alerting.takeConditions([changeOf("a")]);
  await settle();
  expect(alerting.list()).toHaveLength(1);
  expect(channel.accepted).toHaveLength(1);
  expect(kinds(alerting.timeline("a")).filter((kind) => kind === "raised")).toHaveLength(1);
});

test("a listener that throws harms neither the others nor the alarm, and changes caused by a listener follow in order", async () => {
  const { alerting, logger } = await startAlerting();
  const seen: string[] = [];
  alerting.onChange(() => {
    throw new Error("broken");
  });
  alerting.onChange(({ alarm, because }) => {
    if (because === "raised") alerting.command(commandOf(alarm.id));
  });
  const unsubscribe = alerting.onChange(({ alarm, because }) => seen.push(`${alarm.id} ${because}`));
  await alerting.takeConditions([changeOf("a"), changeOf("b")]);
  expect(seen).toEqual(["a raised", "b raised", "a acknowledged", "b acknowledged"]);
  expect(logger.lines.filter(({ level }) => level === "error")).toHaveLength(4);
  unsubscribe();
  await alerting.takeConditions([changeOf("c")]);
  expect(seen).toHaveLength(4);
});

test.each([
  { latching: false, acts: ["cleared"], ends: "rtn-unacknowledged" },
  { latching: false, acts: ["cleared", "acknowledge"], ends: "normal" },
  { latching: false, acts: ["acknowledge"], ends: "acknowledged" },
  { latching: false, acts: ["acknowledge", "cleared"], ends: "normal" },
  { latching: true, acts: ["cleared"], ends: "latched-unacknowledged" },
  { latching: true, acts: ["cleared", "acknowledge"], ends: "latched-acknowledged" },
  { latching: true, acts: ["cleared", "acknowledge", "reset"], ends: "normal" },
  { latching: true, acts: ["acknowledge", "cleared", "reset"], ends: "normal" },
] as const)("latching $latching, then $acts: $ends", async ({ latching, acts, ends }) => {
  const { alerting, clock } = await startAlerting({ site: testSite({ signals: [signal({ rules: [limitRule({ latching })] })] }) });
  await alerting.takeConditions([changeOf("a")]);
  for (const act of acts) {
    if (act === "cleared") await alerting.takeConditions([changeOf("a", { change: "cleared", value: 8 })]);
    else expect(alerting.command(commandOf("a", { verb: act })).ok).toBe(true);
  }
  expect(alerting.get("a")).toMatchObject({ annunciation: ends, version: acts.length + 1 });
  expect(alerting.get("a")?.endedAt).toBe(ends === "normal" ? clock.now() : undefined);
  expect(alerting.list()).toHaveLength(ends === "normal" ? 0 : 1);
});

test("an excursion found in late samples is journaled and wakes nobody", async () => {
  const { alerting, channel, settle } = await startAlerting();
  await alerting.takeConditions([changeOf("a", { change: "historical" })]);
  await settle();
  expect(alerting.list({ states: ["unacknowledged", "normal"] })).toEqual([]);
  expect(alerting.journal({ limit: 1 })).toMatchObject([{ kind: "historical-excursion", detail: { occurrenceId: "a" } }]);
  expect(channel.attempts).toEqual([]);
});

test("an end whose beginning was never seen is journaled as refused", async () => {
  const { alerting } = await startAlerting();
  await alerting.takeConditions([changeOf("a", { change: "cleared" })]);
  expect(alerting.journal({ limit: 1 })).toMatchObject([{ kind: "refused", detail: { code: "ALARM_UNKNOWN" } }]);
});

test.each([
  { verb: "acknowledge", alarm: "nobody", code: "ALARM_UNKNOWN" },
  { verb: "acknowledge", alarm: "acknowledged", code: "ALARM_NOT_ACKNOWLEDGEABLE" },
  { verb: "acknowledge", alarm: "ended", code: "ALARM_NOT_ACKNOWLEDGEABLE" },
  { verb: "attend", alarm: "ended", code: "ALARM_ENDED" },
  { verb: "reset", alarm: "acknowledged", code: "ALARM_NOT_RESETTABLE" },
  { verb: "comment", alarm: "acknowledged", code: "COMMENT_MISSING" },
  { verb: "comment", alarm: "acknowledged", comment: "  ", code: "COMMENT_MISSING" },
  { verb: "comment", alarm: "acknowledged", comment: "x".repeat(1001), code: "COMMENT_TOO_LONG" },
] as const)("$verb on $alarm is refused with $code, journaled and counted", async ({ verb, alarm, code, ...rest }) => {
  const { alerting, metrics } = await startAlerting();
  await alerting.takeConditions([changeOf("acknowledged"), changeOf("ended")]);
  for (const id of ["acknowledged", "ended"]) alerting.command(commandOf(id));
  await alerting.takeConditions([changeOf("ended", { change: "cleared" })]);

  expect(alerting.command(commandOf(alarm, { verb, ...rest }))).toMatchObject({ ok: false, error: { code } });
  expect(alerting.journal({ limit: 1 })).toMatchObject([{ kind: "refused", actor: "user:mei", alarmId: alarm, detail: { code, verb } }]);
  expect(metrics.read("labcanary_refused_total", "command", code)).toBe(1);
});

test("a command seen twice is carried out once and answered the same, also after a restart", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  const command = commandOf("a", { verb: "comment", comment: "window opened" });
  const first = bench.alerting.command(command);
  expect(bench.alerting.command(command)).toEqual(first);
  const again = await bench.restart();
  expect(again.alerting.command(command)).toEqual(first);
  expect(kinds(again.alerting.timeline("a")).filter((kind) => kind === "commented")).toHaveLength(1);
});

test("attend names who is on the way and leaves the escalation running", async () => {
  const { alerting, channel, clock, settle } = await startAlerting();
  await alerting.takeConditions([changeOf("a")]);
  expect(alerting.command(commandOf("a", { verb: "attend" }))).toMatchObject({
    ok: true,
    value: { attendedBy: "mei", annunciation: "unacknowledged" },
  });
  await settle();
  clock.advance(minutes(3));
  await settle();
  expect(channel.accepted.map(({ step }) => step)).toEqual(["responsible", "deputy"]);
});

test("a condition of the platform is an alarm once, goes straight to the security centre, and is a new one the next time", async () => {
  const { alerting, channel, clock, settle } = await startAlerting();
  const condition = { kind: "system-condition", name: "history-store-down", at: clock.now(), detail: "connection refused" } as const;
  alerting.takeSystemCondition({ ...condition, active: true });
  alerting.takeSystemCondition({ ...condition, active: true });
  await settle();
  expect(alerting.list()).toMatchObject([{ source: { kind: "system", condition: "history-store-down" }, priority: "medium" }]);
  expect(channel.accepted).toMatchObject([{ step: "security-centre", personId: "desk" }]);
  alerting.takeSystemCondition({ ...condition, active: false });
  alerting.takeSystemCondition({ ...condition, active: false });
  alerting.takeSystemCondition({ ...condition, active: true });
  expect(alerting.list().map(({ annunciation }) => annunciation)).toEqual(["unacknowledged", "rtn-unacknowledged"]);
  for (const { id } of alerting.list()) expect(id).toMatch(/^[A-Za-z0-9-]{1,40}$/);
});

test("alarms of a signal are those whose condition held between the two times", async () => {
  const { alerting, clock } = await startAlerting();
  const at = (minute: number) => plus(clock.now(), minutes(minute));
  await alerting.takeConditions([
    changeOf("early", { at: at(0) }),
    changeOf("early", { change: "cleared", at: at(10) }),
    changeOf("late", { at: at(20) }),
  ]);
  const ids = (from: number, to: number) => alerting.alarmsOfSignal("cab-17/vapour", at(from), at(to)).map(({ id }) => id);
  expect(ids(5, 30)).toEqual(["early", "late"]);
  expect(ids(11, 19)).toEqual([]);
  expect(ids(25, 60)).toEqual(["late"]);
});

test("what happens elsewhere is journaled, and everything survives a restart with an unbroken chain", async () => {
  const bench = await startAlerting();
  bench.alerting.record(
    { kind: "signed-in", actor: "user:mei", detail: { from: "127.0.0.1" } },
    { kind: "api-token-issued", actor: "user:mei", detail: {} },
  );
  await bench.alerting.takeConditions([changeOf("a")]);
  const before = { list: bench.alerting.list(), timeline: bench.alerting.timeline("a") };
  await bench.settle();
  const { alerting, options } = await bench.restart();
  expect(alerting.list()).toEqual(before.list);
  expect(alerting.timeline("a").slice(0, 2)).toEqual(before.timeline.slice(0, 2));
  expect(alerting.journal({ limit: 100 }).slice(0, 2)).toMatchObject([
    { number: 1, kind: "signed-in" },
    { number: 2, kind: "api-token-issued" },
  ]);
  expect(verifyJournal(options)).toMatchObject({ ok: true, findings: [] });
});

test("the journal is read by its last lines, oldest first, within a span", async () => {
  const { alerting, clock } = await startAlerting();
  const start = clock.now();
  for (let line = 1; line <= 5; line++) {
    alerting.record({ kind: "site-changed", actor: "system", detail: { line } });
    clock.advance(seconds(1));
  }
  const read = (query: Parameters<typeof alerting.journal>[0]) => alerting.journal(query).map(({ number }) => number);
  expect(read({ limit: 2 })).toEqual([4, 5]);
  expect(read({ from: plus(start, seconds(1)), to: plus(start, seconds(2)), limit: 10 })).toEqual([2, 3]);
});

test("what is annunciated, pending and late can be read as metrics", async () => {
  const gauges = new Map<string, () => Iterable<{ readonly labels: readonly string[]; readonly value: number }>>();
  const latencies: number[] = [];
  const clock = createSettableClock();
  const channel = createFakeChannel();
  const metrics: Metrics = {
    counter: () => ({ inc() {}, value: 0 }),
    gauge: (name, read) => void gauges.set(name, read),
    histogram: (name) => ({ observe: (value) => void (name === "labcanary_alarm_latency_seconds" && latencies.push(value)) }),
  };
  const folder = temporaryFolder();
  const alerting = createAlerting(
    { dataFolder: folder, journalHeadFile: join(folder, "head.json") },
    { clock, logger: createTestLogger(), metrics, site: () => testSite(), channels: [channel] },
  );
  const read = (name: string) => [...(gauges.get(name)?.() ?? [])];
  expect([read("labcanary_alarms"), read("labcanary_notifications_pending")]).toEqual([[], []]);
  await alerting.start();
  onTestFinished(() => alerting.stop());
  channel.behave = "silent";
  await alerting.takeConditions([changeOf("a"), changeOf("b"), changeOf("c", { priority: "critical" })]);
  alerting.command(commandOf("b"));
  alerting.command(commandOf("c", { verb: "shelve", reason: "calibration", until: plus(clock.now(), minutes(30)) }));
  expect(read("labcanary_alarms")).toEqual([
    { labels: ["acknowledged", "high"], value: 1 },
    { labels: ["shelved", "critical"], value: 1 },
    { labels: ["unacknowledged", "high"], value: 1 },
  ]);
  expect(read("labcanary_notifications_pending")).toEqual([{ labels: ["sms"], value: 1 }]);
  clock.advance(milliseconds(12));
  await alerting.takeConditions([changeOf("d")]);
  expect(latencies).toEqual([0, 0, 0, 0.012]);
});

test("500 alarms in one call are kept together, each with a code of its own", async () => {
  const { alerting } = await startAlerting();
  await alerting.takeConditions(Array.from({ length: 500 }, (_, index) => changeOf(`a-${index}`)));
  expect(new Set(alerting.list().map(({ code }) => code)).size).toBe(500);
});

test("health tells what is waiting, and that a gateway is away", async () => {
  const { alerting, channel, clock, settle } = await startAlerting();
  await settle();
  expect(alerting.health()).toEqual([
    { name: "notifications", state: "ok", detail: "0 waiting", says: { code: "texts", values: { count: 0, held: 0, oldest: 0 } } },
  ]);
  channel.behave = "silent";
  await alerting.takeConditions([changeOf("a")]);
  clock.advance(seconds(6));
  await settle();
  expect(alerting.health()).toMatchObject([{ state: "down", detail: "SMS gateway: unreachable, 1 waiting, oldest 6 s" }]);
  await alerting.stop();
  expect(alerting.health()).toMatchObject([{ state: "down" }]);
});
