import { epochMs, plus, seconds } from "@labcanary/domain/basics";
import { DuplicateFilter, type Speech } from "@labcanary/domain/telemetry";
import { describe, expect, test } from "vitest";
import { signal } from "../../../test/support/site.ts";
import { CODECS } from "../codecs/table.ts";
import { GatewayDecoder } from "./gateway-decoder.ts";
import { type DecodedFrame, type DecoderState, type DescribedSite, FrameDecoder } from "./frame-decoder.ts";

const RECEIVED = epochMs(Date.parse("2026-11-22T08:00:00.000Z"));
const SPEECH: Speech = { convention: "zigbee2mqtt", topics: ["zigbee2mqtt/#"], timeZone: "Asia/Shanghai" };

const door = signal({
  key: "cab-17/door",
  name: "door",
  quantity: "door",
  unit: "state",
  states: ["closed", "open"],
  gateway: "zigbee",
  wire: { name: "contact" },
  rules: [],
});
const battery = signal({
  key: "cab-17/battery",
  name: "battery",
  quantity: "battery",
  unit: "%",
  gateway: "zigbee",
  wire: { name: "battery" },
  rules: [],
});
const cold = signal({
  key: "frz-1/t",
  deviceId: "frz-1",
  name: "t",
  quantity: "temperature",
  unit: "Cel",
  gateway: "zigbee",
  wire: { name: "temperature", errors: [-127] },
  rules: [],
});
const stick = signal({
  key: "zigbee/load",
  deviceId: "zigbee",
  name: "load",
  quantity: "level",
  unit: "%",
  wire: { name: "load" },
  rules: [],
});

const SITE: DescribedSite = {
  devices: [
    { id: "zigbee", speaks: SPEECH },
    { id: "cab-17", gateway: "zigbee", address: "0x00158d0001e82a3f" },
    { id: "frz-1", gateway: "zigbee" },
  ],
  signals: [door, battery, cold, stick],
};

function createDecoder(saved?: DecoderState, site = SITE): FrameDecoder {
  const decoder = new FrameDecoder(saved);
  decoder.changeSite(site);
  return decoder;
}

const said = (decoder: FrameDecoder, topic: string, payload: unknown, after = 0): DecodedFrame =>
  decoder.decode(
    {
      deviceId: "zigbee",
      topic: `zigbee2mqtt/${topic}`,
      payload: Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload)),
      qos: 1,
      retain: false,
      duplicate: false,
    },
    plus(RECEIVED, seconds(after)),
  );

test("what a gateway says of a device is a reading of that device, by address and by the name on the wire", () => {
  const decoded = said(createDecoder(), "0x00158d0001e82a3f", { contact: false, battery: "97.00", linkquality: 51 });
  expect(decoded.readings).toMatchObject([
    { kind: "sample", signal: "cab-17/door", value: 1, historical: false },
    { kind: "sample", signal: "cab-17/battery", value: 97 },
  ]);
  expect(decoded.quarantined).toMatchObject([{ deviceId: "zigbee", address: "0x00158d0001e82a3f", signal: "linkquality" }]);
});

test("without an address of its own a device goes by its id, and an error value is no value", () => {
  expect(said(createDecoder(), "frz-1", { temperature: -127 }).readings).toMatchObject([
    { kind: "fault", signal: "frz-1/t", reason: "not-measured" },
  ]);
});

test("whom nobody described is put aside under the gateway, with what it is called and what it said", () => {
  const decoded = said(createDecoder(), "hall 2/window", { contact: true });
  expect(decoded).toMatchObject({ readings: [], refused: [], duplicates: 0 });
  expect(decoded.quarantined).toEqual([
    {
      deviceId: "zigbee",
      address: "hall 2/window",
      signal: "contact",
      receivedAt: RECEIVED,
      said: 'value "closed", unit undefined, at undefined',
      value: "closed",
    },
  ]);
});

