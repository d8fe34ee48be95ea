import { hours, minutes, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createMemoryLink, type Handed } from "../../../test/support/memory-link.ts";
import type { Action } from "../description.ts";
import { createRandom } from "../random.ts";
import { parseScenario } from "../scenario/load.ts";
import { createSimulation } from "../simulation.ts";

const BUILDING = `
scenario: building
about: Two rooms, a gateway, a battery and the mains.
environment:
  rooms:
    lab: { volume: 60 m3, air-changes: 2 /h, doors: [{ device: gas-1, signal: door, adds: 60 /h }] }
devices:
  gas-1:
    room: lab
    every: 10s
    signals:
      ch4: { model: { gas-sensor: { of: CH4, cell: infrared, range: 100 %LEL } } }
      door: { states: [closed, open] }
  gas-2: { room: lab, every: 10s, behind: gw-1, signals: { ch4: { model: { gas-sensor: { of: CH4, cell: infrared, range: 100 %LEL } } } } }
  gw-1: { every: 10s, power: { ups: 2min }, signals: { load: { around: 10 % } } }
  tag-1: { every: 1h, signals: { battery: { model: { battery: { draw: 10 mA, capacity: 240 mAh, low: 50 % } } } } }
`;

async function building() {
  const parsed = parseScenario("building.yaml", BUILDING);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const { value: scenario } = parsed;
  const clock = createSettableClock();
  const messages: Handed[] = [];
  const simulation = createSimulation(
    {
      url: "mqtt://nowhere.invalid",
      credentials: new Map(scenario.devices.map(({ id }) => [id, "token"])),
      scenarios: new Map([[scenario.name, scenario]]),
      first: scenario.name,
      markSimulated: false,
    },
    { clock, random: createRandom(1), createLink: createMemoryLink((message) => void messages.push(message)) },
  );
  await simulation.start();
  const apply = (device: string, action: Action): void => simulation.devices.get(device)?.apply(action);
  const newest = (device: string, signal: string): unknown => {
    const last = messages.findLast(
      ({ deviceId, topic, payload }) => deviceId === device && topic.endsWith("/telemetry") && payload.includes(`"${signal}"`),
    );
    return JSON.parse(last?.payload ?? "{}").samples?.[signal];
  };
  return { simulation, clock, messages, apply, newest };
}

test("the gas of a room is that of all its sensors, and its door airs it", async () => {
  const { clock, apply, newest } = await building();
  apply("gas-1", { kind: "surroundings", act: { kind: "leak", gas: "CH4", flow: 20 } });
  clock.advance(hours(2));
  const shut = Number(newest("gas-1", "ch4"));
  expect(shut).toBeGreaterThan(15);
  expect(newest("gas-2", "ch4")).toBe(shut);
  apply("gas-1", { kind: "set", signal: "door", to: "open" });
  clock.advance(minutes(30));
  expect(Number(newest("gas-1", "ch4"))).toBeLessThan(shut / 5);
});

test("hurried, a room's air goes with its devices; put back, it is as it was", async () => {
  const { clock, apply, newest, simulation } = await building();
  for (const device of ["gas-1", "gas-2"]) apply(device, { kind: "time-factor", factor: 60 });
  apply("gas-1", { kind: "surroundings", act: { kind: "leak", gas: "CH4", flow: 20 } });
  clock.advance(minutes(2));
  expect(Number(newest("gas-1", "ch4"))).toBeGreaterThan(15);
  simulation.trigger("building");
  clock.advance(seconds(20));
  expect(newest("gas-1", "ch4")).toBe(0);
});

test("a dead gateway takes what is behind it with it, and what was measured meanwhile is lost", async () => {
  const { clock, messages, apply } = await building();
  clock.advance(minutes(1));
  apply("gw-1", { kind: "device-mode", mode: "dead" });
  const heard = messages.length;
  clock.advance(minutes(5));
  expect(messages.slice(heard).map(({ deviceId }) => deviceId)).not.toContain("gas-2");
  expect(messages.slice(0, heard).filter(({ deviceId, payload }) => deviceId === "gas-2" && payload.includes("offline"))).toHaveLength(1);
  apply("gw-1", { kind: "device-mode", mode: "connected" });
  clock.advance(seconds(10));
  expect(messages.slice(heard).filter(({ deviceId, topic }) => deviceId === "gas-2" && topic.endsWith("/telemetry"))).toHaveLength(1);
});

test("the mains gone, a gateway lives as long as its UPS and takes its sensors down; back, all are", async () => {
  const { clock, simulation, apply } = await building();
  const isConnected = (device: string) => simulation.devices.get(device)?.state().connected;
  apply("gw-1", { kind: "surroundings", act: { kind: "mains", isOn: false } });
  clock.advance(seconds(119));
  expect([isConnected("gw-1"), isConnected("gas-2")]).toEqual([true, true]);
  clock.advance(seconds(1));
  expect([isConnected("gw-1"), isConnected("gas-2"), isConnected("gas-1")]).toEqual([false, false, true]);
  apply("gas-1", { kind: "surroundings", act: { kind: "mains", isOn: true } });
  expect([isConnected("gw-1"), isConnected("gas-2")]).toEqual([true, true]);
});

test("a battery is told when it is low, once, and ends its device when it is empty", async () => {
  const { clock, messages, simulation, apply } = await building();
  const low = () =>
    messages.filter(({ deviceId, topic, payload }) => deviceId === "tag-1" && topic.endsWith("/status") && payload.includes("battery-low"));
  clock.advance(hours(11));
  expect(low()).toEqual([]);
  clock.advance(hours(3));
  expect(low()).toHaveLength(1);
  expect(low()[0]).toMatchObject({ retain: true, payload: expect.stringContaining('"battery":50') });
  clock.advance(hours(12));
  expect(simulation.devices.get("tag-1")?.state().mode).toBe("dead");
  apply("tag-1", { kind: "reset" });
  expect(simulation.devices.get("tag-1")?.state()).toMatchObject({ mode: "connected", connected: true });
});
