import { err, ok, type Result, seconds } from "@labcanary/domain/basics";
import { CANARY_HOPS, type CanaryHop, type SystemCondition } from "@labcanary/domain/messages";
import type { SignalStatus } from "@labcanary/domain/ports";
import { CANARY_KEY } from "@labcanary/domain/site";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createTestLogger, createTestMetrics } from "../../../test/support/observing.ts";
import { createCanary } from "./canary.ts";
import type { Ping } from "./ping.ts";
import type { PublishRun } from "./publish-run.ts";

/** A canary whose runs are taken or refused by a broker of the test, and go through the hops when the test says so. */
async function watch({ every = 300, ping }: { every?: number; ping?: Ping } = {}) {
  const clock = createSettableClock();
  const metrics = createTestMetrics();
  const conditions: Pick<SystemCondition, "active" | "detail">[] = [];
  const published: number[] = [];
  let answer: Result<void, string> = ok(undefined);
  let status: SignalStatus | undefined;
  const publish: PublishRun = async (run, { passed }) => {
    published.push(run);
    if (answer.ok) for (const hop of ["published", "acknowledged"] as const) passed(hop);
    return answer;
  };
  const canary = createCanary(
    { every: seconds(every), allowance: seconds(60) },
    {
      clock,
      metrics,
      logger: createTestLogger(),
      publish,
      board: { status: () => status },
      conditions: { takeSystemCondition: ({ active, detail }) => void conditions.push({ active, detail }) },
      ...(ping === undefined ? {} : { ping }),
    },
  );
  await canary.start();
  onTestFinished(() => canary.stop());
  return {
    canary,
    metrics,
    conditions,
    published,
    /** From here on the broker answers so. */
    answers: (said: Result<void, string>) => void (answer = said),
    evaluated: (run: number) => void (status = { signal: CANARY_KEY, value: run }),
    /** The newest run has come through these hops. */
    through: (...hops: readonly CanaryHop[]) => {
      for (const hop of hops) canary.passed({ run: published.at(-1) ?? 0, hop, at: clock.now() });
    },
    /** Second by second, letting what a publish came to settle. */
    async pass(span: number) {
      for (let second = 0; second < span; second++) {
        clock.advance(seconds(1));
        for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      }
    },
  };
}

test("a run begins every so often, the first after that time", async () => {
  const { published, pass, through } = await watch();
  await pass(299);
  expect(published).toEqual([]);
  await pass(1);
  expect(published).toHaveLength(1);
  through("delivered");
  await pass(300);
  expect(published).toHaveLength(2);
});

test("it beats from the first run that came through until one is missing for longer than it may be", async () => {
  const { canary, pass, through } = await watch();
  expect(canary.heartbeat()).toMatchObject({ beats: false, missing: "published", detail: expect.stringContaining("08:05:00") });
  expect(canary.health()).toMatchObject({ state: "ok" });
  await pass(302);
  through(...CANARY_HOPS);
  expect(canary.heartbeat()).toMatchObject({ beats: true, latencyMs: 2000, every: 300_000 });
  expect(canary.heartbeat()).not.toHaveProperty("missing");
  await pass(357);
  expect(canary.heartbeat()).toMatchObject({ beats: true });
  await pass(1);
  expect(canary.heartbeat()).toMatchObject({ beats: false, lastSeen: "acknowledged", missing: "evaluated", latencyMs: 2000 });
  expect(canary.health()).toMatchObject({ state: "degraded" });
});

test("a lost run is told once, with its hop, and that one came through is told once", async () => {
  const { metrics, conditions, evaluated, published, pass, through } = await watch();
  await pass(300);
  evaluated(published[0] ?? 0);
  await pass(60);
  expect(conditions).toEqual([{ active: true, detail: "Within 60 s the rules did not tell alerting of it; last seen: evaluated" }]);
  await pass(300);
  expect(conditions).toHaveLength(1);
  await pass(240);
  through("delivered");
  await pass(300);
  through("delivered");
  expect(conditions.map(({ active }) => active)).toEqual([true, false]);
  expect(metrics.read("labcanary_canary_runs_total", "lost")).toBe(2);
  expect(metrics.read("labcanary_canary_runs_total", "completed")).toBe(2);
});

test("what a former process left is over with the first run that comes through", async () => {
  const { conditions, pass, through } = await watch();
  await pass(300);
  expect(conditions).toEqual([]);
  through("delivered");
  expect(conditions).toMatchObject([{ active: false }]);
});

test("late is better than never: a lost run that comes through is the end of it", async () => {
  const { canary, metrics, conditions, pass, through } = await watch();
  await pass(400);
  expect(canary.heartbeat().beats).toBe(false);
  through("delivered");
  expect(canary.heartbeat()).toMatchObject({ beats: true, latencyMs: 100_000 });
  expect(conditions.map(({ active }) => active)).toEqual([true, false]);
  expect(metrics.read("labcanary_canary_runs_total", "completed")).toBe(0);
});

test("a broker that does not take it is asked again every 5 s, and the alarm says why it did not", async () => {
  const { conditions, published, answers, pass, through } = await watch();
  answers(err("ECONNREFUSED"));
  await pass(300);
  expect(published).toHaveLength(1);
  await pass(60);
  expect(published.length).toBeGreaterThan(10);
  expect(new Set(published).size).toBe(1);
  expect(conditions[0]?.detail).toBe("Within 60 s the MQTT broker did not let it in (ECONNREFUSED); last seen: nowhere");
  answers(ok(undefined));
  await pass(5);
  const tries = published.length;
  through("delivered");
  await pass(60);
  expect(published).toHaveLength(tries);
  expect(conditions.map(({ active }) => active)).toEqual([true, false]);
});

test("no run begins while one is under way, however short the time between them", async () => {
  const { published, pass, through } = await watch({ every: 10 });
  await pass(70);
  expect(published).toHaveLength(1);
  await pass(10);
  expect(published).toHaveLength(2);
  through("delivered");
  await pass(10);
  expect(published).toHaveLength(3);
});

test("what is told of another run changes nothing", async () => {
  const { canary, pass } = await watch();
  canary.passed({ run: 1, hop: "delivered", at: createSettableClock().now() });
  await pass(300);
  canary.passed({ run: 1, hop: "delivered", at: createSettableClock().now() });
  expect(canary.heartbeat().beats).toBe(false);
});

test("switched off there are no runs, no beat, and nothing left of an alarm", async () => {
  const { canary, conditions, published, pass } = await watch({ every: 0 });
  await pass(600);
  expect(published).toEqual([]);
  expect(canary.heartbeat()).toMatchObject({ beats: false, detail: expect.stringContaining("canary.everySeconds") });
  expect(canary.health().state).toBe("ok");
  expect(conditions).toMatchObject([{ active: false }]);
});

test("pings that fail are told in the health, and are no alarm", async () => {
  const ping: Ping = { send: async () => {}, trouble: () => ({ failures: 3, reason: "timeout" }) };
  const { canary, conditions, pass, through } = await watch({ ping });
  await pass(300);
  through("delivered");
  expect(canary.health()).toMatchObject({ state: "degraded", detail: expect.stringContaining("3 pings in a row failed: timeout") });
  expect(canary.heartbeat().beats).toBe(true);
  expect(conditions.some(({ active }) => active)).toBe(false);
});
