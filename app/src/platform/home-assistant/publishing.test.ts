import { epochMs, minus, seconds } from "@labcanary/domain/basics";
import type { HealthItem, SignalStatus } from "@labcanary/domain/ports";
import type { Device, Site } from "@labcanary/domain/site";
import { expect, onTestFinished, test } from "vitest";
import { createMemoryAlarmDesk, gasAlarm } from "../../../../test/support/browser-alarm-desk.ts";
import { createSettableClock } from "../../../../test/support/clock.ts";
import { createTestLogger } from "../../../../test/support/observing.ts";
import { signal, testSite } from "../../../../test/support/site.ts";
import { createHomeAssistantPublishing } from "./publishing.ts";

const { substance: _substance, ...plain } = signal();
const DOOR = { ...plain, key: "cab-17/door", name: "door", quantity: "door", unit: "state", states: ["closed", "open"] } as const;
const COLD = { ...plain, key: "cab-17/air.1", name: "air.1", quantity: "temperature", unit: "Cel" } as const;

const named = (id: string): Device => ({ id, name: { en: "Cabinet 17", zh: "17号柜" }, zoneId: "cabinet-17", signals: [] });
const OBSERVER: Device = {
  ...named("ha"),
  speaks: { convention: "home-assistant", topics: ["homeassistant/status"], timeZone: "UTC" },
};
const SITE = testSite({ devices: [named("cab-17"), OBSERVER], signals: [signal(), DOOR, COLD] });

const VAPOUR = "labcanary/test-site/signals/cab-17/vapour";

async function start(site: Site = SITE, before: ReadonlyMap<string, SignalStatus> = new Map()) {
  const clock = createSettableClock();
  const desk = createMemoryAlarmDesk(clock);
  const said: { readonly topic: string; readonly payload: string; readonly retain: boolean }[] = [];
  /** What whoever subscribes now would be given. */
  const kept = new Map<string, string>();
  const standing = { site, health: [{ name: "rules", state: "ok", detail: "" }] as HealthItem[] };
  let tell: (statuses: readonly SignalStatus[]) => void = () => undefined;
  const statuses = new Map(before);
  const service = createHomeAssistantPublishing({
    clock,
    logger: createTestLogger(),
    site: () => standing.site,
    board: {
      status: (key) => statuses.get(key),
      onReadings(listener) {
        tell = listener;
        return () => undefined;
      },
    },
    desk,
    publisher: {
      async publish(message) {
        said.push(message);
        if (!message.retain) return;
        if (message.payload === "") kept.delete(message.topic);
        else kept.set(message.topic, message.payload);
      },
    },
    health: () => standing.health,
    version: "1.2.3",
  });
  await service.start();
  onTestFinished(() => service.stop());
  const read = (status: Partial<SignalStatus>): void => {
    const whole = { signal: "cab-17/vapour", at: clock.now(), receivedAt: clock.now(), ...status };
    statuses.set(whole.signal, whole);
    tell([whole]);
  };
  /** What was said is published one after the other. */
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  await settled();
  const states = (topic: string): readonly string[] =>
    said.filter((message) => message.topic === topic && !message.retain).map(({ payload }) => payload);
  return { clock, desk, said, kept, service, standing, read, states, settled };
}

