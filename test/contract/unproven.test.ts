import { days, type DurationMs, hours, minutes, plus } from "@labcanary/domain/basics";
import type { CommissioningCommand } from "@labcanary/domain/messages";
import { expect, onTestFinished, test } from "vitest";
import { entryOf, openRegister } from "../../dashboard/src/protection/register.ts";

import { scopeOf } from "../../dashboard/src/accounts/scope.ts";
import { createSettableClock } from "../support/clock.ts";
import { createMemorySignalBoard } from "../support/browser-platform.ts";
import { type AlertingBench, startAlerting } from "../support/kannel-alerting.ts";
import { changeOf, commandOf } from "../support/kannel-conditions.ts";
import { limitRule, signal, testSite } from "../support/site.ts";

/** The register, as the dashboard makes it of what alerting knows. */
const KEY = "cab-17/vapour";
const OTHER = "cab-17/other";
const SITE = testSite({
  signals: [
    signal({ prove: days(180) }),
    signal({ key: OTHER, prove: days(180), rules: [limitRule({ id: `${OTHER}/high`, signal: OTHER })] }),
  ],
});

function unprovenOf({ alerting, clock }: AlertingBench) {
  const register = openRegister({ clock, desk: alerting, commissioning: alerting, board: createMemorySignalBoard(), site: () => SITE });
  onTestFinished(() => register.end());
  return register
    .lines(scopeOf(undefined, SITE))
    .map((line) => entryOf(line, alerting.measures()))
    .filter(({ kind }) => kind === "unproven")
    .toSorted((a, b) => a.startedAt - b.startedAt);
}

/** The same platform, started again so much later. */
async function later(bench: AlertingBench, span: DurationMs): Promise<AlertingBench> {
  await bench.alerting.stop();
  const clock = createSettableClock(plus(bench.clock.now(), span));
  return startAlerting({ site: SITE, dataFolder: bench.options.dataFolder, clock });
}

let commands = 0;
function give(bench: AlertingBench, over: Partial<CommissioningCommand>) {
  const id = `prove-${++commands}`;
  const given = { kind: "commissioning-command", id, verb: "start", signal: KEY, by: "chen", stimulus: "real" } as const;
  const outcome = bench.alerting.commissioningCommand({ ...given, ...over });
  return outcome.ok ? outcome.value : expect.fail(outcome.error.code);
}

/** A whole test of the signal, signed. */
async function prove(bench: AlertingBench, key: string): Promise<void> {
  const started = give(bench, { signal: key });
  const id = "test" in started ? started.test.id : expect.fail("no test");
  const occurrence = `${key.replace("/", "-")}-${id}`;
  const at = () => ({ at: bench.clock.now(), receivedAt: bench.clock.now(), ruleId: `${key}/high`, signal: key });
  await bench.alerting.takeConditions([changeOf(occurrence, at())]);
  await bench.settle();
  bench.channel.report({ notificationId: `${occurrence}:responsible:wang`, status: "delivered", at: bench.clock.now() });
  bench.alerting.command(commandOf(occurrence));
  bench.clock.advance(minutes(1));
  await bench.alerting.takeConditions([changeOf(occurrence, { ...at(), change: "cleared" })]);
  give(bench, { verb: "sign", signal: key, test: id, means: "seen-and-fit" });
}

test("what was arranged against a signal that was never proven lasts over a restart", async () => {
  const first = await startAlerting({ site: SITE });
  const [entry] = unprovenOf(first);
  const { id, startedAt } = entry ?? expect.fail("nothing is unproven");
  const note = { measure: "portable detector", dealtBy: "Chen", by: "mei", signal: KEY };
  first.alerting.noteMeasure({ kind: "measure-command", id: "measure-1", entry: id, since: startedAt, ...note });
  const bench = await later(first, hours(10));
  expect(unprovenOf(bench)[0]).toMatchObject({ id, gap: "never-proven", startedAt, measure: "portable detector", measureBy: "mei" });
});

test("a signal that was proven on schedule is due again when its proof is too old, each since its own time, also after a restart", async () => {
  const first = await startAlerting({ site: SITE });
  await prove(first, OTHER);
  const second = await later(first, days(3));
  await prove(second, KEY);
  expect(unprovenOf(second)).toEqual([]);
  expect(second.alerting.commissioningOf(KEY, true)).toMatchObject({ state: "in-service", isUnproven: false });
  const third = await later(second, days(178));
  expect(unprovenOf(third).map(({ signal: key, gap }) => [key, gap])).toEqual([[OTHER, "time-over"]]);
  const bench = await later(third, days(3));
  expect(unprovenOf(bench).map(({ signal: key, gap }) => [key, gap])).toEqual([
    [OTHER, "time-over"],
    [KEY, "time-over"],
  ]);
  expect(bench.alerting.commissioningOf(KEY, true)).toMatchObject({ state: "overdue", gap: "time-over", isUnproven: true });
  await prove(bench, OTHER);
  expect(unprovenOf(bench).map(({ signal: key }) => key)).toEqual([KEY]);
  expect(bench.alerting.commissioningOf(OTHER, true)).toMatchObject({ state: "in-service" });
});
