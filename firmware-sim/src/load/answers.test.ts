import { array, assert, constantFrom, integer, oneof, property, record } from "fast-check";
import { generate } from "mqtt-packet";
import { expect, test } from "vitest";
import { createAnswerReader } from "./answers.ts";

const puback = integer({ min: 1, max: 65_535 }).map((messageId) => ({ bytes: generate({ cmd: "puback", messageId }), puback: messageId }));
const others = constantFrom(
  generate({ cmd: "pingresp" }),
  generate({ cmd: "suback", messageId: 7, granted: [0] }),
  generate({ cmd: "publish", topic: "v1/devices/x/commands", payload: "x".repeat(300), qos: 0, retain: false, dup: false }),
).map((bytes) => ({ bytes, puback: undefined }));

test("every PUBACK is seen once and in order, however the stream is cut", () => {
  assert(
    property(
      record({ packets: array(oneof(puback, others)), cuts: array(integer({ min: 1, max: 7 }), { minLength: 1 }) }),
      ({ packets, cuts }) => {
        const seen: number[] = [];
        const read = createAnswerReader({ onConnack: () => seen.push(-1), onPuback: (packetId) => seen.push(packetId) });
        const stream = new Uint8Array(Buffer.concat(packets.map(({ bytes }) => bytes)));
        const shared = new Uint8Array(8);
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const length = Math.min(cuts[turn % cuts.length] ?? 1, stream.length - at);
          shared.set(stream.subarray(at, at + length));
          read(shared.subarray(0, length));
          at += length;
        }
        expect(seen).toEqual(packets.map((packet) => packet.puback).filter((packetId) => packetId !== undefined));
      },
    ),
  );
});

test.each([
  [0, "accepted"],
  [5, "not authorised"],
])("a CONNACK tells its return code: %i, %s", (returnCode) => {
  const seen: number[] = [];
  createAnswerReader({ onConnack: (code) => seen.push(code), onPuback: () => seen.push(-1) })(
    generate({ cmd: "connack", returnCode, sessionPresent: false }),
  );
  expect(seen).toEqual([returnCode]);
});
