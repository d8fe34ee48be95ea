import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  DISCONNECT,
  PINGREQ,
  type PublishFields,
  connectPacket,
  packet,
  puback,
  publishPacket,
  pubrel,
  subscribePacket,
} from "../../test/support/mqtt-packets.ts";
import { createPacketScanner } from "./packet-scanner.ts";
import type { GuardRefusal } from "./refusals.ts";

const LIMITS = { maxPacketBytes: 65_536, maxConnectBytes: 4_096, maxTopicLevels: 12, maxClientIdBytes: 64 };
const CONNECT = connectPacket({ clientId: "cab-17", username: "cab-17", password: "token" });
const TELEMETRY = publishPacket({ topic: "v1/devices/cab-17/telemetry", id: 1 });

/** What a scanner makes of a stream, chunk by chunk. */
function scan(chunks: readonly Buffer[]) {
  const handedOn: Buffer[] = [];
  let packets = 0;
  let connects = 0;
  const scanner = createPacketScanner(LIMITS, {
    connect: (bytes) => {
      connects++;
      handedOn.push(bytes);
    },
    packets: (run, count) => {
      packets += count;
      handedOn.push(run);
    },
  });
  let refusal: GuardRefusal | undefined;
  for (const chunk of chunks) {
    refusal = scanner.push(chunk);
    if (refusal !== undefined) break;
  }
  return { bytes: Buffer.concat(handedOn), handedOn, packets, connects, refusal, isPartial: scanner.isPartial };
}

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...[...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b), bytes.length];
  return places
    .slice(1)
    .map((end, index) => bytes.subarray(places[index], end))
    .filter((chunk) => chunk.length > 0);
}

const anyCuts = fc.array(fc.nat(), { maxLength: 40 });
const anyPublish: fc.Arbitrary<PublishFields> = fc
  .record({
    topic: fc.constantFrom("v1/devices/cab-17/telemetry", "v1/devices/cab-17/status", "a", "机房/温度"),
    payload: fc.uint8Array({ maxLength: 600 }),
    qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
    id: fc.integer({ min: 1, max: 65_535 }),
    retain: fc.boolean(),
  })
  .map((fields) => fields);
const anyPacket = fc.oneof(
  { weight: 4, arbitrary: anyPublish.map(publishPacket) },
  fc.constantFrom(PINGREQ, DISCONNECT, puback(7), pubrel(9), subscribePacket(3, "v1/devices/cab-17/commands", "+/a/#", "#")),
);

