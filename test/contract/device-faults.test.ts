import { fileURLToPath } from "node:url";
import { type DurationMs, hours, minutes } from "@labcanary/domain/basics";
import { createRandom, createSimulation, parseScenario } from "@labcanary/firmware-sim";
import { expect, onTestFinished, test } from "vitest";
import { loadSite } from "../../app/src/site/load.ts";
import { createSettableClock } from "../support/clock.ts";
import { createListeningPlatform } from "../support/listening-platform.ts";
import { createMemoryLink } from "../support/memory-link.ts";

/** What the platform does with each fault of a device that needs no wire. Each is a step of a scenario, as an engineer writes it. */

const loaded = loadSite(fileURLToPath(new URL("../fixtures/device-faults/site.yaml", import.meta.url)));
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error, undefined, 2));
const { value: site } = loaded;

const DEVICES = `
  vac-1: { every: 10s, signals: { temperature: { around: 5 Cel } } }
  gw-1: { every: 10s, signals: { temperature: { around: 5 Cel } } }
  s-1: { every: 10s, behind: gw-1, signals: { temperature: { around: 5 Cel } } }
  s-2: { every: 10s, behind: gw-1, signals: { temperature: { around: 5 Cel } } }
  s-3: { every: 10s, behind: gw-1, signals: { temperature: { around: 5 Cel } } }`;

/** Plays steps of a story, each a line without its `device: vac-1`, and tells what the platform made of it. */
async function live(steps: readonly string[], span: DurationMs) {
  const parsed = parseScenario(
    "faults.yaml",
    `scenario: faults\nabout: A fault.\ndevices:${DEVICES}\nsteps:\n${steps.map((step) => `  - { ${step} }\n`).join("")}`,
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error, undefined, 2));
  const clock = createSettableClock();
  const platform = createListeningPlatform(site, clock);
  const simulation = createSimulation(
    {
      url: "mqtt://nowhere.invalid",
      credentials: new Map(parsed.value.devices.map(({ id }) => [id, "token"])),
      scenarios: new Map([["faults", parsed.value]]),
      first: "faults",
      markSimulated: false,
    },
    { clock, random: createRandom(3), createLink: createMemoryLink((message) => platform.hear(message)) },
  );
  onTestFinished(() => simulation.stop());
  await simulation.start();
  platform.pass(span);
  return platform;
}
const VAC = "device: vac-1, signal: temperature";
const values = (platform: Awaited<ReturnType<typeof live>>, key = "vac-1/temperature"): readonly number[] =>
  platform.readings.flatMap((reading) => (reading.kind === "sample" && reading.signal === key ? [reading.value] : []));

test("drop-out: a third of the readings missing is no silence; all of them are", async () => {
  const some = await live([`at: 1min, ${VAC}, fault: { dropouts: 33 % }`], minutes(10));
  expect(values(some).length).toBeLessThan(55);
  expect(values(some).length).toBeGreaterThan(30);
  expect(some.story).toEqual([]);
  const all = await live([`at: 1min, ${VAC}, fault: { dropouts: 100 % }`, `at: 5min, ${VAC}, fault: none`], minutes(6));
  expect(all.story).toEqual(["vac-1/temperature/silent raised", "vac-1/temperature/silent cleared"]);
});

test("stuck value: it is taken for a calm one, so a fire behind it is not seen; only a second probe (deviation) or a bump test finds it", async () => {
  const platform = await live([`at: 1min, ${VAC}, mode: stuck`, `at: 2min, ${VAC}, set: 40 Cel`], minutes(10));
  expect(new Set(values(platform))).toEqual(new Set([5]));
  expect(platform.story).toEqual([]);
});

