import { join } from "node:path";
import type { BacktestAnswer, SignalExplanation } from "@labcanary/dashboard";
import type { Alarm } from "@labcanary/domain/alarm";
import { minus, minutes, plus, seconds } from "@labcanary/domain/basics";
import { loadScenario } from "@labcanary/firmware-sim";
import { describe, expect, it } from "vitest";
import { type Acceptance, type Person, startPlatform } from "../support/acceptance.ts";

const FOLDER = join(import.meta.dirname, "../../examples/chemistry-building/simulation");
const FORCED = "tox-b2/door/forced";
const TWO = "tox-b2/door/two-person";

interface Event {
  readonly kind: string;
  readonly who?: string;
  readonly unknownBadge?: true;
  readonly granted?: boolean;
}

/** Plays what a scenario tells of the store, step by step, and some seconds more; every step has reached the platform before time goes on. */
async function play(
  test: Acceptance,
  name: string,
  leaveOut: (action: { kind: string }) => boolean = () => false,
  afterwards = 30,
): Promise<void> {
  const scenario = loadScenario(join(FOLDER, `${name}.yaml`));
  if (!scenario.ok) throw new Error(JSON.stringify(scenario.error));
  const description = scenario.value.devices.find(({ id }) => id === "tox-b2");
  if (description === undefined) throw new Error("the store is not simulated");
  const store = await test.simulated(description);
  let second = 0;
  for (const { at, action } of [...scenario.value.steps, { at: scenario.value.steps.at(-1)!.at + afterwards * 1000, action: undefined }]) {
    for (; second < at / 1000; second++) {
      await test.pass(1);
      await store.whenDrained();
    }
    if (action !== undefined && !leaveOut(action)) store.apply(action);
    await store.whenDrained();
  }
  await test.platform.ingest.evaluateUntilNow();
}

const listed = async (operator: Person): Promise<readonly Alarm[]> => (await operator.get<{ alarms: Alarm[] }>("alarms")).alarms;
const rulesOf = (alarms: readonly Alarm[]): readonly string[] =>
  alarms.flatMap(({ source }) => (source.kind === "rule" && source.signal === "tox-b2/door" ? [source.ruleId] : [])).toSorted();

