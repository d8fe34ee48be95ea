import { Decoder, Encoder, PacketType } from "socket.io-parser";
import { expect, test } from "vitest";
import { EncodeOnce } from "./encode-once.ts";

const packet = (data: readonly unknown[], over: { readonly nsp?: string; readonly id?: number; readonly type?: PacketType } = {}) => ({
  type: PacketType.EVENT,
  nsp: "/live",
  data: [...data],
  ...over,
});

test("what is sent to many is written out once, also one after the other", () => {
  let reads = 0;
  const snapshot = {
    get alarms() {
      reads += 1;
      return ["a"];
    },
  };
  const encoder = new EncodeOnce();
  const first = encoder.encode(packet(["snapshot", snapshot]));
  const readFor = reads;
  expect(encoder.encode(packet(["snapshot", snapshot]))).toBe(first);
  expect([readFor > 0, reads]).toEqual([true, readFor]);
});

test.each([
  { what: "another event with the same content", other: packet(["pulse", "SAME"]) },
  { what: "the same in another namespace", other: packet(["snapshot", "SAME"], { nsp: "/other" }) },
  { what: "what asks for an answer", other: packet(["snapshot", "SAME"], { id: 7 }) },
  { what: "an answer", other: packet(["snapshot", "SAME"], { type: PacketType.ACK, id: 7 }) },
  { what: "an event that carries more", other: packet(["snapshot", "SAME", 1]) },
  { what: "an event that carries a text", other: packet(["snapshot", "text"]) },
  { what: "an event that carries nothing", other: packet(["snapshot", null]) },
  { what: "an equal content that is another", other: packet(["snapshot", { seq: 1 }]) },
])("$what is written out for itself, as socket.io does", ({ other }) => {
  const same = { seq: 1 };
  const encoder = new EncodeOnce();
  const shared = encoder.encode(packet(["snapshot", same]));
  const meant = { ...other, data: other.data.map((part) => (part === "SAME" ? same : part)) };
  const written = encoder.encode(meant);
  expect(written).not.toBe(shared);
  expect(written).toEqual(new Encoder().encode(meant));
  expect(encoder.encode(packet(["snapshot", same]))).toEqual(shared);
});

test("what is written is what a client reads", () => {
  const read: unknown[] = [];
  const decoder = new Decoder();
  decoder.on("decoded", (decoded) => read.push(decoded));
  const change = { seq: 2, alarm: { code: "7KQ2" } };
  const encoder = new EncodeOnce();
  for (let socket = 0; socket < 2; socket++) for (const part of encoder.encode(packet(["change", change]))) decoder.add(part as string);
  expect(read).toMatchObject([
    { nsp: "/live", data: ["change", change] },
    { nsp: "/live", data: ["change", change] },
  ]);
});