describe("a stream of sound packets", () => {
  it("comes out as it went in, wherever it was split", () => {
    fc.assert(
      fc.property(fc.array(anyPacket, { maxLength: 30 }), anyCuts, (packets, cuts) => {
        const bytes = Buffer.concat([CONNECT, ...packets]);
        const result = scan(split(bytes, cuts));
        expect(result).toMatchObject({ connects: 1, packets: packets.length, refusal: undefined, isPartial: false });
        expect(result.bytes.equals(bytes)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("is handed on as it is, without a copy, when no packet is split", () => {
    const chunk = Buffer.concat([TELEMETRY, TELEMETRY, PINGREQ]);
    expect(scan([CONNECT, chunk]).handedOn[1]).toBe(chunk);
  });

  it("waits for the end of a packet", () => {
    const half = TELEMETRY.subarray(0, TELEMETRY.length - 1);
    expect(scan([Buffer.concat([CONNECT, TELEMETRY, half])])).toMatchObject({ packets: 1, refusal: undefined, isPartial: true });
  });
});

describe("a packet that is not sound", () => {
  const topic = (text: string | Uint8Array) => publishPacket({ topic: text });
  const cases: readonly { readonly bytes: Buffer; readonly reason: GuardRefusal; readonly because: string }[] = [
    { bytes: CONNECT, reason: "second-connect", because: "CONNECT comes once" },
    { bytes: Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]), reason: "packet-too-large", because: "256 MB are announced" },
    { bytes: Buffer.from([0x30, 0x81, 0x80, 0x04]), reason: "packet-too-large", because: "65 537 bytes are announced" },
    { bytes: Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff]), reason: "remaining-length", because: "the fourth byte of a length is the last" },
    { bytes: Buffer.from([0x00, 0]), reason: "packet-type", because: "type 0 is reserved" },
    { bytes: Buffer.from([0xf0, 0]), reason: "packet-type", because: "type 15 is reserved" },
    { bytes: Buffer.from([0x20, 2, 0, 0]), reason: "packet-type", because: "CONNACK is the server's" },
    { bytes: Buffer.from([0x90, 3, 0, 1, 0]), reason: "packet-type", because: "SUBACK is the server's" },
    { bytes: Buffer.from([0xb0, 2, 0, 1]), reason: "packet-type", because: "UNSUBACK is the server's" },
    { bytes: Buffer.from([0xd0, 0]), reason: "packet-type", because: "PINGRESP is the server's" },
    { bytes: Buffer.from([0x80, 5, 0, 1, 0, 0, 0]), reason: "reserved-flags", because: "SUBSCRIBE has flags 2" },
    { bytes: Buffer.from([0x60, 2, 0, 1]), reason: "reserved-flags", because: "PUBREL has flags 2" },
    { bytes: Buffer.from([0xc1, 0]), reason: "reserved-flags", because: "PINGREQ has flags 0" },
    { bytes: Buffer.from([0x38, 3, 0, 1, 0x61]), reason: "reserved-flags", because: "DUP needs a QoS" },
    { bytes: Buffer.from([0x36, 5, 0, 1, 0x61, 0, 1]), reason: "qos-3", because: "there are three QoS" },
    { bytes: publishPacket({ topic: "a", id: 0 }), reason: "packet-id-zero", because: "a PUBLISH identifier is not zero" },
    { bytes: Buffer.from([0x40, 2, 0, 0]), reason: "packet-id-zero", because: "a PUBACK identifier is not zero" },
    { bytes: subscribePacket(0, "a"), reason: "packet-id-zero", because: "a SUBSCRIBE identifier is not zero" },
    { bytes: topic(""), reason: "topic-empty", because: "a topic has at least one character" },
    { bytes: topic("a/+/b"), reason: "topic-wildcard", because: "a name has no +" },
    { bytes: topic("a/#"), reason: "topic-wildcard", because: "a name has no #" },
    { bytes: topic("1/2/3/4/5/6/7/8/9/10/11/12/13"), reason: "topic-levels", because: "13 levels are above 12" },
    { bytes: topic("a\0b"), reason: "bad-string", because: "NUL" },
    { bytes: topic("a\nb"), reason: "bad-string", because: "a control character" },
    { bytes: topic("a\u0085b"), reason: "bad-string", because: "a control character of two bytes" },
    { bytes: topic(Buffer.from([0x61, 0xc0, 0xaf])), reason: "bad-string", because: "an overlong form" },
    { bytes: topic(Buffer.from([0xed, 0xa0, 0x80])), reason: "bad-string", because: "a surrogate" },
    { bytes: topic(Buffer.from([0x61, 0xc3])), reason: "bad-string", because: "a character cut off" },
    { bytes: Buffer.from([0x30, 3, 0, 9, 0x61]), reason: "malformed", because: "the topic is longer than the packet" },
    { bytes: Buffer.from([0x32, 4, 0, 1, 0x61, 1]), reason: "malformed", because: "half an identifier" },
    { bytes: Buffer.from([0x30, 1, 0]), reason: "malformed", because: "half a topic length" },
    { bytes: Buffer.from([0x40, 3, 0, 1, 0]), reason: "malformed", because: "PUBACK has two bytes" },
    { bytes: Buffer.from([0xc0, 1, 0]), reason: "malformed", because: "PINGREQ has none" },
    { bytes: Buffer.from([0x82, 2, 0, 1]), reason: "malformed", because: "SUBSCRIBE without a filter" },
    { bytes: Buffer.from([0x82, 5, 0, 1, 0, 1, 0x61]), reason: "malformed", because: "a filter without its options" },
    { bytes: Buffer.from([0xa2, 2, 0, 1]), reason: "malformed", because: "UNSUBSCRIBE without a filter" },
    { bytes: Buffer.from([0x82, 6, 0, 1, 0, 1, 0x61, 3]), reason: "qos-3", because: "a filter for QoS 3" },
    { bytes: Buffer.from([0x82, 6, 0, 1, 0, 1, 0x61, 4]), reason: "reserved-flags", because: "reserved bits in a filter's options" },
    { bytes: subscribePacket(1, ""), reason: "filter-malformed", because: "an empty filter" },
    { bytes: subscribePacket(1, "a", "a#"), reason: "filter-malformed", because: "# fills its level" },
    { bytes: subscribePacket(1, "#/a"), reason: "filter-malformed", because: "# is the last level" },
    { bytes: subscribePacket(1, "a/b+"), reason: "filter-malformed", because: "+ fills its level" },
    { bytes: subscribePacket(1, "a\0"), reason: "bad-string", because: "NUL in a filter" },
  ];

  test.each(cases)("$reason: $because", ({ bytes, reason }) => {
    const before = Buffer.concat([CONNECT, TELEMETRY]);
    const whole = scan([Buffer.concat([before, bytes, TELEMETRY])]);
    expect(whole.refusal).toBe(reason);
    expect(whole.bytes).toEqual(before);
    fc.assert(
      fc.property(anyCuts, (cuts) => {
        const pieces = scan(split(Buffer.concat([before, bytes, TELEMETRY]), cuts));
        expect(pieces.refusal).toBe(reason);
        expect(pieces.bytes.equals(before)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("is refused by its length alone, before any of its body is there", () => {
    expect(scan([CONNECT, Buffer.from([0x30, 0xff, 0xff, 0xff]), Buffer.from([0x7f])]).refusal).toBe("packet-too-large");
  });

  it("is refused by its first byte alone", () => {
    expect(scan([Buffer.from([0x30])]).refusal).toBe("first-packet");
    expect(scan([CONNECT, Buffer.from([0xf0])]).refusal).toBe("packet-type");
  });
});

describe("a CONNECT that is not sound", () => {
  const base = { clientId: "cab-17", username: "cab-17", password: "token" };
  test.each<{ bytes: Buffer; reason: GuardRefusal | undefined; because: string }>([
    { bytes: connectPacket(base), reason: undefined, because: "this one is" },
    { bytes: connectPacket({ ...base, protocol: "MQIsdp", level: 3 }), reason: undefined, because: "MQTT 3.1 is spoken too" },
    { bytes: connectPacket({ ...base, level: 5 }), reason: "protocol-level", because: "MQTT 5 is not spoken" },
    { bytes: connectPacket({ ...base, level: 0x84 }), reason: "protocol-level", because: "nor are bridges of another make" },
    { bytes: connectPacket({ ...base, protocol: "MQTX" }), reason: "protocol-name", because: "the protocol is called MQTT" },
    { bytes: connectPacket({ ...base, flags: 0xc3 }), reason: "reserved-flags", because: "bit 0 is reserved" },
    {
      bytes: connectPacket({ clientId: "cab-17", password: "token", flags: 0x42 }),
      reason: "reserved-flags",
      because: "a password needs a user name",
    },
    { bytes: connectPacket({ ...base, flags: 0xe2 }), reason: "reserved-flags", because: "will retain without a will" },
    { bytes: connectPacket({ ...base, flags: 0xde }), reason: "qos-3", because: "will QoS 3" },
    { bytes: connectPacket({ clientId: "", clean: false }), reason: "client-id", because: "a session to be kept has a name" },
    { bytes: connectPacket({ clientId: "x".repeat(65) }), reason: "client-id", because: "65 bytes are above 64" },
    { bytes: connectPacket({ clientId: "a\u0001" }), reason: "bad-string", because: "a control character in the client id" },
    { bytes: connectPacket({ clientId: "a", username: "a\0" }), reason: "bad-string", because: "NUL in the user name" },
    {
      bytes: connectPacket({ ...base, will: { topic: "a/#", payload: "" } }),
      reason: "topic-wildcard",
      because: "a will's topic is a name",
    },
    { bytes: connectPacket({ ...base, password: "x".repeat(5_000) }), reason: "packet-too-large", because: "strangers may send 4 KiB" },
    { bytes: packet(0x10, connectPacket(base).subarray(2), [0]), reason: "malformed", because: "a byte is left over" },
    { bytes: packet(0x10, connectPacket(base).subarray(2, -1)), reason: "malformed", because: "a byte is missing" },
    { bytes: packet(0x10, [0, 4, 0x4d]), reason: "malformed", because: "the name is cut off" },
    { bytes: Buffer.from([0x10, 0]), reason: "malformed", because: "it is empty" },
  ])("$reason: $because", ({ bytes, reason }) => {
    expect(scan([bytes]).refusal).toBe(reason);
    expect(scan([...bytes].map((byte) => Buffer.from([byte]))).refusal).toBe(reason);
  });
});

it("never throws, whatever comes", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 64 }), { maxLength: 20 }), fc.boolean(), (chunks, signedIn) => {
      scan([...(signedIn ? [CONNECT] : []), ...chunks.map((chunk) => Buffer.from(chunk))]);
    }),
    { numRuns: 500 },
  );
});
