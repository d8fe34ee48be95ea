import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { epochMs, hours } from "@labcanary/domain/basics";
import { createPhoneGateway, type ReceivedText } from "@labcanary/firmware-sim";
import { createSqliteHistory, DEFAULT_RETENTION } from "@labcanary/ingest";
import mqtt, { type MqttClient } from "mqtt";
import { expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../support/files.ts";
import { enrol, type PlatformProcess, runLabcanary, startPlatformProcess, writeFleetSite } from "../support/platform-process.ts";

const DEVICE = "dev-00000";

/** A file system of its own, small enough to be filled. */
function smallDisk(): string {
  if (process.getuid?.() !== 0) throw new Error("this test mounts a file system of 24 MB to fill it: run it as root, as in a container");
  const folder = temporaryFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "labcanary-test", folder]);
  onTestFinished(() => void execFileSync("umount", ["--lazy", folder]));
  return folder;
}

/** Takes every byte that is left, and gives them back. */
function ballast(disk: string): { fill(): void; free(): void } {
  const file = join(disk, "ballast");
  return {
    fill() {
      const handle = openSync(file, "a");
      try {
        for (let size = 2 ** 20; size >= 1; ) {
          try {
            if (writeSync(handle, Buffer.alloc(size)) < size) size = Math.floor(size / 2);
          } catch (error) {
            expect((error as NodeJS.ErrnoException).code).toBe("ENOSPC");
            size = Math.floor(size / 2);
          }
        }
      } finally {
        closeSync(handle);
      }
    },
    free: () => rmSync(file, { force: true }),
  };
}

/** A device that says a number each time, again until it is acknowledged, connecting anew whenever it is cut off. */
class Device {
  readonly acknowledged = new Set<number>();
  readonly start = Date.now() - 60_000;
  temperature = 20;
  readonly #token: string;
  #next = 0;
  #client: MqttClient | undefined;
  #isStopping = false;

  constructor(token: string) {
    this.#token = token;
  }

  async publish(port: number): Promise<void> {
    this.#isStopping = false;
    this.#client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      clientId: DEVICE,
      username: DEVICE,
      password: this.#token,
      reconnectPeriod: 50,
    });
    this.#client.on("error", () => undefined);
    while (!this.#isStopping) {
      const number = this.#next++;
      const payload = JSON.stringify({ at: this.start + number, seq: number, samples: { temperature: this.temperature } });
      // MQTT.js keeps it and sends it again after a reconnect; it rejects only when the client is ended.
      const isTaken = await this.#client.publishAsync(`v1/devices/${DEVICE}/telemetry`, payload, { qos: 1 }).then(
        () => true,
        () => false,
      );
      if (isTaken) this.acknowledged.add(number);
    }
  }

  stop(): void {
    this.#isStopping = true;
    this.#client?.end(true);
  }
}

const ready = async ({ opsPort }: PlatformProcess) => {
  const answer = await fetch(`http://127.0.0.1:${opsPort}/readyz`);
  const { dependencies } = (await answer.json()) as { dependencies: Readonly<Record<string, { state: string; detail: string }>> };
  return { status: answer.status, dependencies };
};
const metrics = async ({ opsPort }: PlatformProcess) => (await fetch(`http://127.0.0.1:${opsPort}/metrics`)).text();

it("a disk that runs full costs no acknowledged reading, is told within 10 s, and everything goes on by itself when there is room again", async () => {
  const disk = smallDisk();
  const weight = ballast(disk);
  const data = join(disk, "data");
  const site = writeFleetSite(temporaryFolder(), 1);
  const device = new Device(enrol(site, data).get(DEVICE) ?? "");
  onTestFinished(() => device.stop());
  const texts: ReceivedText[] = [];
  const phones = createPhoneGateway({ port: 0, onText: (text) => void texts.push(text) });
  await phones.start();
  onTestFinished(() => phones.stop());
  const environment = { LABCANARY_SMS_KANNEL_URL: phones.url, LABCANARY_MQTT_MESSAGES_PER_SECOND: "100000" };

  const platform = await startPlatformProcess({ site, data, environment });
  onTestFinished(() => platform.kill());
  void device.publish(platform.mqttPort);
  await expect.poll(() => device.acknowledged.size).toBeGreaterThan(100);
  expect((await ready(platform)).status).toBe(200);

  weight.fill();
  await expect.poll(async () => (await ready(platform)).dependencies["log"]?.state).toBe("down");
  expect((await ready(platform)).status).toBe(503);

  weight.free();
  await expect.poll(async () => (await ready(platform)).status).toBe(200);
  const before = device.acknowledged.size;
  device.temperature = 45;
  await expect.poll(() => device.acknowledged.size).toBeGreaterThan(before + 100);
  await expect.poll(() => texts.map(({ text }) => text).join("\n")).toContain("45");
  await expect.poll(() => metrics(platform)).toMatch(/labcanary_alarms\{state="rtn-unacknowledged",priority="critical"\} [1-9]/);

  // Full again, and then the power goes.
  weight.fill();
  await expect.poll(async () => (await ready(platform)).status).toBe(503);
  await platform.kill();
  device.stop();
  weight.free();
  const last = await startPlatformProcess({ site, data, environment });
  onTestFinished(() => last.kill());
  await expect.poll(() => metrics(last)).toMatch(/labcanary_history_backlog_frames [0-4]\n/);
  await expect.poll(async () => (await ready(last)).status).toBe(200);
  expect((await ready(last)).dependencies["books"]?.state).toBe("ok");
  await last.stop();

  const history = createSqliteHistory(
    { file: join(data, "history.sqlite"), retention: DEFAULT_RETENTION },
    { clock: { now: () => epochMs(Date.now()) } },
  );
  await history.open();
  const { start, acknowledged } = device;
  const points = await history.range({
    signal: `${DEVICE}/temperature`,
    from: epochMs(start),
    to: epochMs(start + hours(1)),
    limit: 100_000,
  });
  await history.close();
  const stored = points.map(({ at }) => at - start);
  expect(new Set(stored).size, "none is stored twice").toBe(stored.length);
  const storedSet = new Set(stored);
  expect(
    [...acknowledged].filter((number) => !storedSet.has(number)),
    "none is lost",
  ).toEqual([]);
  expect(runLabcanary(["journal", "verify", "--data", data])).toContain("the journal is whole");
});
