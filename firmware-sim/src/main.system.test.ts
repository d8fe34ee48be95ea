import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../test/support/files.ts";
import { startTestBroker, type TestBroker } from "../../test/support/plain-broker.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const SCENARIO = `
scenario: small
about: One door.
devices:
  door-1: { every: 1s, signals: { door: { states: [closed, open] } } }
`;

/** The command as a process of its own, connected to `broker`. */
async function startProcess(broker: TestBroker) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "small.yaml"), SCENARIO);
  writeFileSync(join(folder, "credentials.json"), '[{"deviceId":"door-1","token":"token"}]');
  const args = ["run", join(folder, "small.yaml"), "--url", broker.url, "--credentials", join(folder, "credentials.json")];
  const child = spawn(process.execPath, ["--conditions=development", MAIN, ...args], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  await broker.until((received) => received.some(({ topic }) => topic === "v1/devices/door-1/telemetry"));
  return { child, exit };
}
const saysOffline = (broker: TestBroker) =>
  broker.until((received) =>
    received.some(({ topic, payload, retain }) => topic === "v1/devices/door-1/status" && retain && payload.includes("offline")),
  );

test("interrupted, it says goodbye for its devices and ends with code 0", async () => {
  const broker = await startTestBroker();
  onTestFinished(() => broker.kill());
  const { child, exit } = await startProcess(broker);
  child.kill("SIGINT");
  await saysOffline(broker);
  expect(await exit).toBe(0);
});

test("killed, its devices are reported offline by their wills", async () => {
  const broker = await startTestBroker();
  onTestFinished(() => broker.kill());
  const { child, exit } = await startProcess(broker);
  child.kill("SIGKILL");
  await saysOffline(broker);
  expect(await exit).toBe(null);
});
