import { epochMs } from "@labcanary/domain/basics";
import type { Frame } from "@labcanary/domain/telemetry";
import { expect, test } from "vitest";
import { Rejects } from "./rejects.ts";

const frame = (payload: Uint8Array): Frame => ({
  deviceId: "cab-17",
  topic: "v1/devices/cab-17/telemetry",
  payload,
  qos: 1,
  retain: false,
  duplicate: false,
});

test("the last 200 can be read, newest first", () => {
  const rejects = new Rejects();
  for (let count = 1; count <= 201; count++)
    rejects.add(frame(Buffer.from("x")), epochMs(count), { code: "DECODE_SHAPE", detail: `no. ${count}` });
  expect(rejects.list()).toHaveLength(200);
  expect([rejects.list()[0]?.detail, rejects.list().at(-1)?.detail]).toEqual(["no. 201", "no. 2"]);
});

test.each([
  { what: "text as it is", payload: Buffer.from('{"a":1}'), shown: '{"a":1}' },
  { what: "nothing", payload: new Uint8Array(), shown: "" },
  { what: "a dot for what a terminal or a page would act on", payload: Buffer.from("a\n\u001b[2J\u0000\u00e9"), shown: "a..[2J..." },
  { what: "256 bytes of a long one", payload: Buffer.alloc(1_000_000, "y"), shown: "y".repeat(256) },
  { what: "its own part of a shared buffer", payload: new TextEncoder().encode("before-mine-after").subarray(7, 11), shown: "mine" },
])("of the payload it shows $what", ({ payload, shown }) => {
  const rejects = new Rejects();
  rejects.add(frame(payload), epochMs(0), { code: "DECODE_NOT_JSON", detail: "" });
  expect(rejects.list()[0]?.payload).toBe(shown);
});

test("of events it shows no payload, since a badge number may be in it", () => {
  const rejects = new Rejects();
  const events = { ...frame(Buffer.from('{"who":"04A2F1"}')), topic: "v1/devices/cab-17/events" };
  rejects.add(events, epochMs(0), { code: "DECODE_EVENT_KIND", detail: "kind is none" });
  expect(rejects.list()).toMatchObject([{ detail: "kind is none", payload: "" }]);
});
