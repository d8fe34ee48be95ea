import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type DurationMs, epochMs, milliseconds, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { SignalDescription } from "./description.ts";
import { createRandom } from "./random.ts";
import { loadScenarioSet } from "./scenario/load.ts";
import type { Scenario } from "./scenario/scenario.ts";
import { createSimulatedSignal, type SimulatedSignal } from "./simulated-signal.ts";

const loaded = loadScenarioSet(fileURLToPath(new URL("../../examples/chemistry-building/simulation/normal.yaml", import.meta.url)));
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error, undefined, 2));
const { first: normal, byName } = loaded.value;

const scenario = (name: string): Scenario => {
  const found = byName.get(name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};
const signalOf = (deviceId: string, name: string): SignalDescription | undefined =>
  normal.devices.find(({ id }) => id === deviceId)?.signals.find((signal) => signal.name === name);

/** Plays the steps of one device without a network and tells the readings of one signal, one a second. */
function play(name: string, deviceId: string, wanted: string, span: DurationMs, begin?: number): readonly number[] {
  const { steps, timeFactor } = scenario(name);
  const device = normal.devices.find(({ id }) => id === deviceId);
  const signals = new Map(
    device?.signals.map((signal): [string, SimulatedSignal] => [signal.name, createSimulatedSignal(signal, createRandom(signal.name))]),
  );
  if (begin !== undefined) signals.get(wanted)?.set(begin);
  const waiting = steps.filter((step) => step.deviceId === deviceId);
  const readings: number[] = [];
  for (let time = 0; time <= span; time += 1000) {
    for (const signal of signals.values()) signal.advance(milliseconds(1000 * timeFactor), (other) => signals.get(other)?.state());
    while (waiting[0] !== undefined && waiting[0].at <= time * timeFactor) {
      const action = waiting.shift()?.action;
      if (action?.kind === "ramp") signals.get(action.signal)?.ramp(action.to, action.over);
      else if (action?.kind === "set") signals.get(action.signal)?.set(action.to);
      else if (action?.kind === "calm") signals.get(action.signal)?.calm();
    }
    const reading = signals.get(wanted)?.read(epochMs(time));
    if (typeof reading === "number") readings.push(reading);
  }
  return readings;
}
const firstAbove = (readings: readonly number[], limit: number): number => readings.findIndex((value) => value > limit);

test("the building has the devices and signals its site describes", () => {
  const site = parse(readFileSync(fileURLToPath(new URL("../../examples/chemistry-building/site.yaml", import.meta.url)), "utf8"));
  const described = site.devices.map(({ id, signals }: { id: string; signals: object }) => [id, ...Object.keys(signals)]);
  expect(normal.devices.map(({ id, signals }) => [id, ...signals.map(({ name }) => name)])).toEqual(described);
});

test("the stories are there", () => {
  expect([...byName.keys()].toSorted()).toEqual([
    "door-left-open",
    "freezer-failure",
    "freezer-restored",
    "normal",
    "sensor-silent",
    "solvent-vapour",
    "solvent-vapour-cleared",
    "store-forced",
    "store-tailgating",
    "store-unlocked",
    "store-weight",
    "vapour-over-range",
  ]);
});

test.each([
  { device: "cab-17", name: "vapour", from: 0, to: 9 },
  { device: "lab-114", name: "ch4", from: 0, to: 5 },
  { device: "gas-b1", name: "o2", from: 20, to: 22 },
  { device: "frz-2", name: "temperature", from: -83, to: -77 },
  { device: "vac-1", name: "temperature", from: 2.5, to: 7.5 },
  { device: "blood-1", name: "temperature", from: 2.5, to: 5.5 },
])("on a calm day $device/$name stays between $from and $to for hours", ({ device, name, from, to }) => {
  const readings = play("normal", device, name, seconds(4 * 3600));
  expect(Math.min(...readings)).toBeGreaterThanOrEqual(from);
  expect(Math.max(...readings)).toBeLessThanOrEqual(to);
});

test("on a calm day no door stays open for half a minute, after which a door left open is an alarm", () => {
  const doors = normal.devices.flatMap(({ signals }) => signals.filter((signal) => signal.kind === "discrete" && signal.name === "door"));
  const longest = doors.map((door) => {
    const signal = createSimulatedSignal(door, createRandom(1));
    let openFor = 0;
    let most = 0;
    for (let second = 0; second < 24 * 3600; second++) {
      signal.advance(seconds(1), () => undefined);
      openFor = signal.state() === "open" ? openFor + 1 : 0;
      most = Math.max(most, openFor);
    }
    return most;
  });
  expect(longest).toHaveLength(7);
  expect(Math.max(...longest)).toBeLessThan(25);
});

test("solvent vapour begins to rise at 10 s, passes 10 %LEL by 20 s and 20 %LEL by 40 s, and stays", () => {
  const readings = play("solvent-vapour", "cab-17", "vapour", seconds(120));
  expect(firstAbove(readings, 3)).toBeGreaterThanOrEqual(10);
  expect(firstAbove(readings, 10)).toBeLessThanOrEqual(20);
  expect(firstAbove(readings, 20)).toBeLessThanOrEqual(40);
  expect(readings.slice(45).every((value) => value > 20)).toBe(true);
});

test("cleared, the vapour falls below both limits", () => {
  const readings = play("solvent-vapour-cleared", "cab-17", "vapour", seconds(60), 26);
  expect(readings.slice(30).every((value) => value < 8)).toBe(true);
});

test("the failing freezer passes both limits within a minute, and says how much it is hurried", () => {
  const readings = play("freezer-failure", "frz-2", "temperature", seconds(60));
  expect(firstAbove(readings, -70)).toBeGreaterThan(10);
  expect(firstAbove(readings, -60)).toBeLessThan(55);
  expect(scenario("freezer-failure").about).toContain(`${scenario("freezer-failure").timeFactor} times as fast`);
});

test("the open refrigerator warms above 8 °C in a few minutes", () => {
  expect(firstAbove(play("door-left-open", "vac-1", "temperature", seconds(400)), 8)).toBeGreaterThan(60);
});

test("the silent sensor is one signal of a device that has others", () => {
  expect(scenario("sensor-silent").steps).toMatchObject([
    { deviceId: "lab-114", action: { kind: "signal-mode", signal: "ch4", mode: "silent" } },
  ]);
  expect(signalOf("lab-114", "co")).toBeDefined();
});
