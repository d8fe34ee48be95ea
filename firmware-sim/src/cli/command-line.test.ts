import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { startTestBroker, type TestBroker } from "../../../test/support/plain-broker.ts";
import { runCommandLine } from "./command-line.ts";

const NORMAL = fileURLToPath(new URL("../../../examples/chemistry-building/simulation/normal.yaml", import.meta.url));
const STORY = fileURLToPath(new URL("../../../examples/scenarios/freezer-power-cut.yaml", import.meta.url));
const DEVICES = ["cab-17", "cab-18", "lab-114", "gas-b1", "tox-b2", "frz-2", "vac-1", "blood-1", "ward-3"];

let broker: TestBroker;
beforeEach(async () => {
  broker = await startTestBroker();
});
afterEach(() => broker.kill());

/** Runs the command line until it ends by itself, or `interrupt` is called. */
function command(...args: readonly string[]) {
  let interrupt = (): void => {};
  const lines: string[] = [];
  const interrupted = new Promise<void>((resolve) => {
    interrupt = resolve;
  });
  const exit = runCommandLine(args, { out: (text) => void lines.push(text), error: (text) => void lines.push(text), interrupted });
  return { exit, interrupt, text: () => lines.join("\n") };
}

function credentialsFile(ids: readonly string[] = DEVICES): string {
  const file = join(temporaryFolder(), "credentials.json");
  writeFileSync(file, JSON.stringify(ids.map((deviceId) => ({ deviceId, token: "secret-token" }))));
  return file;
}

test("run plays a scenario until interrupted, trigger starts another, values are marked simulated", async () => {
  const control = join(temporaryFolder(), "control.sock");
  const run = command("run", NORMAL, "--url", broker.url, "--credentials", credentialsFile(), "--seed", "7", "--control", control);
  await broker.until(
    (received) => new Set(received.filter(({ topic }) => topic.endsWith("/telemetry")).map(({ topic }) => topic)).size === DEVICES.length,
  );
  const samples = broker.received
    .filter(({ topic }) => topic.endsWith("/telemetry"))
    .flatMap(({ payload }) => Object.values(JSON.parse(payload).samples));
  expect(samples.every((sample) => (sample as { quality?: string }).quality === "simulated")).toBe(true);

  const trigger = command("trigger", "freezer-failure", "--control", control);
  expect(await trigger.exit).toBe(0);
  expect(trigger.text()).toContain("240 times as fast");
  await broker.until((received) =>
    received.some(({ topic, payload }) => topic === "v1/devices/frz-2/telemetry" && payload.includes('"off"')),
  );

  const unknown = command("trigger", "flood", "--control", control);
  expect(await unknown.exit).toBe(2);
  expect(unknown.text()).toContain("There is no scenario flood; there are normal, door-left-open");

  run.interrupt();
  expect(await run.exit).toBe(0);
  expect(run.text()).toContain("0 not acknowledged");
  expect(run.text()).not.toContain("secret-token");
  expect(broker.received.filter(({ payload }) => payload.includes("offline"))).toHaveLength(DEVICES.length);
});

test("fleet tells a program a line of JSON each interval and one at the end, which add up", async () => {
  const ids = Array.from({ length: 20 }, (_, index) => `dev-${index}`);
  const fleet = command(
    "fleet",
    "--devices",
    "10",
    "--rate",
    "100",
    "--url",
    broker.url,
    "--credentials",
    credentialsFile(ids),
    "--ramp",
    "50/s",
    "--seconds",
    "1",
    "--every",
    "0.2",
    "--json",
  );
  expect(await fleet.exit).toBe(0);
  const lines = fleet
    .text()
    .split("\n")
    .map((line) => JSON.parse(line));
  const total = lines.at(-1);
  const intervals = lines.slice(0, -1);
  expect(total).toMatchObject({ kind: "total", devices: 10, connected: 10, lost: 0, errors: { unreachable: 0, refused: 0, cut: 0 } });
  expect(intervals.length).toBeGreaterThanOrEqual(4);
  expect(intervals.every(({ kind }) => kind === "interval")).toBe(true);
  const acknowledged = intervals.reduce((sum, interval) => sum + interval.acknowledged, 0);
  expect(acknowledged).toBeGreaterThan(0);
  expect(acknowledged).toBeLessThanOrEqual(total.acknowledged);
  expect(intervals.at(-1).latency).toMatchObject({ p50: expect.any(Number), p99: expect.any(Number), p999: expect.any(Number) });
  expect(total.residentMiB).toBeGreaterThan(10);
});

const FLEET = ["fleet", "--devices", "9", "--rate", "50", "--seconds", "1", "--every", "0.2"];

test("fleet writes a line each interval into a pipe, and the figures at the end", async () => {
  const fleet = command(...FLEET, "--url", broker.url, "--credentials", credentialsFile());
  expect(await fleet.exit).toBe(0);
  const lines = fleet.text().split("\n");
  expect(
    lines.filter((line) => /^\d+ s: 9 of 9 connected, \d+\/s published, \d+\/s acknowledged, 99 % after [\d.]+ ms/.test(line)).length,
  ).toBeGreaterThanOrEqual(3);
  expect(lines.at(-4)).toBe("9 of 9 devices connected");
  expect(lines.at(-2)).toMatch(/^acknowledged after: half .* 99\.9 % .* longest /);
});

