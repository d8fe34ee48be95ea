import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startPlatform } from "../../support/acceptance.ts";
import { temporaryFolder } from "../../support/files.ts";

const SITE = `
site: test
name: { en: Test, zh: 测试 }
timeZone: Asia/Shanghai
people:
  wang: { name: Wang, language: zh, phone: "+8613800000001" }
securityCentre: [wang]
zones:
  - { id: ward, kind: room, name: { en: Ward 3, zh: 三病区 }, responsible: wang }
  - { id: store, kind: room, name: { en: Store, zh: 库房 }, responsible: wang }
devices:
  - { id: wall-1, zone: ward, callPoints: [help], signals: {} }
  - { id: zigbee, zone: store, speaks: { convention: zigbee2mqtt, topics: ["zigbee2mqtt/#"] }, signals: {} }
  - { id: button-7, zone: store, gateway: zigbee, callPoints: ["action:single"], signals: {} }
`;

test("a button on the wall, and one behind a gateway, raise a critical alarm of their room, and somebody is texted", async () => {
  const site = join(temporaryFolder(), "site.yaml");
  writeFileSync(site, SITE);
  const lab = await startPlatform({ site });
  const calls = () =>
    lab.platform.alerting
      .list()
      .flatMap(({ source, priority, lifeSafety }) =>
        source.kind === "record" ? [`${source.condition} ${source.zoneId} ${priority} ${lifeSafety}`] : [],
      )
      .toSorted();
  const wall = await lab.device("wall-1");
  await wall.client.publishAsync("v1/devices/wall-1/events", JSON.stringify({ at: lab.clock.now(), kind: "button", object: "help" }), {
    qos: 1,
  });
  const gateway = await lab.device("zigbee");
  await gateway.client.publishAsync("zigbee2mqtt/button-7", JSON.stringify({ action: "double", battery: 97 }), { qos: 1 });
  await gateway.client.publishAsync("zigbee2mqtt/button-7", JSON.stringify({ action: "single", battery: 97 }), { qos: 1 });
  await lab.pass(2);
  expect(calls()).toEqual(["hand-raised store critical true", "hand-raised ward critical true"]);
  await expect.poll(async () => (await lab.pass(1), lab.texts.map(({ to }) => to))).toContain("+8613800000001");
});
