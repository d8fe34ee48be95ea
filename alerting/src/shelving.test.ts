import { LONGEST_SHELVING } from "@labcanary/domain/alarm";
import { epochMs, hours, milliseconds, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { OperatorCommand } from "@labcanary/domain/messages";
import { PRIORITIES } from "@labcanary/domain/rules";
import { describe, expect, test } from "vitest";
import { createSettableClock } from "../../test/support/clock.ts";
import { temporaryFolder } from "../../test/support/files.ts";
import { type AlertingBench, startAlerting } from "../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../test/support/kannel-conditions.ts";
import { limitRule, signal, testSite } from "../../test/support/site.ts";

const ours = (bench: AlertingBench, alarmId = "a") => bench.alerting.timeline(alarmId).map(({ kind }) => kind);
const told = ({ channel }: AlertingBench) => channel.accepted.map(({ step }) => step);

/** Shelves for an hour if not told otherwise. */
const shelvingOf = (bench: AlertingBench, over: Partial<OperatorCommand> = {}): OperatorCommand =>
  commandOf("a", { verb: "shelve", reason: "door seal being changed", until: plus(bench.clock.now(), hours(1)), ...over });

async function startWithAlarm(over: Parameters<typeof startAlerting>[0] = {}): Promise<AlertingBench> {
  const bench = await startAlerting(over);
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  return bench;
}

async function pass(bench: AlertingBench, span: number): Promise<void> {
  for (let gone = 0; gone < span; gone += 1000) {
    bench.clock.advance(seconds(1));
    await bench.settle();
  }
}

describe("a shelved alarm", () => {
  test("keeps its annunciation, stands apart, and says who, until when and why; nobody further is told", async () => {
    const bench = await startWithAlarm();
    const until = plus(bench.clock.now(), hours(1));
    expect(bench.alerting.command(shelvingOf(bench))).toMatchObject({
      ok: true,
      value: {
        annunciation: "unacknowledged",
        conditionActive: true,
        version: 2,
        shelved: { by: "mei", at: bench.clock.now(), until, reason: "door seal being changed", mode: "timed" },
      },
    });
    expect(bench.alerting.timeline("a").at(-2)).toMatchObject({
      kind: "shelved",
      actor: "user:mei",
      detail: { until, reason: "door seal being changed", mode: "timed" },
    });
    expect(ours(bench).at(-1)).toBe("notification-cancelled");
    await pass(bench, minutes(10));
    expect(told(bench)).toEqual(["responsible"]);
    expect(bench.alerting.list().map(({ id }) => id)).toEqual(["a"]);
    expect(bench.alerting.list({ states: ["shelved"] }).map(({ id }) => id)).toEqual(["a"]);
    expect(bench.alerting.list({ states: ["unacknowledged"] })).toEqual([]);
  });

  test("comes back by itself when its time is over, and people are told anew, each in their time", async () => {
    const bench = await startWithAlarm();
    bench.alerting.command(shelvingOf(bench, { until: plus(bench.clock.now(), minutes(20)) }));
    await pass(bench, minutes(20) - 1000);
    expect(bench.alerting.get("a")?.shelved).toBeDefined();
    await pass(bench, seconds(1));
    expect(bench.alerting.get("a")?.shelved).toBeUndefined();
    expect(bench.alerting.timeline("a").find(({ kind }) => kind === "unshelved")).toMatchObject({
      actor: "system",
      detail: { because: "time-over", shelved: { by: "mei", reason: "door seal being changed" } },
    });
    await pass(bench, minutes(10));
    expect(told(bench)).toEqual(["responsible", "responsible", "deputy", "security-centre"]);
    expect(new Set(bench.channel.accepted.map(({ id }) => id)).size).toBe(4);
  });

  test("that an operator puts back is told anew only while nobody has acknowledged it", async () => {
    const bench = await startWithAlarm();
    bench.alerting.command(shelvingOf(bench));
    bench.alerting.command(commandOf("a"));
    expect(bench.alerting.get("a")).toMatchObject({ annunciation: "acknowledged", shelved: { by: "mei" } });
    expect(bench.alerting.command(commandOf("a", { verb: "unshelve" })).ok).toBe(true);
    expect(bench.alerting.timeline("a").at(-1)).toMatchObject({ kind: "unshelved", actor: "user:mei", detail: { because: "operator" } });
    await pass(bench, minutes(10));
    expect(told(bench)).toEqual(["responsible"]);
  });

  test("of which nobody could be told again brings the next step forward, whoever was reached the first time", async () => {
    const bench = await startWithAlarm();
    bench.alerting.command(shelvingOf(bench));
    bench.channel.behave = { kind: "give-up", reason: "rejected" };
    bench.alerting.command(commandOf("a", { verb: "unshelve" }));
    await pass(bench, seconds(2));
    expect(bench.channel.attempts.map(({ step }) => step)).toEqual([
      "responsible",
      "responsible",
      "deputy",
      "security-centre",
      "nobody-reached",
    ]);
  });

  test.each([
    { mode: "timed", acknowledged: false, annunciation: "rtn-unacknowledged", shelved: true },
    { mode: "timed", acknowledged: true, annunciation: "normal", shelved: false },
    { mode: "one-shot", acknowledged: false, annunciation: "rtn-unacknowledged", shelved: false },
    { mode: "one-shot", acknowledged: true, annunciation: "normal", shelved: false },
  ] as const)("$mode, acknowledged $acknowledged, when its condition goes: $annunciation, shelved $shelved", async (row) => {
    const bench = await startWithAlarm();
    bench.alerting.command(shelvingOf(bench, { mode: row.mode }));
    if (row.acknowledged) bench.alerting.command(commandOf("a"));
    await bench.alerting.takeConditions([changeOf("a", { change: "cleared", value: 8 })]);
    expect(bench.alerting.get("a")).toMatchObject({ annunciation: row.annunciation });
    expect(bench.alerting.get("a")?.shelved !== undefined).toBe(row.shelved);
    expect(ours(bench).filter((kind) => kind === "unshelved")).toHaveLength(row.shelved ? 0 : 1);
  });

  test("does not hide the next occurrence of its rule", async () => {
    const bench = await startWithAlarm();
    bench.alerting.command(shelvingOf(bench));
    await bench.alerting.takeConditions([changeOf("b")]);
    await bench.settle();
    expect(bench.alerting.list({ states: ["unacknowledged"] }).map(({ id }) => id)).toEqual(["b"]);
    expect(bench.channel.accepted.map(({ alarmId }) => alarmId)).toEqual(["a", "b"]);
  });
});

describe("over a restart", () => {
  test("a shelving goes on, and ends when its time is over", async () => {
    const first = await startWithAlarm();
    first.alerting.command(shelvingOf(first, { until: plus(first.clock.now(), minutes(5)) }));
    const clock = createSettableClock(plus(first.clock.now(), minutes(4)));
    await first.alerting.stop();
    const second = await startAlerting({ dataFolder: first.options.dataFolder, clock });
    expect(second.alerting.get("a")?.shelved).toBeDefined();
    await pass(second, minutes(1));
    expect(second.alerting.get("a")?.shelved).toBeUndefined();
    expect(told(second)).toEqual(["responsible"]);
  });

  test("a shelving whose time is over meanwhile has ended when the start is done", async () => {
    const first = await startWithAlarm();
    first.alerting.command(shelvingOf(first, { until: plus(first.clock.now(), minutes(5)) }));
    await first.alerting.stop();
    const clock = createSettableClock(plus(first.clock.now(), minutes(6)));
    const second = await startAlerting({ dataFolder: first.options.dataFolder, clock });
    expect(second.alerting.get("a")?.shelved).toBeUndefined();
  });

  test("a clock set back meanwhile does not make a shelving longer", async () => {
    const dataFolder = temporaryFolder();
    const first = await startWithAlarm({ dataFolder });
    first.alerting.command(shelvingOf(first, { until: plus(first.clock.now(), minutes(5)) }));
    await first.alerting.stop();
    const clock = createSettableClock(epochMs(first.clock.now() - hours(1)));
    const second = await startAlerting({ dataFolder, clock });
    await pass(second, minutes(5) - 1000);
    expect(second.alerting.get("a")?.shelved).toBeDefined();
    await pass(second, seconds(1));
    expect(second.alerting.get("a")?.shelved).toBeUndefined();
  });
});

describe("what is refused", () => {
  const anHour = epochMs(Date.UTC(2026, 10, 22, 9));
  test.each([
    { what: "no reason", over: { until: anHour }, code: "REASON_MISSING" },
    { what: "a blank reason", over: { reason: " ", until: anHour }, code: "REASON_MISSING" },
    { what: "a reason without end", over: { reason: "x".repeat(1001), until: anHour }, code: "COMMENT_TOO_LONG" },
    { what: "no end", over: { reason: "repair" }, code: "SHELVING_END_INVALID" },
    { what: "an end that is now", over: { reason: "repair", until: epochMs(Date.UTC(2026, 10, 22, 8)) }, code: "SHELVING_END_INVALID" },
    { what: "more than two hours for a high alarm", over: { reason: "repair", until: plus(anHour, hours(2)) }, code: "SHELVING_TOO_LONG" },
  ] as const)("$what: $code", async ({ over, code }) => {
    const bench = await startWithAlarm();
    expect(bench.alerting.command(commandOf("a", { verb: "shelve", ...over }))).toMatchObject({ ok: false, error: { code } });
    expect(bench.alerting.get("a")?.version).toBe(1);
  });

  test("shelving what is shelved, has ended, or has nothing to wait for; putting back what is not shelved", async () => {
    const bench = await startWithAlarm();
    const code = (command: OperatorCommand) => {
      const outcome = bench.alerting.command(command);
      return outcome.ok ? "ok" : outcome.error.code;
    };
    expect(code(commandOf("a", { verb: "unshelve" }))).toBe("ALARM_NOT_SHELVED");
    expect(code(shelvingOf(bench))).toBe("ok");
    expect(code(shelvingOf(bench))).toBe("ALARM_NOT_SHELVABLE");
    expect(code(commandOf("a", { verb: "unshelve" }))).toBe("ok");
    await bench.alerting.takeConditions([changeOf("a", { change: "cleared" })]);
    expect(code(shelvingOf(bench, { mode: "one-shot" }))).toBe("ALARM_NOT_SHELVABLE");
    bench.alerting.command(commandOf("a"));
    expect(code(shelvingOf(bench))).toBe("ALARM_NOT_SHELVABLE");
  });

  test.each(PRIORITIES)("a millisecond more than the longest for %s", async (priority) => {
    const bench = await startAlerting();
    await bench.alerting.takeConditions([changeOf("a", { priority })]);
    const longest = plus(bench.clock.now(), LONGEST_SHELVING[priority]);
    expect(bench.alerting.command(shelvingOf(bench, { until: plus(longest, milliseconds(1)) })).ok).toBe(false);
    expect(bench.alerting.command(shelvingOf(bench, { until: longest })).ok).toBe(true);
  });
});

test("a one-shot shelving without an end lasts as long as the priority allows", async () => {
  const bench = await startWithAlarm();
  const outcome = bench.alerting.command(commandOf("a", { verb: "shelve", reason: "cleaning", mode: "one-shot" }));
  expect(outcome).toMatchObject({ ok: true, value: { shelved: { until: plus(bench.clock.now(), LONGEST_SHELVING.high) } } });
});

test("the same shelving asked for twice is carried out once and answered the same, also after it has ended", async () => {
  const bench = await startWithAlarm();
  const command = shelvingOf(bench);
  const first = bench.alerting.command(command);
  bench.alerting.command(commandOf("a", { verb: "unshelve" }));
  expect(bench.alerting.command(command)).toEqual(first);
  expect(bench.alerting.get("a")?.shelved).toBeUndefined();
});

describe("closing", () => {
  test("keeps the cause on the alarm and in the journal, once, after the alarm has ended", async () => {
    const bench = await startWithAlarm();
    const close = () => bench.alerting.command(commandOf("a", { verb: "close", cause: "bottle left open" }));
    expect(close()).toMatchObject({ ok: false, error: { code: "ALARM_NOT_CLOSABLE" } });
    await bench.alerting.takeConditions([changeOf("a", { change: "cleared" })]);
    expect(close()).toMatchObject({ ok: false, error: { code: "ALARM_NOT_CLOSABLE" } });
    bench.alerting.command(commandOf("a"));
    expect(bench.alerting.command(commandOf("a", { verb: "close", cause: " " }))).toMatchObject({ error: { code: "CAUSE_MISSING" } });
    expect(close()).toMatchObject({ ok: true, value: { annunciation: "normal", closed: { by: "mei", cause: "bottle left open" } } });
    expect(bench.alerting.timeline("a").at(-1)).toMatchObject({ kind: "closed", actor: "user:mei", detail: { cause: "bottle left open" } });
    expect(close()).toMatchObject({ ok: false, error: { code: "ALARM_NOT_CLOSABLE" } });
  });

  test("a latched alarm must be reset first", async () => {
    const bench = await startAlerting({ site: testSite({ signals: [signal({ rules: [limitRule({ latching: true })] })] }) });
    await bench.alerting.takeConditions([changeOf("a"), changeOf("a", { change: "cleared" })]);
    bench.alerting.command(commandOf("a"));
    const close = () => bench.alerting.command(commandOf("a", { verb: "close", cause: "valve replaced" }));
    expect(close()).toMatchObject({ ok: false, error: { code: "ALARM_NOT_CLOSABLE" } });
    bench.alerting.command(commandOf("a", { verb: "reset" }));
    expect(close().ok).toBe(true);
  });
});