test("fleet draws over one block on a terminal, and leaves the cursor as it was", async () => {
  const written: string[] = [];
  const lines: string[] = [];
  const terminal = {
    out: (text: string) => void lines.push(text),
    error: (text: string) => void lines.push(text),
    interrupted: new Promise<void>(() => {}),
    screen: { write: (text: string) => void written.push(text), columns: 120 },
  };
  expect(await runCommandLine([...FLEET, "--url", broker.url, "--credentials", credentialsFile()], terminal)).toBe(0);
  expect(written.length).toBeGreaterThanOrEqual(4);
  for (const label of ["connected", "published", "PUBACK", "after", "errors", "running"]) expect(written[1]).toContain(label);
  // Six lines up, to where the block before began.
  expect(written[1]).toContain("\u001b[6A");
  expect(written.at(-1)).toBe("\u001b[?25h");
  expect(lines).toHaveLength(1);
});

test.each([[["--help"]], [["run", "--help"]], [["trigger", "--help"]], [["fleet", "--help"]]])("%s explains and exits 0", async (args) => {
  const help = command(...args);
  expect(await help.exit).toBe(0);
  expect(help.text()).toContain("labcanary-sim");
});

const rest = ["--url", "mqtt://127.0.0.1:1", "--credentials", "CREDENTIALS"];
test.each([
  [[], "labcanary-sim run FILE"],
  [["fly"], '"fly" is no command; there are run, trigger, fleet.'],
  [["run", ...rest], "Name one scenario file"],
  [["run", "absent.yaml", ...rest], "absent.yaml:1: it cannot be read (ENOENT)"],
  [["run", NORMAL, "--credentials", "CREDENTIALS"], "--url is missing"],
  [["run", NORMAL, "--url", "http://127.0.0.1", "--credentials", "CREDENTIALS"], "--url http://127.0.0.1 is no address of an MQTT server"],
  [["run", NORMAL, "--url", "mqtt://127.0.0.1:1"], "--credentials is missing"],
  [
    ["run", NORMAL, "--url", "mqtt://127.0.0.1:1", "--credentials", "absent.json"],
    "absent.json cannot be read (ENOENT); make it with: labcanary device enrol",
  ],
  [["run", NORMAL, "--url", "mqtt://127.0.0.1:1", "--credentials", NORMAL], "is not JSON"],
  [["run", NORMAL, ...rest, "--seed", "seven"], "--seed seven cannot be; give a number from 0"],
  [["run", NORMAL, ...rest, "--trigger", "flood"], "There is no scenario flood; there are normal"],
  [["run", NORMAL, ...rest, "--sed", "7"], "--sed"],
  [["run", STORY, "--credentials", "CREDENTIALS"], "--url is missing"],
  [["run", STORY, ...rest], "has no token for lab-101-gas, cabinet-17"],
  [["run", STORY, ...rest, "--seed", "7"], "--seed is not for a story, which says itself what happens; leave it out."],
  [
    ["run", "STORY_WITH_MISTAKES", ...rest],
    ':10: story[0]: "the power turns off" says neither when it happens nor that it is expected; begin with a time',
  ],
  [["trigger", "--control", "x.sock"], "Name one scenario"],
  [["trigger", "leak", "flood", "--control", "x.sock"], "Name one scenario"],
  [["fleet", "--rate", "1", ...rest], "--devices is missing"],
  [["fleet", "--devices", "0", "--rate", "1", ...rest], "--devices 0 cannot be; give a number from 1 to 28000."],
  [["fleet", "--devices", "1.5", "--rate", "1", ...rest], "--devices 1.5 cannot be"],
  [["fleet", "--devices", "9", "--rate", "1", "--ramp", "fast", ...rest], "--ramp fast cannot be; give a number from 1 to 20000."],
  [["fleet", "--devices", "9", "--rate", "1", "--every", "0", ...rest], "--every 0 cannot be; give a number from 0.1 to 3600."],
  [["fleet", "--devices", "10", "--rate", "1", ...rest], "has tokens for 9 devices, not 10"],
])("%o is refused with exit code 2: %s", async (args, sentence) => {
  const credentials = credentialsFile();
  const folder = temporaryFolder();
  const wrong = join(folder, "wrong.yaml");
  writeFileSync(join(folder, "calm.yaml"), readFileSync(join(STORY, "../calm.yaml")));
  writeFileSync(wrong, readFileSync(STORY, "utf8").replace("at 16:03 the power of frz-2 turns off", "the power turns off"));
  const files: Readonly<Record<string, string>> = { CREDENTIALS: credentials, STORY_WITH_MISTAKES: wrong };
  const refused = command(...args.map((argument) => files[argument] ?? argument));
  expect(await refused.exit).toBe(2);
  expect(refused.text()).toContain(sentence);
});

test("a credentials file without a device of the scenario is refused with its name", async () => {
  const refused = command("run", NORMAL, "--url", broker.url, "--credentials", credentialsFile(DEVICES.slice(1)));
  expect(await refused.exit).toBe(2);
  expect(refused.text()).toContain("has no token for cab-17; enrol them");
});

test("trigger without a simulation says how to start one", async () => {
  const trigger = command("trigger", "normal", "--control", join(temporaryFolder(), "nobody.sock"));
  expect(await trigger.exit).toBe(1);
  expect(trigger.text()).toContain("start one with: labcanary-sim run FILE");
});
