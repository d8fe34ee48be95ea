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
import { testNotification } from "../support/notification.ts";
import { createTestLogger, createTestMetrics } from "../support/observing.ts";
import { testSite } from "../support/site.ts";

const site: Site = testSite({
  people: [...testSite().people, { id: "siren", name: "Siren at the gate", language: "en", kind: "siren", siren: "siren-1" }],
  devices: [...testSite().devices, { id: "siren-1", name: { en: "Siren", zh: "警笛" }, zoneId: "chemistry", signals: [] }],
});
const clock = createSettableClock();
const never = new AbortController().signal;

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
    { ...common, frames: ingest, devices: { isEnrolled: () => true, verifyToken: () => true } },
  );
  // The outbox does this: it starts every channel it has.
  const services: Service[] = [{ name: "channel", start: () => channel.start(), stop: () => channel.stop() }, alerting, ingest, broker];
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
  const sound = (alarmId: string) =>
    channel.deliver(testNotification({ id: `${alarmId}:last:siren`, alarmIds: [alarmId], channel: "siren", address: "siren-1" }), never);
  return { alerting, channel, reports, stop, play, sound };
}

const acknowledge = (alarmId: string) => ({ kind: "operator-command", id: alarmId, alarmId, verb: "acknowledge", by: "wang" }) as const;

test("an alarm's siren sounds, its own answer is the proof, and acknowledging the alarm ends it, over a restart too", async () => {
  const dataFolder = temporaryFolder();
  const first = await start(dataFolder);
  const siren = await first.play("siren-1");
  await first.play("cab-17");
  const ofRules = () => first.alerting.list().filter(({ source }) => source.kind === "rule");
  await expect.poll(ofRules).toHaveLength(2);
  const [one, other] = ofRules().map(({ id }) => id) as [string, string];

  expect(await first.sound(one)).toMatchObject({ kind: "accepted" });
  await expect.poll(() => siren.state().sounderOn).toBe(true);
  await expect.poll(() => first.reports).toMatchObject([{ notificationId: `${one}:last:siren`, status: "delivered" }]);
  first.alerting.command(acknowledge(one));
  await expect.poll(() => siren.state().sounderOn).toBe(false);

  siren.apply({ kind: "sounder", condition: "broken" });
  expect(await first.sound(other)).toMatchObject({ kind: "accepted" });
  await expect.poll(() => siren.state().commandsObeyed).toBe(3);
  await siren.whenDrained();
  expect(first.reports).toHaveLength(1);
  await siren.stop();
  await first.stop();

  // Repaired, and told again by the platform that comes back.
  const second = await start(dataFolder);
  const repaired = await second.play("siren-1");
  clock.advance(seconds(5));
  await expect.poll(() => second.reports).toMatchObject([{ notificationId: `${other}:last:siren`, status: "delivered" }]);
  expect(repaired.state().sounderOn).toBe(true);
  second.alerting.command(acknowledge(other));
  await expect.poll(() => repaired.state().sounderOn).toBe(false);
});
