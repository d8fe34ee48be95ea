import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { seconds } from "@labcanary/domain/basics";
import type { Books } from "@labcanary/domain/ports";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDeviceDirectory } from "../../app/src/platform/device-directory.ts";
import { startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";
import { requireProgram } from "../support/requirements.ts";

const SITE = `
site: test
name: { en: Test, zh: 测试 }
timeZone: Asia/Shanghai
people:
  wang: { name: Wang, language: zh, phone: "+8613800000001" }
securityCentre: [wang]
zones: [{ id: store, kind: room, name: { en: Store, zh: 库房 }, responsible: wang }]
devices:
  - id: zigbee
    zone: store
    speaks: { convention: zigbee2mqtt, topics: ["zigbee2mqtt/#"] }
    signals: {}
  - id: cab-17
    zone: store
    gateway: zigbee
    address: "0x00158d0001e82a3f"
    signals:
      door:
        quantity: door
        states: [closed, open]
        from: contact
        interval: 1h
        rules:
          open:
            kind: state
            states: [open]
            priority: high
            consequence: { en: Anybody can reach in, zh: 任何人可取物 }
            firstAction: { en: Close the door, zh: 关好门 }
            responseTime: 5min
            source: "chosen: test"
`;

const DOOR = "zigbee2mqtt/0x00158d0001e82a3f";

/** A site with a Zigbee2MQTT and a door behind it, and mosquitto's own client to speak as it. */
async function startSite() {
  const program = requireProgram("mosquitto_pub");
  const site = join(temporaryFolder(), "site.yaml");
  writeFileSync(site, SITE);
  const platform = await startPlatform({ site });
  const token = openDeviceDirectory(platform.data).enrol(["zigbee"])[0]?.token ?? "";
  const port = String(platform.platform.broker.listeners[0]?.port);
  const as = ["-h", "127.0.0.1", "-p", port, "-i", "zigbee", "-u", "zigbee", "-P", token, "-q", "1"];
  /** Says each line of its input on a topic, and has a will. */
  const bridge = (topic: string): ChildProcess & { readonly say: (payload: object) => void } => {
    const will = ["--will-topic", "zigbee2mqtt/bridge/state", "--will-payload", '{"state":"offline"}', "--will-qos", "1", "--will-retain"];
    const child = spawn(program, [...as, ...will, "-t", topic, "-l"], { stdio: ["pipe", "ignore", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    return Object.assign(child, { say: (payload: object) => void child.stdin?.write(`${JSON.stringify(payload)}\n`) });
  };
  /** Resolves with the exit code, which is 0 when the message was acknowledged. */
  const publish = async (topic: string, payload: string): Promise<unknown> => {
    const child = spawn(program, [...as, "-r", "-t", topic, "-m", payload], { stdio: "inherit" });
    const [code] = (await once(child, "exit")) as readonly unknown[];
    return code;
  };
  const ingest = platform.platform.ingest;
  const status = async () => {
    await ingest.evaluateUntilNow();
    return ingest.status("cab-17/door");
  };
  return { ...platform, bridge, publish, status };
}

describe("a door that somebody already owns, behind Zigbee2MQTT", () => {
  it("is an alarm when it opens, has no value when the bridge is gone, and what was retained from before is not fresh", async () => {
    const { platform, alarms, bridge, publish, status, clock, texts } = await startSite();
    const zigbee = bridge(DOOR);
    zigbee.say({ battery: 97, contact: true, linkquality: 51 });
    await expect.poll(status).toMatchObject({ value: 0 });
    expect(alarms()).toEqual([]);

    zigbee.say({ battery: 97, contact: false, linkquality: 51 });
    await expect.poll(async () => (await status(), alarms())).toEqual(["cab-17/door/open"]);
    await expect.poll(() => texts.length).toBe(1);
    expect(texts[0]?.to).toBe("+8613800000001");

    zigbee.kill("SIGKILL");
    await expect.poll(status).toMatchObject({ fault: "offline", impairment: "faulty" });
    expect(alarms()).toEqual(["cab-17/door/open"]);

    // It comes back, and its door is said to be closed by a message of before.
    clock.advance(seconds(1));
    expect(await publish("zigbee2mqtt/bridge/state", '{"state":"online"}')).toBe(0);
    expect(await publish(DOOR, '{"battery":97,"contact":true,"linkquality":51}')).toBe(0);
    expect(await status()).toMatchObject({ fault: "offline" });
    expect(alarms()).toEqual(["cab-17/door/open"]);

    // Now it is.
    const again = bridge(DOOR);
    again.say({ battery: 96, contact: true, linkquality: 51 });
    const annunciations = async () => (await status(), platform.alerting.list().map(({ annunciation }) => annunciation));
    await expect.poll(annunciations).toEqual(["rtn-unacknowledged"]);
    expect(await status()).not.toHaveProperty("fault");

    await expect.poll((): Books => platform.ingest.books()).toMatchObject({ balanced: true, waitingFrames: 0 });
    // Battery and link quality are signals of nobody: put aside, and in the books.
    expect(platform.ingest.books()).toMatchObject({ received: 13, quarantined: 8 });
  });
});
