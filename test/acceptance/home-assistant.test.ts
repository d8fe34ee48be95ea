import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { milliseconds } from "@labcanary/domain/basics";
import type { MqttClient } from "mqtt";
import { expect, it } from "vitest";
import { startPlatform } from "../support/acceptance.ts";
import { createSettableClock } from "../support/clock.ts";
import { temporaryFolder } from "../support/files.ts";

const SITE = `
site: test
name: { en: Test, zh: 测试 }
timeZone: UTC
people: { wang: { name: Wang, language: en, phone: "+8613800000001" } }
securityCentre: [wang]
zones: [{ id: lab, kind: room, name: { en: Lab, zh: 实验室 }, responsible: wang }]
devices:
  - id: home-assistant
    zone: lab
    speaks: { convention: home-assistant, topics: [homeassistant/status] }
    signals: {}
  - id: det-1
    zone: lab
    signals:
      ch4:
        quantity: gas-concentration
        unit: "%LEL"
        substance: CH4
        interval: 10s
        rules:
          high:
            kind: limit
            direction: high
            setpoint: 20
            priority: critical
            consequence: { en: Explosion, zh: 爆炸 }
            firstAction: { en: Leave, zh: 撤离 }
            responseTime: 3min
            source: "chosen: test"
`;

const SIGNAL = "labcanary/test/signals/det-1/ch4";

/** Whether the broker grants a filter. */
const isGranted = (client: MqttClient, filter: string): Promise<boolean> =>
  new Promise((resolve) => {
    client.subscribe(filter, { qos: 1 }, (_error, _granted, packet) => resolve(Number(packet?.granted[0]) < 0x80));
  });

it("Home Assistant hears readings and alarms as they come, and may say nothing but that it is there", async () => {
  const site = join(temporaryFolder(), "site.yaml");
  writeFileSync(site, SITE);
  const { platform, device, pass, clock } = await startPlatform({ site, clock: createSettableClock() });
  const detector = await device("det-1");
  const { client } = await device("home-assistant");
  const heard = new Map<string, string>();
  client.on("message", (topic, payload) => void heard.set(topic, payload.toString()));

  expect(await isGranted(client, "homeassistant/#")).toBe(true);
  expect(await isGranted(client, "labcanary/#")).toBe(true);
  expect(await isGranted(client, "v1/alarms/#")).toBe(false);
  expect(await isGranted(client, "#")).toBe(false);
  expect(await isGranted(detector.client, "labcanary/#")).toBe(false);
  const config = "homeassistant/sensor/labcanary_test__det-1__ch4/config";
  await expect.poll(() => JSON.parse(heard.get(config) ?? "{}") as object).toMatchObject({ state_topic: `${SIGNAL}/state` });
  expect(heard.get(`${SIGNAL}/availability`)).toBe("offline");

  await detector.say({ ch4: 25.5 });
  await expect.poll(() => (clock.advance(milliseconds(250)), heard.get(`${SIGNAL}/state`))).toBe("25.5");
  await pass(1);
  await expect.poll(() => (clock.advance(milliseconds(250)), heard.get(`${SIGNAL}/alarm`))).toBe("ON");
  expect(heard.get(`${SIGNAL}/availability`)).toBe("online");

  await client.publishAsync("homeassistant/status", "online", { qos: 1 });
  expect(platform.broker.isConnected("home-assistant")).toBe(true);
  const isCut = new Promise<void>((resolve) => client.once("close", () => resolve()));
  client.publish(`${SIGNAL}/alarm`, "OFF", { retain: true });
  await isCut;
  expect(platform.alerting.list()).toHaveLength(1);
});
