import { minutes, plus, seconds } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../test/support/kannel-conditions.ts";
import { limitRule, signal, testSite } from "../../test/support/site.ts";

const kinds = (bench: AlertingBench, alarmId = "a") => bench.alerting.timeline(alarmId).map(({ kind }) => kind);
const told = ({ channel }: AlertingBench) => channel.accepted.map(({ step }) => step);
const suppressed = (over = {}) => changeOf("a", { change: "suppressed", suppressedBy: "door open", ...over });
const unsuppressed = changeOf("a", { change: "unsuppressed" });

describe("an alarm raised while its rule names a reason", () => {
  const raised = changeOf("a", { suppressedBy: "door open" });

  test("is recorded with the reason, stands apart, and nobody is told", async () => {
    const bench = await startAlerting();
    await bench.alerting.takeConditions([raised]);
    await passTime(bench, minutes(10));
    const alarm = bench.alerting.get("a");
    expect(alarm).toMatchObject({
      annunciation: "unacknowledged",
      conditionActive: true,
      suppressed: { by: "door open", since: raised.at },
      recordedOnly: true,
    });
    expect(told(bench)).toEqual([]);
    expect(kinds(bench)).toEqual(["raised"]);
    expect(bench.alerting.timeline("a")[0]?.detail).toMatchObject({ suppressedBy: "door open" });
    expect(bench.alerting.list().map(({ id }) => id)).toEqual(["a"]);
    expect(bench.alerting.list({ states: ["suppressed-by-design"] }).map(({ id }) => id)).toEqual(["a"]);
    expect(bench.alerting.list({ states: ["unacknowledged"] })).toEqual([]);
    expect(bench.metrics.read("labcanary_alarms", "suppressed-by-design", "high")).toBe(1);
  });

  test("that ends with the reason still there ends quietly, and the journal says so", async () => {
    const bench = await startAlerting();
    await bench.alerting.takeConditions([raised, changeOf("a", { change: "cleared" })]);
    await passTime(bench, minutes(10));
    expect(bench.alerting.get("a")).toMatchObject({ annunciation: "normal", conditionActive: false, suppressed: { by: "door open" } });
    expect(bench.alerting.list()).toEqual([]);
    expect(bench.alerting.list({ states: ["suppressed-by-design"] })).toEqual([]);
    expect(bench.alerting.list({ states: ["normal"] }).map(({ id }) => id)).toEqual(["a"]);
    expect(told(bench)).toEqual([]);
    expect(bench.alerting.timeline("a").at(-1)).toMatchObject({ kind: "returned-to-normal", detail: { unseen: "recorded-only" } });
  });

  test("comes on the list when the reason goes, and people are told from then on, each in their time", async () => {
    const bench = await startAlerting();
    await bench.alerting.takeConditions([raised]);
    await passTime(bench, minutes(20));
    const at = bench.clock.now();
    await bench.alerting.takeConditions([unsuppressed]);
    const alarm = bench.alerting.get("a");
    expect(alarm).toMatchObject({ annunciation: "unacknowledged", annunciatedAt: at });
    expect([alarm?.suppressed, alarm?.recordedOnly]).toEqual([undefined, undefined]);
    await passTime(bench, seconds(1));
    expect(told(bench)).toEqual(["responsible"]);
    await passTime(bench, minutes(7));
    expect(told(bench)).toEqual(["responsible", "deputy", "security-centre"]);
  });

  test("can be acknowledged meanwhile; then nobody is told when the reason goes", async () => {
    const bench = await startAlerting();
    await bench.alerting.takeConditions([raised]);
    expect(bench.alerting.command(commandOf("a")).ok).toBe(true);
    expect(
      bench.alerting.command(commandOf("a", { verb: "shelve", reason: "repair", until: plus(bench.clock.now(), minutes(5)) })),
    ).toMatchObject({
      error: { code: "ALARM_NOT_SHELVABLE" },
    });
    await bench.alerting.takeConditions([unsuppressed]);
    await passTime(bench, minutes(10));
    expect(told(bench)).toEqual([]);
    expect(bench.alerting.list({ states: ["acknowledged"] }).map(({ id }) => id)).toEqual(["a"]);
  });
});

