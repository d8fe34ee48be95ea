import { hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import { LONGEST_TEST } from "@labcanary/domain/commissioning";
import type { CommissioningCommand, CommissioningOutcome } from "@labcanary/domain/messages";
import { describe, expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { signal, silenceRule, testSite } from "../../../test/support/site.ts";

const KEY = "cab-17/vapour";
let commands = 0;
const command = (bench: AlertingBench, over: Partial<CommissioningCommand>): CommissioningOutcome =>
  bench.alerting.commissioningCommand({
    kind: "commissioning-command",
    id: `commissioning-${++commands}`,
    verb: "start",
    signal: KEY,
    by: "chen",
    ...over,
  });
const codeOf = (outcome: CommissioningOutcome): string => (outcome.ok ? "ok" : outcome.error.code);
const start = (bench: AlertingBench): string => {
  const outcome = command(bench, { stimulus: "real" });
  return outcome.ok && "test" in outcome.value ? outcome.value.test.id : expect.fail("no test");
};

describe("a test", () => {
  test("is refused where it could prove nothing, and the refusal is journaled", async () => {
    const bench = await startAlerting();
    expect(codeOf(command(bench, { stimulus: "real", signal: "no/where" }))).toBe("SIGNAL_UNKNOWN");
    expect(codeOf(command(bench, {}))).toBe("STIMULUS_MISSING");
    expect(codeOf(command(bench, { verb: "abandon" }))).toBe("TEST_UNKNOWN");
    expect(codeOf(command(bench, { verb: "void", reason: "new cell" }))).toBe("PROOF_NONE");
    expect(codeOf(command(bench, { stimulus: "real", reason: "x".repeat(1001) }))).toBe("COMMENT_TOO_LONG");
    await bench.alerting.takeConditions([changeOf("a")]);
    expect(codeOf(command(bench, { stimulus: "real" }))).toBe("ALARM_STANDS");
    const refused = bench.alerting.journal({ limit: 100 }).filter(({ kind }) => kind === "refused");
    expect(refused.map(({ actor, detail }) => [actor, detail["code"]])).toContainEqual(["user:chen", "ALARM_STANDS"]);
  });

  test("is refused of a signal that nothing but silence speaks for", async () => {
    const bench = await startAlerting({ site: testSite({ signals: [signal({ rules: [silenceRule()] })] }) });
    expect(codeOf(command(bench, { stimulus: "real" }))).toBe("SIGNAL_NOT_TESTABLE");
  });

  test("is signed only with the meaning of the signature", async () => {
    const bench = await startAlerting();
    expect(codeOf(command(bench, { verb: "sign", test: start(bench) }))).toBe("MEANING_MISSING");
  });

  test("given twice is started once", async () => {
    const bench = await startAlerting();
    const twice = { id: "same", stimulus: "real" } as const;
    expect(command(bench, twice)).toEqual(command(bench, twice));
    expect(bench.alerting.journal({ limit: 100 }).filter(({ kind }) => kind === "commissioning-started")).toHaveLength(1);
  });

  test("ends by itself after an hour; what still holds then is an alarm like any other and is told anew", async () => {
    const bench = await startAlerting();
    const id = start(bench);
    await passTime(bench, minutes(58), minutes(1));
    const at = bench.clock.now();
    await bench.alerting.takeConditions([changeOf("a", { at, receivedAt: at })]);
    await bench.settle();
    expect(bench.alerting.get("a")?.test).toBe(id);
    expect(bench.channel.accepted.map(({ alarmId, simulated }) => [alarmId, simulated])).toEqual([["a", true]]);
    await passTime(bench, minutes(2));
    await passTime(bench, seconds(2));
    expect(bench.alerting.get("a")?.test).toBeUndefined();
    expect(bench.channel.accepted.slice(1).map(({ alarmId, simulated }) => [alarmId, simulated])).toEqual([["a", false]]);
    expect(codeOf(command(bench, { verb: "sign", test: id }))).toBe("TEST_UNKNOWN");
    const ends = bench.alerting.journal({ limit: 1000 }).filter(({ kind }) => kind === "commissioning-ended");
    expect(ends.map(({ alarmId, actor, detail }) => [alarmId, actor, detail["because"]])).toEqual([
      [undefined, "system", "time-over"],
      ["a", "system", "time-over"],
    ]);
    expect(plus(at, hours(1))).toBeGreaterThan(bench.clock.now());
    expect(LONGEST_TEST).toBe(hours(1));
  });

  test("does not take the silence of its sensor, or an alarm that came before, for a step", async () => {
    const bench = await startAlerting();
    start(bench);
    await bench.alerting.takeConditions([changeOf("s", { ruleId: `${KEY}/silent` })]);
    expect(bench.alerting.get("s")?.test).toBeUndefined();
    expect(bench.alerting.commissioningOf(KEY, true)?.test?.alarm).toBeUndefined();
    bench.alerting.command(commandOf("s"));
    expect(bench.alerting.commissioningOf(KEY, true)?.test?.acknowledged).toBeUndefined();
  });
});
