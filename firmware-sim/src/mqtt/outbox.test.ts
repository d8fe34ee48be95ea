import { array, assert, constantFrom, property } from "fast-check";
import { expect, test } from "vitest";
import { createOutbox, type Outgoing } from "./outbox.ts";

test("whatever the connection does, what was kept arrives in order, and what is sent again says so", () => {
  assert(
    property(array(constantFrom("push", "send", "acknowledge", "lose"), { maxLength: 200 }), (events) => {
      const outbox = createOutbox(10);
      const kept: string[] = [];
      const acknowledged: string[] = [];
      const everSent = new Set<string>();
      let wire: Outgoing[] = [];
      const send = (): void => {
        const message = outbox.take();
        if (message === undefined) return;
        expect(message.sentBefore).toBe(everSent.has(String(message.payload)));
        everSent.add(String(message.payload));
        wire.push(message);
      };
      const acknowledge = (): void => {
        const message = wire.shift();
        if (message === undefined) return;
        outbox.acknowledge(message);
        acknowledged.push(String(message.payload));
      };
      const lose = (): void => {
        outbox.connectionLost();
        wire = [];
      };
      let pushed = 0;
      const push = (): void => {
        const payload = String(pushed++);
        if (outbox.push("telemetry", payload)) kept.push(payload);
      };
      for (const event of events) ({ push, send, acknowledge, lose })[event]();

      lose();
      while (outbox.size > 0) {
        send();
        acknowledge();
      }
      expect(acknowledged).toEqual(kept);
      expect(outbox.dropped).toBe(pushed - kept.length);
      expect(outbox.onTheWire).toBe(0);
    }),
  );
});

test("a full outbox drops what is new and keeps what is old", () => {
  const outbox = createOutbox(2);
  expect(["a", "b", "c"].map((payload) => outbox.push("telemetry", payload))).toEqual([true, true, false]);
  expect([outbox.take()?.payload, outbox.take()?.payload]).toEqual(["a", "b"]);
  expect(outbox.push("telemetry", "d")).toBe(false);
  expect(outbox.dropped).toBe(2);
});
