import type { NewLogRecord } from "@labcanary/domain/telemetry";
import { describe, expect, it } from "vitest";
import { BROKER_DEFAULTS } from "../../broker/src/options.ts";
import { LARGEST_BODY_BYTES } from "../../ingest/src/log/segment.ts";
import { append, fromFiles, frame, opened, readAll } from "../support/accepted-log.ts";

const TOPIC = "zigbee2mqtt/bridge/devices";
/** What a PUBLISH has before its payload besides the topic: its length and the packet identifier, two bytes each (MQTT 3.1.1, 3.3.2). */
const PUBLISH_HEAD_BYTES = 4;

/** The largest the broker lets through, of the longest device id there is. */
const largest: NewLogRecord = {
  kind: "frame",
  frame: {
    deviceId: "g".repeat(64),
    topic: TOPIC,
    payload: Buffer.alloc(BROKER_DEFAULTS.maxGatewayPacketBytes - PUBLISH_HEAD_BYTES - TOPIC.length, "x"),
    qos: 1,
    retain: true,
    duplicate: false,
  },
};
const ofBytes = (payload: number): NewLogRecord => frame("x".repeat(payload));

/** Kind, time of receipt, flags and lengths, then `cab-17` and its topic (segment.ts). */
const AROUND_PAYLOAD = 9 + 4 + "cab-17".length + "v1/devices/cab-17/telemetry".length;

describe("a packet the broker takes", () => {
  it("is read back whole, with what came after it, from the files and after a restart", async () => {
    const { folder, log } = await opened();
    for (const record of [frame("before"), largest, frame("after")]) expect(await append(log, record)).toBeTypeOf("number");
    const files = fromFiles(folder, log);
    const sizes = (await readAll(files)).map((record) => record.kind === "frame" && record.frame.payload.length);
    expect(sizes).toEqual([6, largest.kind === "frame" && largest.frame.payload.length, 5]);
    expect(files.missing).toEqual([]);
    await log.close();
    const again = await opened({ folder });
    expect(again.log.durablePosition()).toBe(3);
  });
});

describe("a record that could not be read back", () => {
  it("is refused by name before anything of it is written, and what comes after it is taken", async () => {
    const { folder, log } = await opened();
    expect(await append(log, ofBytes(LARGEST_BODY_BYTES - AROUND_PAYLOAD))).toBe(1);
    expect(await append(log, ofBytes(LARGEST_BODY_BYTES - AROUND_PAYLOAD + 1))).toBe("record-too-large");
    expect(await append(log, frame("after"))).toBe(2);
    const files = fromFiles(folder, log);
    expect((await readAll(files)).map(({ position }) => position)).toEqual([1, 2]);
    expect(files.missing).toEqual([]);
  });
});