describe("the highly toxic store", () => {
  it("opened without a badge: an alarm that stays after the door is closed, with the reason and who was there", async () => {
    const test = await startPlatform();
    const operator = await test.signIn();
    const from = test.clock.now();
    await play(test, "store-forced");
    const alarms = await listed(operator);
    expect(rulesOf(alarms)).toEqual([FORCED, TWO]);
    const forced = alarms.find(({ source }) => source.kind === "rule" && source.ruleId === FORCED);
    expect(forced).toMatchObject({
      priority: "critical",
      annunciation: "latched-unacknowledged",
      simulated: true,
      description: {
        what: { en: "Door opened with no access granted", zh: "门未经授权打开" },
        where: { en: "Chemistry Building › Highly Toxic Store B2" },
        limit: { en: "" },
        valueText: { en: "open" },
      },
    });
    const { alarm } = await operator.get<{ alarm: Alarm }>(`alarms/${forced?.id}`);
    expect(alarm.evidence.reason).toBe("opened with no access granted; an unknown badge had not been let in");
    const { events } = await operator.get<{ events: Event[] }>(`access-events?device=tox-b2&from=${from}&to=${test.clock.now()}`);
    expect(events).toMatchObject([{ kind: "badge", unknownBadge: true, granted: false }]);
    expect(JSON.stringify([alarm, events, test.texts, test.log.lines])).not.toContain("04FFFF");
  });

  it("asked afterwards, the API says why there was an alarm and why there was none, and what another rule would have made of it", async () => {
    const test = await startPlatform();
    const engineer = await test.signIn("engineer");
    const from = test.clock.now();
    await play(test, "store-forced");
    const at = (second: number) => engineer.get<SignalExplanation>(`signals/tox-b2/door/explanation?at=${plus(from, seconds(second))}`);
    // The history follows the log by itself.
    await expect.poll(async () => (await at(40)).samples?.at(-1)?.value).toBe(0);
    const rule = async (second: number) => (await at(second)).rules.find(({ ruleId }) => ruleId === FORCED);
    expect(await rule(9)).toMatchObject({ state: "normal", step: "condition-not-met", because: "no opening without access" });
    expect(await rule(25)).toMatchObject({
      state: "active",
      step: "raised",
      because: expect.stringContaining("opened with no access granted; an unknown badge had not been let in"),
    });
    expect((await at(25)).withoutEventsOf).toEqual([]);

    const span = { from: minus(from, minutes(1)), to: test.clock.now() };
    const { status, body } = await engineer.post<BacktestAnswer>("backtests", { rule: FORCED, ...span });
    expect(status).toBe(200);
    expect(body).toMatchObject({ present: { alarms: 1, excursions: { count: 1, listed: [{ worst: 1 }] } } });
  });

  it("opened by a keeper and a user with their badges: nothing; by whoever comes behind them: an alarm", async () => {
    const test = await startPlatform();
    const operator = await test.signIn();
    const from = test.clock.now();
    await play(test, "store-tailgating");
    expect(rulesOf(await listed(operator))).toEqual([FORCED]);
    const { events } = await operator.get<{ events: Event[] }>(`access-events?from=${from}&to=${test.clock.now()}`);
    expect(events.map(({ kind, who }) => [kind, who])).toEqual([
      ["lock", undefined],
      ["unlock", undefined],
      ["badge", "Alex Smith"],
      ["badge", "Wang Fang"],
    ]);
  });

  it("opened with both badges, and nobody comes behind them: nothing at all", async () => {
    const test = await startPlatform();
    let openings = 0;
    await play(test, "store-tailgating", (action) => action.kind === "set" && ++openings > 2);
    expect(rulesOf(await listed(await test.signIn()))).toEqual([]);
  });

  it("unlocked and left: an alarm, which locking it does not take away", async () => {
    const test = await startPlatform();
    const operator = await test.signIn();
    await play(test, "store-unlocked");
    const alarms = await listed(operator);
    expect(rulesOf(alarms)).toEqual(["tox-b2/door/unlocked"]);
    expect(alarms.find(({ source }) => source.kind === "rule" && source.ruleId === "tox-b2/door/unlocked")).toMatchObject({
      annunciation: "latched-unacknowledged",
      description: { what: { en: "Door unlocked and not opened" } },
    });
  });

  it("lighter by a bottle behind a closed door: an alarm with what the shelf holds now", async () => {
    const test = await startPlatform();
    const operator = await test.signIn();
    await play(test, "store-weight", () => false, 120);
    const [alarm, ...more] = (await listed(operator)).filter(({ source }) => source.kind === "rule" && source.signal.startsWith("tox-b2/"));
    expect(more).toEqual([]);
    expect(alarm).toMatchObject({
      source: { ruleId: "tox-b2/weight/taken" },
      annunciation: "unacknowledged",
      description: { what: { en: "Weight of the shelf changed without opening" }, limit: { en: "> 5 g" } },
    });
    expect(alarm?.value).toBeCloseTo(1210, -1);
  });

  it("what is no event is refused, counted and among the rejects, without its payload; the books of samples do not know it", async () => {
    const test = await startPlatform();
    const store = await test.device("tox-b2");
    const before = test.platform.ingest.books();
    await store.client.publishAsync("v1/devices/tox-b2/events", '{"kind":"knock","who":"04A2F1"}', { qos: 1 });
    await test.platform.ingest.evaluateUntilNow();
    const engineer = await test.signIn("engineer");
    const { rejects } = await engineer.get<{ rejects: object[] }>("rejects");
    expect(rejects).toMatchObject([{ deviceId: "tox-b2", code: "DECODE_EVENT_KIND", payload: "" }]);
    expect(test.platform.ingest.books()).toMatchObject({ received: before.received, rejected: before.rejected, balanced: true });
  });
});