test("each signal is described as a sensor and an alarm, and the site with three of its own; no description lets anybody command", async () => {
  const { kept } = await start();
  const configs = [...kept].filter(([topic]) => topic.endsWith("/config"));
  expect(configs.map(([topic]) => topic)).toEqual([
    "homeassistant/sensor/labcanary_test-site__alarms/config",
    "homeassistant/sensor/labcanary_test-site__unacknowledged/config",
    "homeassistant/binary_sensor/labcanary_test-site__platform/config",
    "homeassistant/sensor/labcanary_test-site__cab-17__vapour/config",
    "homeassistant/binary_sensor/labcanary_test-site__cab-17__vapour__alarm/config",
    "homeassistant/sensor/labcanary_test-site__cab-17__door/config",
    "homeassistant/binary_sensor/labcanary_test-site__cab-17__door__alarm/config",
    "homeassistant/sensor/labcanary_test-site__cab-17__air_2e1/config",
    "homeassistant/binary_sensor/labcanary_test-site__cab-17__air_2e1__alarm/config",
  ]);
  for (const [, payload] of configs) expect(payload).not.toMatch(/command/);
  expect(JSON.parse(configs[3]?.[1] ?? "")).toMatchObject({
    unique_id: "labcanary_test-site__cab-17__vapour",
    state_topic: `${VAPOUR}/state`,
    availability: [{ topic: "labcanary/test-site/status" }, { topic: `${VAPOUR}/availability` }],
    availability_mode: "all",
    expire_after: signal().hold / 1000,
    unit_of_measurement: "%LEL",
    device: { identifiers: ["labcanary_test-site_cab-17"], name: "Cabinet 17" },
  });
  expect(JSON.parse(configs[5]?.[1] ?? "")).toMatchObject({ device_class: "enum", options: ["closed", "open"] });
  expect(JSON.parse(configs[7]?.[1] ?? "")).toMatchObject({ device_class: "temperature", unit_of_measurement: "°C" });
});

test("a reading is said when it comes, and never kept for whoever comes later", async () => {
  const { kept, read, states, settled } = await start();
  expect(kept.get(`${VAPOUR}/availability`)).toBe("offline");
  read({ value: 12.5 });
  await settled();
  read({ value: 0 });
  read({ signal: "cab-17/door", value: 1 });
  await settled();
  expect(states(`${VAPOUR}/state`)).toEqual(["12.5", "0"]);
  expect(states("labcanary/test-site/signals/cab-17/door/state")).toEqual(["open"]);
  expect(kept.get(`${VAPOUR}/availability`)).toBe("online");
  expect(kept.has(`${VAPOUR}/state`)).toBe(false);
});

test.each([
  { status: { value: 3, impairment: "silent" }, shown: undefined },
  { status: { value: 3, impairment: "faulty" }, shown: undefined },
  { status: { value: 3, fault: "warm-up", impairment: "warming-up" }, shown: undefined },
  { status: { value: 3, impairment: "suspect" }, shown: undefined },
  { status: { value: 3, impairment: "simulated" }, shown: undefined },
  { status: { value: 3, impairment: "maintenance" }, shown: undefined },
  { status: { value: 100, impairment: "over-range", overRange: true }, shown: "100" },
  { status: { value: 3, impairment: "uncalibrated" }, shown: "3" },
  { status: {}, shown: undefined },
] as const)("$status is shown as $shown", async ({ status, shown }) => {
  const { kept, read, states, settled } = await start();
  read({ value: 7 });
  await settled();
  read(status);
  await settled();
  expect(states(`${VAPOUR}/state`).slice(1)).toEqual(shown === undefined ? [] : [shown]);
  expect(kept.get(`${VAPOUR}/availability`)).toBe(shown === undefined ? "offline" : "online");
});

test("a value that was read long before the start, or since which nothing came, is unavailable", async () => {
  const old = epochMs(minus(createSettableClock().now(), seconds(3600)));
  const { kept, read, clock, states, settled } = await start(
    SITE,
    new Map([["cab-17/vapour", { signal: "cab-17/vapour", receivedAt: old, value: 5 }]]),
  );
  expect(states(`${VAPOUR}/state`)).toEqual([]);
  expect(kept.get(`${VAPOUR}/availability`)).toBe("offline");
  read({ value: 6 });
  clock.advance(seconds(600));
  await settled();
  expect(kept.get(`${VAPOUR}/availability`)).toBe("offline");
});

