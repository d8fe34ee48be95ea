import { join } from "node:path";
import { createAlerting, createSirenChannel } from "@labcanary/alerting";
import { createBroker } from "@labcanary/broker";
import { seconds } from "@labcanary/domain/basics";
import type { DeliveryReport } from "@labcanary/domain/notification";
import type { Service } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { createRandom, createSimulatedDevice, type SimulatedDevice } from "@labcanary/firmware-sim";
import { createIngest, DEFAULT_RETENTION, LOG_DEFAULTS, SAVE_EVERY } from "@labcanary/ingest";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../support/clock.ts";
import { temporaryFolder } from "../support/files.ts";
import { NO_GATEWAYS } from "../support/mqtt-broker.ts";
import { createTestLogger, createTestMetrics } from "../support/observing.ts";
import { testSite } from "../support/site.ts";

const site: Site = testSite({
  people: [...testSite().people, { id: "siren", name: "Siren at the gate", language: "en", kind: "siren", siren: "siren-1" }],
  devices: [...testSite().devices, { id: "siren-1", name: { en: "Siren", zh: "警笛" }, zoneId: "chemistry", signals: [] }],
});
const clock = createSettableClock();

/** Broker, ingest and alerting with the siren channel, on a folder. */
async function start(dataFolder: string) {
  const common = { clock, logger: createTestLogger(), metrics: createTestMetrics() };
  const channel = createSirenChannel(
    { dataFolder },
    {
      ...common,
      line: { isConnected: (deviceId) => broker.isConnected(deviceId), publish: (message) => broker.publish(message) },
      sirens: () => ["siren-1"],
    },
  );
  const reports: DeliveryReport[] = [];
  channel.onReport((report) => void reports.push(report));
  const alerting = createAlerting(
    { dataFolder, journalHeadFile: join(dataFolder, "journal.head") },
    { ...common, site: () => site, channels: [channel] },
  );
  const ingest = createIngest(
    {
      dataFolder: join(dataFolder, "ingest"),
      log: LOG_DEFAULTS,
      history: { kind: "sqlite", options: { file: join(dataFolder, "history.sqlite"), retention: DEFAULT_RETENTION } },
      saveEvery: SAVE_EVERY,
    },
    { ...common, sink: alerting, site: () => site },
  );
  const broker = createBroker(
    { listeners: { tcp: { host: "127.0.0.1", port: 0 } } },
    { ...common, frames: ingest, devices: { isEnrolled: () => true, verifyToken: () => true }, gateways: NO_GATEWAYS },
  );
  const services: Service[] = [alerting, ingest, broker];
  for (const service of services) await service.start();
  const stop = async (): Promise<void> => {
    for (const service of services.splice(0).toReversed()) await service.stop();
  };
  onTestFinished(stop);
  const play = async (id: string): Promise<SimulatedDevice> => {
    const vapour = {
      kind: "analog",
      name: "vapour",
      unit: "%LEL",
      model: { around: 25, lag: seconds(0), noise: 0, driftPerHour: 0, least: 0, most: 100, resolution: 0.1, when: [] },
    } as const;
    const device = createSimulatedDevice(
      {
        device: { id, every: seconds(2), signals: id === "siren-1" ? [] : [vapour] },
        url: `mqtt://127.0.0.1:${broker.listeners[0]?.port}`,
        token: "a".repeat(64),
        markSimulated: false,
      },
      { clock, random: createRandom(id) },
    );
    onTestFinished(() => device.stop());
    device.start();
    await device.whenConnected();
    return device;
  };
  const ofRules = () => alerting.list().filter(({ source }) => source.kind === "rule");
  return { alerting, reports, stop, play, ofRules };
}

const acknowledge = (alarmId: string) => ({ kind: "operator-command", id: alarmId, alarmId, verb: "acknowledge", by: "wang" }) as const;

test("a siren that takes the command and does not answer proves nothing; repaired, it is told by the platform that comes back, and sounds until all is acknowledged", async () => {
  const dataFolder = temporaryFolder();
  const first = await start(dataFolder);
  const broken = await first.play("siren-1");
  broken.apply({ kind: "sounder", condition: "broken" });
  // There is no other channel: the last step is due at once.
  await first.play("cab-17");
  await expect.poll(first.ofRules).toHaveLength(2);
  await expect.poll(() => broken.state().commandsObeyed).toBeGreaterThanOrEqual(2);
  await broken.whenDrained();
  expect(first.reports).toEqual([]);
  await broken.stop();
  await first.stop();

  const second = await start(dataFolder);
  const repaired = await second.play("siren-1");
  clock.advance(seconds(5));
  const proven = () => new Set(second.reports.map(({ notificationId, status }) => `${notificationId} ${status}`));
  const told = second.ofRules().map(({ id }) => `${id}:nobody-reached:siren delivered`);
  await expect.poll(() => told.filter((each) => proven().has(each))).toHaveLength(2);
  expect(repaired.state().sounderOn).toBe(true);

  const [left] = second.ofRules();
  const others = second.alerting.list().filter(({ id }) => id !== left?.id);
  for (const { id } of others) second.alerting.command(acknowledge(id));
  const obeyed = repaired.state().commandsObeyed;
  clock.advance(seconds(10));
  await repaired.whenDrained();
  expect([repaired.state().sounderOn, repaired.state().commandsObeyed]).toEqual([true, obeyed]);
  second.alerting.command(acknowledge(left?.id ?? ""));
  await expect.poll(() => repaired.state().sounderOn).toBe(false);
});