test("a drifting zero is believed: the alarm comes when the drift reaches the limit, whatever the store is like", async () => {
  const platform = await live([`at: 1min, ${VAC}, fault: { drift: 144 Cel/day }`], minutes(60));
  expect(values(platform).at(-1)).toBeCloseTo(5 + 5.9, 1);
  expect(platform.story[0]).toBe("vac-1/temperature/high raised");
  const over = await live([`at: 1min, ${VAC}, fault: { drift: 144 Cel/day }`, `at: 10min, ${VAC}, fault: none`], minutes(60));
  expect(values(over).at(-1)).toBe(5);
  expect(over.story).toEqual([]);
});
test("spikes: a limit with a delay does not hear single ones; one without a delay does", async () => {
  const platform = await live([`at: 1min, ${VAC}, fault: { spikes: { by: 9 Cel, share: 10 % } }`], minutes(20));
  expect(values(platform).filter((value) => value === 14).length).toBeGreaterThan(5);
  expect(platform.story).toEqual([]);
  const high = await live([`at: 1min, ${VAC}, fault: { spikes: { by: 20 Cel, share: 5 % } }`], minutes(20));
  expect(high.story).toContain("vac-1/temperature/at-once raised");
});

test("a clock that is two hours ahead: readings count when they were received, and the clock is an alarm until it is right", async () => {
  const platform = await live(
    [`at: 1min, device: vac-1, fault: { clock: { ahead: 2h } }`, `at: 2min, ${VAC}, set: 25 Cel`, "at: 4min, device: vac-1, fault: none"],
    minutes(5),
  );
  expect(platform.story.slice(0, 2)).toEqual(["vac-1/temperature/at-once raised", "vac-1/temperature/high raised"]);
  expect(platform.clocks).toEqual(["wrong: vac-1 by 7200 s", "every device's clock is right again"]);
  expect(platform.readings.every(({ at, receivedAt }) => at <= receivedAt)).toBe(true);
});

test("a clock that is two hours behind: its readings are history, so nobody is woken by them, and the signal falls silent", async () => {
  const platform = await live([`at: 1min, device: vac-1, fault: { clock: { behind: 2h } }`, `at: 2min, ${VAC}, set: 25 Cel`], minutes(5));
  expect(platform.story).toEqual([
    "vac-1/temperature/silent raised",
    "vac-1/temperature/high historical",
    "vac-1/temperature/at-once historical",
  ]);
  expect(platform.readings.some(({ historical }) => historical)).toBe(true);
});

test("a clock that was never set counts from 1970: readings count when they were received, and the clock is an alarm", async () => {
  const platform = await live(["at: 1min, device: vac-1, fault: clock-lost", `at: 2min, ${VAC}, set: 25 Cel`], minutes(5));
  expect(platform.story[0]).toBe("vac-1/temperature/at-once raised");
  expect(platform.clocks[0]).toMatch(/^wrong: vac-1 by -\d{10} s$/);
});

test("a clock that gains an hour a day is an alarm once it is two minutes ahead", async () => {
  const platform = await live(["at: 0s, device: vac-1, fault: { clock: { drifts-a-day: 1h } }"], minutes(60));
  expect(platform.clocks).toHaveLength(1);
  expect(platform.clocks[0]).toMatch(/^wrong: vac-1 by 12[0-9] s$/);
  const before = await live(["at: 0s, device: vac-1, fault: { clock: { drifts-a-day: 1h } }"], minutes(47));
  expect(before.clocks).toEqual([]);
});

test("duplicates: each is counted, stored once and alarms as it would have", async () => {
  const step = `at: 2min, ${VAC}, set: 25 Cel`;
  const plain = await live([step], minutes(5));
  const twice = await live([`at: 1min, device: vac-1, fault: { duplicates: 100 % }`, step], minutes(5));
  // From 60 s to 300 s, and the change at 120 s is told with the interval that is due then.
  expect(twice.duplicates).toBeGreaterThanOrEqual(24);
  expect(values(twice)).toEqual(values(plain));
  expect(twice.story).toEqual(plain.story);
});

test("reordered messages: all arrive, each at its own time; what came late is told as history, and the alarms are the same", async () => {
  const steps = [`at: 2min, ${VAC}, ramp: { to: 25 Cel, over: 3min }`];
  const plain = await live(steps, minutes(10));
  const mixed = await live(
    [`at: 1min, device: vac-1, fault: { reordered: 40 % }`, ...steps, "at: 9min, device: vac-1, fault: none"],
    minutes(10),
  );
  const times = mixed.readings.filter(({ signal }) => signal === "vac-1/temperature").map(({ at }) => at);
  expect(times.some((at, index) => at < (times[index - 1] ?? 0))).toBe(true);
  expect(values(mixed).toSorted((one, other) => one - other)).toEqual(values(plain).toSorted((one, other) => one - other));
  expect(mixed.story.filter((line) => !line.endsWith("historical")).toSorted()).toEqual(plain.story.toSorted());
});

