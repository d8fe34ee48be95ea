import { LONGEST_OUT_OF_SERVICE, type OutOfService } from "@labcanary/domain/alarm";
import { type EpochMs, epochMs, hours, milliseconds, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { ServiceCommand, ServiceOutcome } from "@labcanary/domain/messages";
import { describe, expect, test } from "vitest";
import { createSettableClock } from "../../test/support/clock.ts";
import { type AlertingBench, passTime, startAlerting } from "../../test/support/kannel-alerting.ts";
import { changeOf, commandOf, serviceCommandOf } from "../../test/support/kannel-conditions.ts";
import { limitRule, signal, testSite } from "../../test/support/site.ts";

const KEY = "cab-17/vapour";
const WORDS = { reason: "yearly calibration", measure: "portable detector, read every hour" };
const told = ({ channel }: AlertingBench) => channel.accepted.map(({ alarmId, step }) => `${alarmId} ${step}`);
const ofSignal = (bench: AlertingBench) =>
  bench.alerting.journal({ limit: 1000 }).filter(({ alarmId, kind }) => alarmId === undefined && kind.includes("service"));
const valueOf = (outcome: ServiceOutcome): OutOfService => (outcome.ok ? outcome.value : expect.fail(outcome.error.code));
const codeOf = (outcome: ServiceOutcome): string => (outcome.ok ? "ok" : outcome.error.code);

const propose = (bench: AlertingBench, over: Partial<ServiceCommand> = {}): OutOfService =>
  valueOf(bench.alerting.serviceCommand(serviceCommandOf({ until: plus(bench.clock.now(), hours(1)), ...WORDS, ...over })));
const approve = (bench: AlertingBench, { id: proposal }: OutOfService, by = "li"): ServiceOutcome =>
  bench.alerting.serviceCommand(serviceCommandOf({ verb: "approve", proposal, by }));
const takeOut = (bench: AlertingBench, until?: EpochMs): OutOfService =>
  valueOf(approve(bench, propose(bench, until === undefined ? {} : { until })));
const end = (bench: AlertingBench, over: Partial<ServiceCommand> = {}): ServiceOutcome =>
  bench.alerting.serviceCommand(serviceCommandOf({ verb: "end", ...over }));

describe("a proposal", () => {
  test("changes nothing until a second person approves; the journal has who, until when, why and what protects meanwhile", async () => {
    const bench = await startAlerting();
    const proposal = propose(bench);
    await bench.alerting.takeConditions([changeOf("a")]);
    await passTime(bench, seconds(2));
    expect(told(bench)).toEqual(["a responsible"]);
    expect(bench.alerting.get("a")?.outOfService).toBeUndefined();
    const inForce = valueOf(approve(bench, proposal));
    expect(inForce).toEqual({ ...proposal, state: "in-force", approvedBy: "li", approvedAt: bench.clock.now() });
    expect(bench.alerting.outOfService()).toEqual([inForce]);
    const detail = { signal: KEY, until: proposal.until, ...WORDS, lifeSafety: false, proposedBy: "mei" };
    expect(ofSignal(bench)).toMatchObject([
      { kind: "out-of-service-proposed", actor: "user:mei", detail },
      { kind: "out-of-service", actor: "user:li", detail: { ...detail, approvedBy: "li" } },
    ]);
  });

  test("says when lives depend on the signal", async () => {
    const rules = [limitRule(), limitRule({ id: `${KEY}/high-high`, lifeSafety: true })];
    const bench = await startAlerting({ site: testSite({ signals: [signal({ rules })] }) });
    expect(takeOut(bench).lifeSafety).toBe(true);
    expect(ofSignal(bench).at(-1)?.detail["lifeSafety"]).toBe(true);
  });

  test("can be withdrawn, and lapses when its time is over", async () => {
    const bench = await startAlerting();
    const withdrawn = propose(bench);
    expect(valueOf(end(bench, { comment: "other probe first" }))).toEqual(withdrawn);
    expect(codeOf(approve(bench, withdrawn))).toBe("PROPOSAL_UNKNOWN");
    const lapsed = propose(bench, { until: plus(bench.clock.now(), minutes(1)) });
    await passTime(bench, minutes(1));
    expect(bench.alerting.outOfService()).toEqual([]);
    expect(codeOf(approve(bench, lapsed))).toBe("PROPOSAL_UNKNOWN");
    expect(ofSignal(bench).filter(({ kind }) => kind === "out-of-service-withdrawn")).toMatchObject([
      { actor: "user:mei", detail: { because: "operator", comment: "other probe first" } },
      { actor: "system", detail: { because: "time-over" } },
    ]);
  });
});

describe("while a signal is out of service", () => {
  test("its alarms are recorded in that state, with approver, end and measure; nobody is told", async () => {
    const bench = await startAlerting();
    const { until, approvedAt: at } = takeOut(bench);
    await bench.alerting.takeConditions([changeOf("a")]);
    await passTime(bench, minutes(20));
    expect(told(bench)).toEqual([]);
    expect(bench.alerting.get("a")).toMatchObject({
      annunciation: "unacknowledged",
      recordedOnly: true,
      outOfService: { by: "mei", approvedBy: "li", at, until, ...WORDS },
    });
    expect(bench.alerting.list({ states: ["out-of-service"] }).map(({ id }) => id)).toEqual(["a"]);
    expect(bench.metrics.read("labcanary_alarms", "out-of-service", "high")).toBe(1);
    await bench.alerting.takeConditions([changeOf("a", { change: "cleared" })]);
    expect(bench.alerting.get("a")?.annunciation).toBe("normal");
    expect(bench.alerting.list({ states: ["out-of-service"] })).toEqual([]);
  });

  test("those that were on the list leave it, and nobody further is told", async () => {
    const bench = await startAlerting();
    await bench.alerting.takeConditions([changeOf("a")]);
    takeOut(bench);
    expect(bench.alerting.timeline("a").slice(-2)).toMatchObject([
      { kind: "out-of-service", actor: "user:li", detail: WORDS },
      { kind: "notification-cancelled" },
    ]);
    await passTime(bench, minutes(20));
    expect(told(bench)).toEqual(["a responsible"]);
    expect(bench.alerting.get("a")).toMatchObject({ annunciation: "unacknowledged", outOfService: { approvedBy: "li" } });
  });

  test("a rule about a zone goes on watching, though the signal is the first it looks at", async () => {
    const site = testSite({ signals: [signal({ rules: [limitRule({ zoneId: "room-114" })] })] });
    const bench = await startAlerting({ site });
    await bench.alerting.takeConditions([changeOf("a")]);
    takeOut(bench);
    await bench.alerting.takeConditions([changeOf("b")]);
    await passTime(bench, seconds(2));
    expect(bench.alerting.list().map(({ outOfService }) => outOfService)).toEqual([undefined, undefined]);
    expect(told(bench)).toEqual(["a responsible", "b responsible"]);
  });

  test("other signals, and the platform's own alarms, are told as usual", async () => {
    const bench = await startAlerting();
    takeOut(bench);
    await bench.alerting.takeConditions([changeOf("b", { signal: "cab-18/vapour" })]);
    bench.alerting.takeSystemCondition({
      kind: "system-condition",
      name: "books-unbalanced",
      active: true,
      at: bench.clock.now(),
      detail: "1",
    });
    expect(bench.alerting.list().map(({ outOfService }) => outOfService)).toEqual([undefined, undefined]);
  });
});

describe("when it ends", () => {
  test("by itself: an alarm whose condition holds is annunciated and told anew, each person in their time", async () => {
    const bench = await startAlerting();
    takeOut(bench, plus(bench.clock.now(), minutes(20)));
    await bench.alerting.takeConditions([changeOf("a")]);
    await passTime(bench, minutes(20));
    const alarm = bench.alerting.get("a");
    expect([alarm?.outOfService, alarm?.recordedOnly, alarm?.annunciatedAt]).toEqual([undefined, undefined, bench.clock.now()]);
    expect(bench.alerting.timeline("a").find(({ kind }) => kind === "in-service")).toMatchObject({
      actor: "system",
      detail: { because: "time-over", signal: KEY },
    });
    expect(ofSignal(bench).at(-1)).toMatchObject({ kind: "in-service", actor: "system", detail: { because: "time-over", signal: KEY } });
    await passTime(bench, minutes(10));
    expect(told(bench)).toEqual(["a responsible", "a deputy", "a security-centre"]);
  });

  test("early, by anybody, with who and why", async () => {
    const bench = await startAlerting();
    await bench.alerting.takeConditions([changeOf("a")]);
    takeOut(bench);
    await passTime(bench, seconds(2));
    expect(end(bench, { by: "wang", comment: "done" }).ok).toBe(true);
    expect(ofSignal(bench).at(-1)).toMatchObject({
      kind: "in-service",
      actor: "user:wang",
      detail: { because: "operator", comment: "done" },
    });
    await passTime(bench, seconds(2));
    expect(told(bench)).toEqual(["a responsible", "a responsible"]);
    expect(bench.alerting.outOfService()).toEqual([]);
  });

  test("an alarm that something else withholds stays off the list", async () => {
    const bench = await startAlerting();
    await bench.alerting.takeConditions([changeOf("a", { suppressedBy: "purge" })]);
    takeOut(bench);
    end(bench);
    expect(bench.alerting.get("a")).toMatchObject({ suppressed: { by: "purge" }, recordedOnly: true });
    await passTime(bench, minutes(10));
    expect(told(bench)).toEqual([]);
  });
});

describe("over a restart", () => {
  test("it goes on, and ends when its time is over", async () => {
    const first = await startAlerting();
    takeOut(first, plus(first.clock.now(), minutes(5)));
    await first.alerting.takeConditions([changeOf("a")]);
    await first.alerting.stop();
    const second = await startAlerting({
      dataFolder: first.options.dataFolder,
      clock: createSettableClock(plus(first.clock.now(), minutes(4))),
    });
    expect(second.alerting.outOfService()).toHaveLength(1);
    await passTime(second, minutes(1));
    expect(second.alerting.outOfService()).toEqual([]);
    expect(told(second)).toEqual(["a responsible"]);
  });

  test("what is over meanwhile has ended when the start is done", async () => {
    const first = await startAlerting();
    takeOut(first, plus(first.clock.now(), minutes(5)));
    await first.alerting.takeConditions([changeOf("a")]);
    await first.alerting.stop();
    const clock = createSettableClock(plus(first.clock.now(), minutes(6)));
    const second = await startAlerting({ dataFolder: first.options.dataFolder, clock });
    expect(second.alerting.outOfService()).toEqual([]);
    expect(second.alerting.get("a")?.outOfService).toBeUndefined();
  });

  test("a clock set back meanwhile does not make it longer, on the signal and on its alarms", async () => {
    const first = await startAlerting();
    await first.alerting.takeConditions([changeOf("a")]);
    takeOut(first, plus(first.clock.now(), minutes(5)));
    await first.alerting.stop();
    const clock = createSettableClock(epochMs(first.clock.now() - hours(1)));
    const second = await startAlerting({ dataFolder: first.options.dataFolder, clock });
    const until = plus(clock.now(), minutes(5));
    expect(second.alerting.outOfService()).toMatchObject([{ until }]);
    expect(second.alerting.get("a")?.outOfService).toMatchObject({ until });
    await passTime(second, milliseconds(minutes(5) - 1000));
    expect(second.alerting.get("a")?.outOfService).toBeDefined();
    await passTime(second, seconds(1));
    expect(second.alerting.get("a")?.outOfService).toBeUndefined();
  });
});

describe("what is refused", () => {
  const AN_HOUR = epochMs(Date.UTC(2026, 10, 22, 9));
  test.each([
    { what: "a signal the site does not have", over: { signal: "cab-99/vapour" }, code: "SIGNAL_UNKNOWN" },
    { what: "no reason", over: { reason: " " }, code: "REASON_MISSING" },
    { what: "no measure", over: { measure: "" }, code: "MEASURE_MISSING" },
    { what: "a measure without end", over: { measure: "x".repeat(1001) }, code: "COMMENT_TOO_LONG" },
    { what: "an end that is now", over: { until: epochMs(Date.UTC(2026, 10, 22, 8)) }, code: "OUT_OF_SERVICE_END_INVALID" },
    { what: "a month and a bit", over: { until: plus(AN_HOUR, LONGEST_OUT_OF_SERVICE) }, code: "OUT_OF_SERVICE_TOO_LONG" },
  ])("$what: $code", async ({ over, code }) => {
    const bench = await startAlerting();
    const command = serviceCommandOf({ until: AN_HOUR, ...WORDS, ...over });
    expect(codeOf(bench.alerting.serviceCommand(command))).toBe(code);
    expect(bench.alerting.outOfService()).toEqual([]);
    expect(bench.alerting.journal({ limit: 1 })).toMatchObject([
      { kind: "refused", actor: "user:mei", detail: { verb: "propose", signal: command.signal, code } },
    ]);
    expect(bench.metrics.read("labcanary_refused_total", "command", code)).toBe(1);
  });

  test("no end at all", async () => {
    const bench = await startAlerting();
    expect(codeOf(bench.alerting.serviceCommand(serviceCommandOf(WORDS)))).toBe("OUT_OF_SERVICE_END_INVALID");
  });

  test("a second proposal, approving one's own or another one, approving twice, ending what is in service", async () => {
    const bench = await startAlerting();
    expect(codeOf(end(bench))).toBe("SIGNAL_IN_SERVICE");
    const proposal = propose(bench);
    const again = serviceCommandOf({ until: plus(bench.clock.now(), hours(1)), ...WORDS });
    expect(codeOf(bench.alerting.serviceCommand(again))).toBe("SIGNAL_OUT_OF_SERVICE");
    expect(codeOf(approve(bench, proposal, "mei"))).toBe("APPROVER_IS_PROPOSER");
    expect(codeOf(approve(bench, { ...proposal, id: "another" }))).toBe("PROPOSAL_UNKNOWN");
    expect(bench.alerting.outOfService()).toEqual([proposal]);
    expect(codeOf(approve(bench, proposal))).toBe("ok");
    expect(codeOf(approve(bench, proposal, "wang"))).toBe("PROPOSAL_UNKNOWN");
  });
});

test("the same command twice is carried out once and answered the same, also after it has ended", async () => {
  const bench = await startAlerting();
  const command = serviceCommandOf({ until: plus(bench.clock.now(), hours(1)), ...WORDS });
  const first = bench.alerting.serviceCommand(command);
  end(bench);
  expect(bench.alerting.serviceCommand(command)).toEqual(first);
  expect(bench.alerting.outOfService()).toEqual([]);
});

test("an alarm acknowledged while its signal is out of service is told to nobody when that ends", async () => {
  const bench = await startAlerting();
  takeOut(bench);
  await bench.alerting.takeConditions([changeOf("a")]);
  bench.alerting.command(commandOf("a"));
  end(bench);
  await passTime(bench, minutes(10));
  expect(bench.alerting.list({ states: ["acknowledged"] }).map(({ id }) => id)).toEqual(["a"]);
  expect(told(bench)).toEqual([]);
});
