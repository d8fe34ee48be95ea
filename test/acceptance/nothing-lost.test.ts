import { createRandom } from "@labcanary/firmware-sim";
import { epochMs, hours } from "@labcanary/domain/basics";
import { createSqliteHistory, DEFAULT_RETENTION } from "@labcanary/ingest";
import mqtt, { type MqttClient } from "mqtt";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/files.ts";
import { enrol, type PlatformProcess, runLabcanary, startPlatformProcess, writeFleetSite } from "../support/platform-process.ts";

const DEVICES = 5;
const KILLS = 6;
/** Readings on the way at once per device. */
const WINDOW = 20;

/** A device that keeps publishing readings numbered from 0 on and remembers which were acknowledged. */
class Publisher {
  readonly acknowledged = new Set<number>();
  readonly #id: string;
  readonly #token: string;
  readonly #start: number;
  #next = 0;
  #client: MqttClient | undefined;

  constructor(id: string, token: string, start: number) {
    this.#id = id;
    this.#token = token;
    this.#start = start;
  }

  /** Publishes until the connection ends; what was not acknowledged then is not sent again. */
  async publishUntilCut(port: number): Promise<void> {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
      clientId: this.#id,
      username: this.#id,
      password: this.#token,
      reconnectPeriod: 0,
    });
    this.#client = client;
    const cut = new Promise<void>((resolve) => client.once("close", () => resolve()));
    client.on("error", () => undefined);
    const lane = async (): Promise<void> => {
      while (client.connected) {
        const number = this.#next++;
        const payload = JSON.stringify({ at: this.#start + number, seq: number, samples: { temperature: 20 + (number % 10) } });
        await client.publishAsync(`v1/devices/${this.#id}/telemetry`, payload, { qos: 1 });
        this.acknowledged.add(number);
      }
    };
    const lanes = Array.from({ length: WINDOW }, lane);
    await cut;
    client.end(true);
    await Promise.allSettled(lanes);
  }

  stop(): void {
    this.#client?.end(true);
  }

  get start(): number {
    return this.#start;
  }
}

async function metric({ opsPort }: PlatformProcess, pattern: RegExp): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${opsPort}/metrics`)).text();
  return Number(pattern.exec(text)?.[1] ?? Number.NaN);
}

describe("SIGKILL at random moments under load", () => {
  it("loses no acknowledged reading, stores none twice, and leaves books that balance and a journal that is whole", async () => {
    const data = temporaryFolder();
    const site = writeFleetSite(data, DEVICES);
    const tokens = enrol(site, data);
    const random = createRandom(Number(process.env["VITEST_SEED"] ?? 20_261_122));
    const start = Date.now() - 60_000;
    const publishers = [...tokens].map(([id, token]) => [id, new Publisher(id, token, start)] as const);

    for (let round = 0; round < KILLS; round++) {
      const platform = await startPlatformProcess({ site, data, environment: { LABCANARY_MQTT_MESSAGES_PER_SECOND: "100000" } });
      const published = publishers.map(([, publisher]) => publisher.publishUntilCut(platform.mqttPort));
      // Killed after a random number of accepted frames, so that it falls in the middle of whatever is going on.
      const until = 200 + Math.floor(random.next() * 2000);
      await expect
        .poll(() => metric(platform, /labcanary_frames_accepted_total (\d+)/), { timeout: 30_000, interval: 5 })
        .toBeGreaterThan(until);
      await platform.kill();
      await Promise.all(published);
    }

    const last = await startPlatformProcess({ site, data });
    await expect.poll(() => metric(last, /labcanary_history_backlog_frames (\d+)/)).toBeLessThan(5);
    const ready = (await (await fetch(`http://127.0.0.1:${last.opsPort}/readyz`)).json()) as { dependencies: { books: { state: string } } };
    expect(ready.dependencies.books.state).toBe("ok");
    await last.stop();

    const history = createSqliteHistory(
      { file: join(data, "history.sqlite"), retention: DEFAULT_RETENTION },
      { clock: { now: () => epochMs(Date.now()) } },
    );
    await history.open();
    for (const [id, { acknowledged }] of publishers) {
      const points = await history.range({
        signal: `${id}/temperature`,
        from: epochMs(start),
        to: epochMs(start + hours(1)),
        limit: 100_000,
      });
      const stored = points.map(({ at }) => at - start);
      expect(new Set(stored).size, "none is stored twice").toBe(stored.length);
      expect(
        [...acknowledged].filter((number) => !stored.includes(number)),
        "none is lost",
      ).toEqual([]);
      expect(acknowledged.size).toBeGreaterThan(KILLS * 10);
    }
    await history.close();
    expect(runLabcanary(["journal", "verify", "--data", data])).toContain("the journal is whole");
  });
});