test("garbled payloads: each is refused with its code, and what is whole still counts", async () => {
  const platform = await live([`at: 1min, device: vac-1, fault: { garbled: 50 % }`], minutes(20));
  expect(platform.refused.length).toBeGreaterThan(30);
  expect(new Set(platform.refused)).toEqual(new Set(["DECODE_NOT_JSON"]));
  expect(values(platform).every((value) => value === 5)).toBe(true);
  expect(values(platform).length).toBeGreaterThan(40);
});

test("a firmware restart: what it kept is lost, its count begins anew and is no duplicate; away longer than the silence, it is silent", async () => {
  const short = await live(["at: 1min, device: vac-1, fault: { restart: 20s }"], minutes(5));
  expect(short.story).toEqual([]);
  expect(short.duplicates).toBe(0);
  const long = await live(["at: 1min, device: vac-1, fault: { restart: 3min }"], minutes(10));
  expect(long.story).toEqual(["vac-1/temperature/silent raised", "vac-1/temperature/silent cleared"]);
  const changed = await live(["at: 1min, device: vac-1, fault: { restart: 30s }", `at: 70s, ${VAC}, set: 25 Cel`], minutes(2));
  const [first] = changed.readings.filter((reading) => reading.kind === "sample" && reading.value === 25);
  expect(first?.receivedAt).toBe(Date.UTC(2026, 10, 22, 8, 1, 30));
});

test("a stale value, retained and repeated, is never fresh: the signal falls silent", async () => {
  const platform = await live(["at: 1min, device: vac-1, fault: stale-retained", `at: 2min, ${VAC}, set: 25 Cel`], minutes(5));
  expect(platform.story).toEqual(["vac-1/temperature/silent raised"]);
  expect(values(platform).every((value) => value === 5)).toBe(true);
});

test("another unit after a firmware update: said, it is converted; not said, 41 stands for 5 °C and is an alarm", async () => {
  const said = await live([`at: 1min, ${VAC}, fault: { unit: { sends: degF, says-so: true } }`], minutes(5));
  expect(said.story).toEqual([]);
  expect(values(said).every((value) => Math.abs(value - 5) < 0.01)).toBe(true);
  const unsaid = await live([`at: 1min, ${VAC}, fault: { unit: { sends: degF } }`], minutes(5));
  expect(values(unsaid)).toContain(41);
  expect(unsaid.story).toContain("vac-1/temperature/at-once raised");
});

test("a dead gateway takes its sensors with it: one alarm for them all, which ends when it is back", async () => {
  const platform = await live(["at: 1min, device: gw-1, mode: dead", "at: 10min, device: gw-1, mode: connected"], minutes(12));
  const told = (change: string) => platform.story.filter((line) => line.endsWith(change)).map((line) => line.slice(0, -change.length - 1));
  // The one alarm is that of the place; what is beneath it is listed and not told by itself.
  expect(platform.story[0]).toBe("zone:bench/silent raised");
  expect(told("raised").slice(1)).toEqual(["gw-1", "s-1", "s-2", "s-3"].map((device) => `${device}/temperature/silent`));
  expect(told("cleared").toSorted()).toEqual(told("raised").toSorted());
});

test("a reconnect storm: the device is heard all the same", async () => {
  const platform = await live(["at: 1min, device: vac-1, fault: { storm: 5 }", `at: 2min, ${VAC}, set: 25 Cel`], minutes(4));
  expect(platform.story.slice(0, 1)).toEqual(["vac-1/temperature/at-once raised"]);
  expect(platform.refused).toEqual([]);
});

test("a fault is over when its device is put back to its start", async () => {
  const platform = await live(
    [
      `at: 1min, ${VAC}, fault: { dropouts: 100 % }`,
      "at: 1min, device: vac-1, fault: { clock: { ahead: 9h } }",
      "at: 3min, device: vac-1, calm: true",
    ],
    hours(0.1),
  );
  expect(platform.story).toEqual(["vac-1/temperature/silent raised", "vac-1/temperature/silent cleared"]);
  expect(platform.clocks.at(-1) ?? "every device's clock is right again").toBe("every device's clock is right again");
});
