import { seconds } from "@labcanary/domain/basics";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../test/support/clock.ts";
import { startTestBroker, type TestBroker } from "../../test/support/plain-broker.ts";
import { createRandom } from "./random.ts";
import { parseScenario } from "./scenario/load.ts";
import type { Scenario } from "./scenario/scenario.ts";
import { createSimulation, devicesWithoutCredentials } from "./simulation.ts";

const read = (text: string): Scenario => {
  const parsed = parseScenario("test.yaml", text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
};
const normal = read(`
scenario: normal
about: Calm.
devices:
  cab-17: { every: 1s, signals: { vapour: { around: 1 %LEL }, door: { states: [closed, open] } } }
`);
const leak: Scenario = {
  ...normal,
  name: "leak",
  steps: [
    { at: seconds(10), deviceId: "cab-17", say: "It leaks.", action: { kind: "ramp", signal: "vapour", to: 26, over: seconds(10) } },
    { at: seconds(60), deviceId: "cab-17", action: { kind: "set", signal: "door", to: "open" } },
  ],
};
const hurried: Scenario = { ...leak, name: "hurried", timeFactor: 10 };

let broker: TestBroker;
let clock: ReturnType<typeof createSettableClock>;
let told: string[];
beforeEach(async () => {
  broker = await startTestBroker();
  clock = createSettableClock();
  told = [];
});
afterEach(() => broker.kill());

async function simulation() {
  const made = createSimulation(
    {
      url: broker.url,
      credentials: new Map([["cab-17", "token"]]),
      scenarios: new Map([normal, leak, hurried].map((scenario) => [scenario.name, scenario])),
      first: "normal",
      markSimulated: false,
    },
    { clock, random: createRandom(1), onStep: (scenario, { say }) => told.push(`${scenario}: ${say ?? ""}`) },
  );
  onTestFinished(() => made.stop());
  await made.start();
  const device = made.devices.get("cab-17");
  if (device === undefined) throw new Error("no device");
  await device.whenConnected();
  const newest = async () => {
    await device.whenDrained();
    return JSON.parse(broker.received.findLast(({ topic }) => topic.endsWith("/telemetry"))?.payload ?? "null").samples;
  };
  return { made, newest };
}

test("a scenario triggered while others run happens step by step", async () => {
  const { made, newest } = await simulation();
  clock.advance(seconds(30));
  expect(await newest()).toEqual({ vapour: 1, door: "closed" });
  expect(made.trigger("leak")).toMatchObject({ ok: true, value: { name: "leak" } });
  clock.advance(seconds(15));
  expect(await newest()).toEqual({ vapour: 13.5, door: "closed" });
  clock.advance(seconds(46));
  expect(await newest()).toEqual({ vapour: 26, door: "open" });
  expect(told).toEqual(["leak: It leaks.", "leak: "]);
});

test("a hurried scenario takes so much less time, and its device with it", async () => {
  const { made, newest } = await simulation();
  made.trigger("hurried");
  clock.advance(seconds(2));
  expect(await newest()).toEqual({ vapour: 26, door: "closed" });
  clock.advance(seconds(5));
  expect(await newest()).toEqual({ vapour: 26, door: "open" });
});

test("the scenario with the devices ends all others and puts everything back", async () => {
  const { made, newest } = await simulation();
  made.trigger("leak");
  clock.advance(seconds(25));
  expect(await newest()).toEqual({ vapour: 26, door: "closed" });
  made.trigger("normal");
  clock.advance(seconds(120));
  expect(await newest()).toEqual({ vapour: 1, door: "closed" });
});

test("a scenario triggered twice starts anew and is not played twice", async () => {
  const { made } = await simulation();
  made.trigger("leak");
  clock.advance(seconds(5));
  made.trigger("leak");
  clock.advance(seconds(14));
  expect(told).toEqual(["leak: It leaks."]);
});

test("an unknown scenario is refused with the names there are", async () => {
  const { made } = await simulation();
  expect(made.trigger("flood")).toEqual({
    ok: false,
    error: { code: "SIMULATION_UNKNOWN_SCENARIO", known: ["normal", "leak", "hurried"] },
  });
});

test("devices without a token are named before anything starts", () => {
  expect(devicesWithoutCredentials(normal, new Map())).toEqual(["cab-17"]);
  expect(devicesWithoutCredentials(normal, new Map([["cab-17", "token"]]))).toEqual([]);
});