describe("a button behind a gateway", () => {
  const withButton: DescribedSite = {
    ...SITE,
    devices: [...SITE.devices, { id: "corridor-2", gateway: "zigbee", address: "button", callPoints: ["action:single", "action:hold"] }],
  };
  const pressed = (payload: object, retain = false): DecodedFrame =>
    createDecoder(undefined, withButton).decode(
      {
        deviceId: "zigbee",
        topic: "zigbee2mqtt/button",
        payload: Buffer.from(JSON.stringify(payload)),
        qos: 1,
        retain,
        duplicate: false,
      },
      RECEIVED,
    );

  test("that is a call point is an event of its device, and no entry of the books", () => {
    const { events, readings, quarantined, refused, duplicates } = pressed({ action: "single" });
    expect(events).toMatchObject([{ kind: "button", object: "action:single", deviceId: "corridor-2", at: RECEIVED, historical: false }]);
    expect([readings, quarantined, refused, duplicates]).toEqual([[], [], [], 0]);
  });

  test.each([
    { because: "pressed otherwise", payload: { action: "double" }, retain: false },
    { because: "let go", payload: { action: "" }, retain: false },
    { because: "of before, which the broker kept", payload: { action: "single" }, retain: true },
    { because: "silent about it", payload: { battery: 97 }, retain: false },
  ])("$because calls nobody", ({ payload, retain }) => {
    expect(pressed(payload, retain).events).toBeUndefined();
  });

  test("told again with the same time it is the same event", () => {
    const [first, second] = [1, 2].map(() => pressed({ action: "hold", last_seen: RECEIVED }).events?.[0]?.id);
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });
});

test("a value that makes no sense for its signal is refused, and harms no other", () => {
  const decoded = said(createDecoder(), "0x00158d0001e82a3f", { contact: "ajar", battery: 50 });
  expect(decoded.refused).toMatchObject([{ code: "DECODE_VALUE", detail: 'cab-17/door: "ajar"' }]);
  expect(decoded.readings).toHaveLength(1);
});

test("a device its gateway does not hear has no value any more: each of its signals is a fault, and no other's", () => {
  const decoder = createDecoder();
  expect(said(decoder, "0x00158d0001e82a3f/availability", { state: "offline" }).readings).toMatchObject([
    { kind: "fault", signal: "cab-17/door", reason: "offline", at: RECEIVED },
    { kind: "fault", signal: "cab-17/battery", reason: "offline", at: RECEIVED },
  ]);
  expect(said(decoder, "0x00158d0001e82a3f/availability", { state: "online" }).readings).toEqual([]);
  expect(said(decoder, "nobody/availability", { state: "offline" })).toMatchObject({ readings: [], quarantined: [] });
});

test("when the gateway is gone, so are all behind it, and what it measures itself", () => {
  const { readings } = said(createDecoder(), "bridge/state", "offline");
  expect(readings.map((reading) => reading.signal).toSorted()).toEqual(["cab-17/battery", "cab-17/door", "frz-1/t", "zigbee/load"]);
});

test("what came twice with the same time is a duplicate", () => {
  const decoder = createDecoder();
  const payload = { contact: true, last_seen: "2026-11-22T07:59:59.000Z" };
  expect(said(decoder, "0x00158d0001e82a3f", payload)).toMatchObject({ duplicates: 0 });
  expect(said(decoder, "0x00158d0001e82a3f", payload, 1)).toMatchObject({ readings: [], duplicates: 1 });
});

test("the native payload of a gateway, and of a device behind one, is read as of any device", () => {
  const frame = {
    deviceId: "cab-17",
    topic: "v1/devices/cab-17/telemetry",
    payload: Buffer.from('{"samples":{"door":"open","contact":"open"}}'),
    qos: 1,
    retain: false,
    duplicate: false,
  } as const;
  const decoded = createDecoder().decode(frame, RECEIVED);
  expect(decoded.readings).toMatchObject([{ signal: "cab-17/door", value: 1 }]);
  expect(decoded.quarantined).toMatchObject([{ deviceId: "cab-17", signal: "contact" }]);
});

test("SenML in CBOR is known by its first byte, on the native topic too", () => {
  const plain = signal({ key: "cab-17/c", name: "c", quantity: "number", unit: "1", rules: [] });
  const decoder = createDecoder(undefined, { devices: [{ id: "cab-17" }], signals: [plain] });
  // [{ n: "c", v: 15.96875 }], the number in half precision.
  const payload = Buffer.from("81a200616302f94bfc", "hex");
  const frame = { deviceId: "cab-17", topic: "v1/devices/cab-17/telemetry", payload, qos: 1, retain: false, duplicate: false } as const;
  expect(decoder.decode(frame, RECEIVED).readings).toMatchObject([{ value: 15.96875 }]);
});