describe("an alarm that is suppressed after it was raised", () => {
  test("leaves the list, nobody further is told, and everybody anew when it comes back", async () => {
    const bench = await startAlerting();
    await bench.alerting.takeConditions([changeOf("a")]);
    await passTime(bench, seconds(1));
    await bench.alerting.takeConditions([suppressed()]);
    expect(kinds(bench).slice(-2)).toEqual(["suppressed", "notification-cancelled"]);
    expect(bench.alerting.timeline("a").at(-2)).toMatchObject({ actor: "rules", detail: { suppressedBy: "door open" } });
    await passTime(bench, minutes(10));
    expect(told(bench)).toEqual(["responsible"]);
    await bench.alerting.takeConditions([unsuppressed]);
    await passTime(bench, minutes(10));
    expect(told(bench)).toEqual(["responsible", "responsible", "deputy", "security-centre"]);
  });

  test("still has to be acknowledged when its condition goes meanwhile: it was on the list", async () => {
    const bench = await startAlerting();
    await bench.alerting.takeConditions([changeOf("a"), suppressed(), changeOf("a", { change: "cleared" })]);
    expect(bench.alerting.get("a")).toMatchObject({ annunciation: "rtn-unacknowledged", suppressed: { by: "door open" } });
    await bench.alerting.takeConditions([unsuppressed]);
    await passTime(bench, seconds(1));
    expect(told(bench)).toEqual(["responsible"]);
  });

  test("and shelved is told to nobody until both are over", async () => {
    const bench = await startAlerting();
    await bench.alerting.takeConditions([changeOf("a")]);
    bench.alerting.command(commandOf("a", { verb: "shelve", reason: "repair", until: plus(bench.clock.now(), minutes(5)) }));
    await bench.alerting.takeConditions([suppressed()]);
    expect(bench.alerting.list({ states: ["shelved"] }).map(({ id }) => id)).toEqual(["a"]);
    await passTime(bench, minutes(6));
    expect(bench.alerting.get("a")?.shelved).toBeUndefined();
    expect(bench.alerting.list({ states: ["suppressed-by-design"] }).map(({ id }) => id)).toEqual(["a"]);
    expect(told(bench)).toEqual(["responsible"]);
    await bench.alerting.takeConditions([unsuppressed]);
    await passTime(bench, seconds(1));
    expect(told(bench)).toEqual(["responsible", "responsible"]);
  });
});

test("each change is taken once, however often and in whatever order it comes again", async () => {
  const bench = await startAlerting();
  const changes = [changeOf("a"), suppressed({ id: "a:suppressed:9" }), changeOf("a", { change: "unsuppressed", id: "a:unsuppressed:12" })];
  await bench.alerting.takeConditions(changes);
  await bench.alerting.takeConditions(changes.toReversed());
  expect(kinds(bench).filter((kind) => kind.endsWith("suppressed"))).toEqual(["suppressed", "unsuppressed"]);
  expect(bench.alerting.get("a")?.suppressed).toBeUndefined();
});

test("what ended, or was never known, is not suppressed; the journal says which was not known", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("b", { change: "suppressed", suppressedBy: "purge" })]);
  expect(bench.alerting.timeline("b")).toMatchObject([{ kind: "refused", detail: { code: "ALARM_UNKNOWN" } }]);
  await bench.alerting.takeConditions([changeOf("a"), changeOf("a", { change: "cleared" })]);
  bench.alerting.command(commandOf("a"));
  const { version } = bench.alerting.get("a") ?? expect.fail();
  await bench.alerting.takeConditions([suppressed(), unsuppressed]);
  expect(bench.alerting.get("a")).toMatchObject({ annunciation: "normal", version });
});

test("over a restart it stays suppressed, and comes back as if there had been none", async () => {
  const first = await startAlerting();
  await first.alerting.takeConditions([changeOf("a", { suppressedBy: "defrost" })]);
  const second = await first.restart();
  await passTime(second, minutes(10));
  expect(told(second)).toEqual([]);
  await second.alerting.takeConditions([unsuppressed]);
  await passTime(second, seconds(1));
  expect(told(second)).toEqual(["responsible"]);
});

test("an alarm carries whether lives depend on its rule, and the zone its rule names in place of its signal's", async () => {
  const rule = limitRule({ lifeSafety: true, zoneId: "room-114" });
  const bench = await startAlerting({ site: testSite({ signals: [signal({ rules: [rule] })] }) });
  await bench.alerting.takeConditions([changeOf("a")]);
  expect(bench.alerting.get("a")).toMatchObject({
    lifeSafety: true,
    source: { zoneId: "room-114" },
    description: { where: { en: "Chemistry Building › Room 114" } },
  });
});
