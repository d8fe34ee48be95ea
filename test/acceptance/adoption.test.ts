import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { UnknownAnswer } from "@labcanary/dashboard";
import { describe, expect, it, vi } from "vitest";
import { device } from "../../app/src/commands/device.ts";
import { startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";

const SITE = `# What the store watches.
site: test
name: { en: Test, zh: 测试 }
timeZone: Asia/Shanghai
include: [labcanary:doors]
profiles: { battery-level: { quantity: battery, unit: "%" } }
people:
  wang: { name: Wang, language: zh, phone: "+8613800000001" }
securityCentre: [wang]
zones: [{ id: store, kind: room, name: { en: Store, zh: 库房 }, responsible: wang }]
devices:
  - id: zigbee # in the corridor
    zone: store
    speaks: { convention: zigbee2mqtt, topics: ["zigbee2mqtt/#"] }
    signals: {}
`;

const ADDRESS = "0x00158d0001e82a3f";

describe("a door behind Zigbee2MQTT that nobody described", () => {
  it("is listed with what it says, adopted with one command, and its next opening is an alarm; what it said before is no reading", async () => {
    const site = join(temporaryFolder(), "site.yaml");
    writeFileSync(site, SITE);
    const test = await startPlatform({ site });
    const { platform, clock, texts } = test;
    const { client } = await test.device("zigbee");
    const says = async (contact: boolean): Promise<void> => {
      await client.publishAsync(`zigbee2mqtt/${ADDRESS}`, JSON.stringify({ battery: 97, contact }), { qos: 1 });
      await platform.ingest.evaluateUntilNow();
    };
    await says(true);
    await says(false);
    expect(test.alarms()).toEqual([]);

    const engineer = await test.signIn("engineer");
    const { signals } = await engineer.get<UnknownAnswer>("unknown");
    expect(signals).toMatchObject([
      { deviceId: "zigbee", address: ADDRESS, signal: "contact", count: 2, value: "open", firstAt: clock.now(), lastAt: clock.now() },
      { address: ADDRESS, signal: "battery", count: 2, value: 97, range: { lowest: 97, highest: 97 } },
    ]);
    expect(signals[0]?.proposal?.profiles).toContain("highly-toxic-store-door");

    vi.stubEnv("LABCANARY_OPS_PORT", String(platform.operations.port));
    let out = "";
    vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
    const adopt = (...more: readonly string[]): Promise<number> =>
      device([
        "adopt",
        ADDRESS,
        "--site",
        site,
        "--zone",
        "store",
        "--profile",
        "contact=highly-toxic-store-door",
        "--id",
        "store-door",
        ...more,
      ]);
    try {
      expect(await adopt()).toBe(0);
      expect(readFileSync(site, "utf8")).toBe(SITE);
      expect(out).toContain("+  - id: store-door\n");
      expect(await adopt("--interval", "1h", "--apply")).toBe(0);
    } finally {
      vi.restoreAllMocks();
      vi.unstubAllEnvs();
    }
    expect(readFileSync(site, "utf8")).toBe(`${SITE}  - id: store-door
    zone: store
    gateway: zigbee
    address: "${ADDRESS}"
    signals:
      contact:
        profile: highly-toxic-store-door
        interval: 1h
`);
    await expect
      .poll(async () => (await test.pass(1), platform.ingest.status("store-door/contact")))
      .toEqual({ signal: "store-door/contact" });
    expect((await engineer.get<UnknownAnswer>("unknown")).signals.map(({ signal }) => signal)).toEqual(["battery"]);
    // It was open when nobody knew it: that is no alarm.
    await test.pass(5);
    expect(test.alarms()).toEqual([]);

    await says(true);
    await says(false);
    await test.pass(2);
    expect(test.alarms()).toEqual(["store-door/contact/opened"]);
    expect(texts.length).toBeGreaterThan(0);

    // One more signal of it, proposed on the console and taken over with a command.
    await says(false);
    const { body } = await engineer.post<{ proposal: { id: string } }>("unknown/proposals", {
      device: "store-door/battery",
      profiles: { battery: "battery-level" },
    });
    vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
    try {
      expect(await device(["proposal", body.proposal.id, "--site", site, "--data", test.data, "--apply"])).toBe(0);
    } finally {
      vi.restoreAllMocks();
    }
    expect(readFileSync(site, "utf8")).toContain("        interval: 1h\n      battery:\n        profile: battery-level\n");
    await expect.poll(async () => (await test.pass(1), platform.ingest.status("store-door/battery"))).toBeDefined();
    await says(false);
    await expect.poll(() => platform.ingest.status("store-door/battery")?.value).toBe(97);
    const listed = await engineer.get<{ proposals: { standing: string }[] }>("unknown/proposals");
    expect(listed.proposals).toMatchObject([{ standing: "in-force" }]);
    expect((await engineer.get<UnknownAnswer>("unknown")).signals).toEqual([]);
  });
});