describe("what a codec remembers", () => {
  type Message = readonly [topic: string, payload: unknown, after: number];
  const BEFORE: readonly Message[] = [
    ["0x00158d0001e82a3f", { contact: true }, 0],
    ["bridge/state", "online", 10],
  ];
  const CACHED: Message = ["0x00158d0001e82a3f", { contact: true }, 12];

  test("lasts over a restart: what the bridge had cached is no fresh reading either way", () => {
    const whole = createDecoder();
    for (const message of BEFORE) said(whole, ...message);
    const restarted = createDecoder(structuredClone(whole.save()));
    const [one, other] = [said(whole, ...CACHED), said(restarted, ...CACHED)];
    expect(one.readings).toMatchObject([{ value: 0, historical: true }]);
    expect(other).toEqual(one);
  });

  test("is in no snapshot that was taken before", () => {
    const decoder = createDecoder();
    const saved = decoder.save();
    for (const message of BEFORE) said(decoder, ...message);
    expect(said(createDecoder(saved), ...CACHED).readings).toMatchObject([{ historical: false }]);
  });

  test("lasts over a change of the site, and is forgotten when the gateway speaks otherwise", () => {
    const decoder = createDecoder();
    for (const message of BEFORE) said(decoder, ...message);
    decoder.changeSite({ ...SITE, signals: [door] });
    expect(said(decoder, ...CACHED).readings).toMatchObject([{ historical: true }]);
    decoder.changeSite({
      ...SITE,
      devices: [{ id: "zigbee", speaks: { ...SPEECH, topics: ["zigbee2mqtt/#", "more/#"] } }, ...SITE.devices.slice(1)],
    });
    expect(said(decoder, ...CACHED).readings).toMatchObject([{ historical: false }]);
  });

  test("is forgotten when the gateway is replaced, and not when a device behind it is", () => {
    const decoder = createDecoder();
    for (const message of BEFORE) said(decoder, ...message);
    const replaced = (id: string): DescribedSite => ({
      ...SITE,
      devices: SITE.devices.map((device) => (device.id === id ? { ...device, replacedAt: RECEIVED } : device)),
    });
    decoder.changeSite(replaced("cab-17"));
    expect(said(decoder, ...CACHED).readings).toMatchObject([{ historical: true }]);
    decoder.changeSite(replaced("zigbee"));
    expect(said(decoder, ...CACHED).readings).toMatchObject([{ historical: false }]);
  });

  test("lasts while the site has no gateway for a while is not asked for: it begins anew", () => {
    const decoder = createDecoder();
    for (const message of BEFORE) said(decoder, ...message);
    decoder.changeSite({ devices: [], signals: [] });
    expect(said(decoder, ...CACHED).refused).toMatchObject([{ code: "DECODE_TOPIC" }]);
    decoder.changeSite(SITE);
    expect(said(decoder, ...CACHED).readings).toMatchObject([{ historical: false }]);
  });
});

test("a codec that throws loses its message, is counted, and is asked again with what it remembered", () => {
  const asked: unknown[] = [];
  const broken = {
    start: 0,
    unwrap(_message: unknown, memory: unknown): never {
      asked.push(memory);
      throw new Error("a bug");
    },
  };
  const decoder = new GatewayDecoder(new Map(), { ...CODECS, zigbee2mqtt: () => broken });
  decoder.changeSite(SITE.devices, SITE.signals);
  const frame = { deviceId: "zigbee", topic: "zigbee2mqtt/x", payload: Buffer.from("1"), qos: 1, retain: false, duplicate: false } as const;
  for (let time = 0; time < 2; time++) {
    expect(decoder.decode(frame, RECEIVED, new DuplicateFilter())).toMatchObject({
      readings: [],
      refused: [{ code: "DECODE_FAILED", detail: "zigbee2mqtt/x: Error: a bug" }],
    });
  }
  expect(asked).toEqual([0, 0]);
});

test("more entries than a message may have are refused whole", () => {
  const payload = Object.fromEntries(Array.from({ length: 2001 }, (_, index) => [`k${index}`, index]));
  expect(said(createDecoder(), "frz-1", payload)).toMatchObject({ readings: [], quarantined: [], refused: [{ code: "DECODE_TOO_MANY" }] });
});
