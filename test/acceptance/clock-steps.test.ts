import { verifyJournal } from "@labcanary/alerting";
import { type DurationMs, hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { Route, Site } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { createSystemClock } from "../../app/src/platform/system-clock.ts";
import { createSettableClock, type SettableClock } from "../support/clock.ts";
import { passTime, startAlerting } from "../support/kannel-alerting.ts";
import { changeOf, commandOf } from "../support/kannel-conditions.ts";
import { testSite } from "../support/site.ts";

/** The platform's own clock over a machine whose time goes on by hand, and whose wall clock somebody sets meanwhile. */
function steppedMachine() {
  const machine = createSettableClock();
  let offset = 0;
  const platform = createSystemClock({ wallClock: () => machine.now() + offset, monotonicClock: () => machine.now() });
  const clock: SettableClock = {
    now: () => platform.now(),
    // Timers run by the monotonic clock, as Node's do.
    after: machine.after,
    every: machine.every,
    advance: machine.advance,
    sleep: machine.sleep,
    get waiting() {
      return machine.waiting;
    },
  };
  return { clock, machine, set: (by: DurationMs) => void (offset += by) };
}

/** One person after the other, each with ten minutes; the last step after forty. */
function nightSite(): Site {
  const route: Route = {
    id: "night",
    name: { en: "Night", zh: "夜间" },
    when: {},
    steps: [
      { id: "responsible", after: minutes(0), whom: [{ kind: "responsible" }], proof: "delivered" },
      { id: "deputy", after: minutes(10), whom: [{ kind: "deputy" }], proof: "delivered" },
      { id: "desk", after: minutes(20), whom: [{ kind: "security-centre" }], proof: "delivered" },
    ],
    last: { id: "nobody-reached", after: minutes(40), whom: [{ kind: "security-centre" }], proof: "delivered" },
    afterwards: [],
  };
  return { ...testSite(), routes: [route] };
}

async function begin() {
  const { clock, machine, set } = steppedMachine();
  const bench = await startAlerting({ site: nightSite(), clock });
  const began = machine.now();
  await bench.alerting.takeConditions([changeOf("a", { at: clock.now(), receivedAt: clock.now() })]);
  await bench.settle();
  /** When each step was told, in minutes of the machine since the alarm. */
  const told: Record<string, number> = {};
  const pass = async (span: DurationMs) => {
    for (let gone = 0; gone < span; gone += seconds(15)) {
      await passTime(bench, seconds(15), seconds(15));
      for (const { step } of bench.channel.accepted) told[step] ??= (machine.now() - began) / minutes(1);
    }
  };
  return { bench, set, pass, told, steps: () => bench.channel.accepted.map(({ step }) => step) };
}

const EVERY_STEP = ["responsible", "deputy", "desk", "nobody-reached"];

test("with the clock left alone each step comes at its time", async () => {
  const { pass, told, steps } = await begin();
  await pass(minutes(60));
  expect(steps()).toEqual(EVERY_STEP);
  for (const [step, after] of [
    ["deputy", 10],
    ["desk", 20],
    ["nobody-reached", 40],
  ] as const) {
    expect(told[step]).toBeGreaterThanOrEqual(after);
    expect(told[step]).toBeLessThanOrEqual(after + 0.5);
  }
});

test("set on by an hour under the running platform, everybody who has become due is told within seconds, each once, and an answer still ends it", async () => {
  const { bench, set, pass, told, steps } = await begin();
  await pass(minutes(5));
  set(hours(1));
  await pass(minutes(1));
  expect(steps().toSorted()).toEqual(EVERY_STEP.toSorted());
  expect(Math.max(...Object.values(told))).toBeLessThanOrEqual(6);
  expect(bench.alerting.command(commandOf("a"))).toMatchObject({ ok: true });
  await pass(minutes(90));
  expect(steps()).toHaveLength(EVERY_STEP.length);
  expect(verifyJournal(bench.options)).toMatchObject({ ok: true });
});

test("set back by an hour under the running platform, nobody is told twice or out of turn, and each step within twice its time", async () => {
  const { bench, set, pass, told, steps } = await begin();
  await pass(minutes(5));
  set(hours(-1));
  await pass(minutes(90));
  expect(steps()).toEqual(EVERY_STEP);
  // What was left of each wait goes at half speed at worst, until the machine's clock has caught up: 5 min and twice the rest.
  for (const [step, after] of [
    ["deputy", 10],
    ["desk", 20],
    ["nobody-reached", 40],
  ] as const)
    expect(told[step]).toBeLessThanOrEqual(5 + 2 * (after - 5) + 0.5);
  const times = bench.alerting.timeline("a").map(({ at }) => at);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(verifyJournal(bench.options)).toMatchObject({ ok: true });
});

test("set on and back again, a shelved alarm comes back, and its person is told once more and no oftener", async () => {
  const { bench, set, pass, steps } = await begin();
  await pass(minutes(1));
  const until = plus(bench.clock.now(), minutes(10));
  expect(bench.alerting.command(commandOf("a", { verb: "shelve", reason: "repair", until }))).toMatchObject({ ok: true });
  set(hours(-1));
  await pass(minutes(5));
  set(hours(1));
  await pass(minutes(6));
  expect(bench.alerting.get("a")?.shelved).toBeUndefined();
  expect(steps()).toEqual(["responsible", "responsible"]);
});
