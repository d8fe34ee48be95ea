import { generate } from "mqtt-packet";
import type { Corruption } from "./fault.ts";

/** A QoS 1 PUBLISH as it should be; 2.2 and 3.3 of MQTT 3.1.1. */
function whole(topic: string): Buffer {
  return generate({ cmd: "publish", topic, payload: '{"samples":{}}', qos: 1, retain: false, dup: false, messageId: 1 });
}

/** A PUBLISH on `topic` that is broken in this way; the bytes around the fault are those of a good one. */
export function brokenPacket(form: Corruption, topic: string): Uint8Array {
  const packet = whole(topic);
  /** Fixed header of two bytes, two of the topic's length, then the topic. */
  const topicAt = 4;
  switch (form) {
    case "reserved-flags":
      // QoS 3: both bits set.
      packet[0] = 0x36;
      return packet;
    case "packet-id-zero":
      packet.writeUInt16BE(0, topicAt + topic.length);
      return packet;
    case "topic-not-text":
      // 0xff is never part of UTF-8.
      packet[topicAt] = 0xff;
      return packet;
    case "length-too-long":
      return Buffer.concat([packet.subarray(0, 1), Buffer.of(0xff, 0xff, 0xff, 0xff, 0x7f), packet.subarray(2)]);
  }
}

/** The first half of a PUBLISH. */
export function halfPacket(topic: string): Uint8Array {
  const packet = whole(topic);
  return packet.subarray(0, Math.floor(packet.length / 2));
}