test("an alarm is on while it is on the operator's list, says what it is, and is said again every minute", async () => {
  const { desk, kept, said, clock, settled } = await start();
  expect(kept.get(`${VAPOUR}/alarm`)).toBe("OFF");
  desk.raise(gasAlarm({ id: "low", priority: "low" }));
  desk.raise(gasAlarm());
  clock.advance(seconds(1));
  await settled();
  expect(kept.get(`${VAPOUR}/alarm`)).toBe("ON");
  expect(JSON.parse(kept.get(`${VAPOUR}/alarm-details`) ?? "")).toMatchObject({
    alarms: 2,
    priority: "critical",
    what: "Solvent vapour high-high",
    first_action: "Open the window, no sparks, leave the room",
  });
  expect(JSON.parse(kept.get("labcanary/test-site/alarms") ?? "")).toEqual({ alarms: 2, unacknowledged: 2, platform: 0 });
  const sayings = (): number => said.filter(({ topic }) => topic === `${VAPOUR}/alarm`).length;
  const before = sayings();
  clock.advance(seconds(60));
  await settled();
  expect(sayings()).toBe(before + 1);
});

test("an alarm does not wait behind values, and of values that wait only the newest is said", async () => {
  const { desk, said, clock, read, states, settled } = await start();
  for (const value of [1, 2, 3]) for (const name of ["vapour", "air.1"]) read({ signal: `cab-17/${name}`, value });
  desk.raise(gasAlarm());
  clock.advance(seconds(1));
  await settled();
  const placeOf = (topic: string, payload: string): number => said.findIndex((one) => one.topic === topic && one.payload === payload);
  expect(placeOf(`${VAPOUR}/alarm`, "ON")).toBeGreaterThan(-1);
  expect(placeOf(`${VAPOUR}/alarm`, "ON")).toBeLessThan(placeOf(`${VAPOUR}/state`, "3"));
  expect(states(`${VAPOUR}/state`)).toEqual(["1", "3"]);
});

test("a shelved alarm is not on, and is counted", async () => {
  const { desk, kept, clock, settled } = await start();
  desk.raise(gasAlarm({ shelved: { mode: "timed", by: "wang", at: clock.now(), until: clock.now(), reason: "works" } as never }));
  clock.advance(seconds(1));
  await settled();
  expect(kept.get(`${VAPOUR}/alarm`)).toBe("OFF");
  expect(JSON.parse(kept.get(`${VAPOUR}/alarm-details`) ?? "")).toEqual({ alarms: 0, withheld: 1 });
});

test("nothing is shown as current while the rules are down, or the platform stops", async () => {
  const { kept, standing, clock, service, settled } = await start();
  expect(kept.get("labcanary/test-site/status")).toBe("online");
  standing.health = [{ name: "rules", state: "down", detail: "" }];
  clock.advance(seconds(60));
  await settled();
  expect(kept.get("labcanary/test-site/status")).toBe("offline");
  standing.health = [];
  clock.advance(seconds(60));
  await settled();
  expect(kept.get("labcanary/test-site/status")).toBe("online");
  await service.stop();
  expect(kept.get("labcanary/test-site/status")).toBe("offline");
});

test("a signal that is described no more is taken away, all of it when the observer goes", async () => {
  const { kept, service, standing, settled } = await start();
  standing.site = { ...SITE, signals: [signal()] };
  service.siteChanged();
  await settled();
  expect([...kept.keys()].filter((topic) => topic.includes("door") || topic.includes("air"))).toEqual([]);
  expect(kept.has("homeassistant/sensor/labcanary_test-site__cab-17__vapour/config")).toBe(true);
  standing.site = { ...SITE, devices: [named("cab-17")] };
  service.siteChanged();
  await settled();
  expect([...kept.keys()]).toEqual([]);
});

test("without an observer nothing is said at all", async () => {
  const { said, read, desk, clock, settled } = await start({ ...SITE, devices: [named("cab-17")] });
  read({ value: 1 });
  desk.raise(gasAlarm());
  clock.advance(seconds(120));
  await settled();
  expect(said).toEqual([]);
});
