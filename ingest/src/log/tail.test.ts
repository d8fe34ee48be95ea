import { epochMs } from "@labcanary/domain/basics";
import type { LogRecord } from "@labcanary/domain/telemetry";
import { expect, test } from "vitest";
import { Tail } from "./tail.ts";

const MIB = 2 ** 20;

const record = (position: number, bytes: number): LogRecord => ({
  kind: "frame",
  position,
  receivedAt: epochMs(0),
  frame: { deviceId: "gw", topic: "a", payload: new Uint8Array(bytes), qos: 1, retain: false, duplicate: false },
});

const isHeld = (tail: Tail, position: number): boolean => tail.read(position - 1) !== undefined;

test("holds no more bytes than it may, however few records they are, and always the newest batch", () => {
  const tail = new Tail();
  for (let position = 1; position <= 64; position++) tail.add([record(position, MIB)]);
  expect(isHeld(tail, 1)).toBe(false);
  expect(isHeld(tail, 40)).toBe(true);
  tail.add([record(65, 100 * MIB)]);
  expect(isHeld(tail, 64)).toBe(false);
  expect(isHeld(tail, 65)).toBe(true);
});

test("what was read makes room", () => {
  const tail = new Tail();
  for (let position = 1; position <= 90; position++) {
    tail.add([record(position, MIB)]);
    if (position > 30) tail.read(position - 1); // lets go of all before it
  }
  tail.add([record(91, MIB)]);
  expect(isHeld(tail, 90)).toBe(true);
});
