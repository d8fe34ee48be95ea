import { describe, expect, test } from "vitest";
import type { WireReading } from "../telemetry/index.ts";
import { compileSite } from "./compile.ts";
import type { DeviceFile, SignalFile, SiteFile, SpeaksFile } from "./file.ts";

const text = (en: string) => ({ en, zh: en });
const DOOR: SignalFile = { quantity: "door", states: ["closed", "open"] };
const STATUS = { topic: "gw/status", online: "up", offline: "gone" };
const COLD: SignalFile = { quantity: "temperature" };

const gateway = (id: string, speaks: Partial<SpeaksFile> = {}, over: Partial<DeviceFile> = {}): DeviceFile => ({
  id,
  zone: "room",
  signals: {},
  speaks: { convention: "json", topics: [`${id}/#`], ...speaks },
  ...over,
});
const behind = (id: string, signals: Readonly<Record<string, SignalFile>>, over: Partial<DeviceFile> = {}): DeviceFile => ({
  id,
  zone: "room",
  gateway: "gw",
  signals,
  ...over,
});

const siteFile = (devices: readonly DeviceFile[]): SiteFile => ({
  site: "test",
  name: text("Test"),
  timeZone: "Europe/Berlin",
  people: { wang: { name: "Wang", language: "zh", phone: "+8613800000001" } },
  securityCentre: ["wang"],
  zones: [{ id: "room", kind: "room", name: text("Room") }],
  devices,
});

function siteOf(...devices: readonly DeviceFile[]) {
  const site = compileSite(siteFile(devices), "1");
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  return site.value;
}

const problemsOf = (...devices: readonly DeviceFile[]): readonly string[] => {
  const site = compileSite(siteFile(devices), "1");
  return site.ok ? [] : site.error.map(({ code, path, message }) => `${code} ${path.join(".")}: ${message}`);
};

test("a gateway knows what it speaks, with the zone of times that come without one; who is behind it what it is called there", () => {
  const [gw, door, cold] = siteOf(
    gateway("gw", { convention: "zigbee2mqtt", topics: ["zigbee2mqtt/#"] }),
    behind("door-17", { door: { ...DOOR, from: "contact" } }, { address: "0x00158d0001e82a3f" }),
    behind("frz-1", { temperature: COLD }),
  ).devices;
  expect(gw).toMatchObject({ speaks: { convention: "zigbee2mqtt", topics: ["zigbee2mqtt/#"], timeZone: "Europe/Berlin" } });
  expect(door).toMatchObject({ gateway: "gw", address: "0x00158d0001e82a3f" });
  expect(cold).toMatchObject({ gateway: "gw" });
  expect(cold).not.toHaveProperty("address");
});

test.each<{ from: SignalFile["from"]; signal: SignalFile; wire: WireReading }>([
  { from: undefined, signal: COLD, wire: { name: "s" } },
  { from: "t1", signal: COLD, wire: { name: "t1" } },
  { from: { scale: 0.1, offset: -40, unit: "°F" }, signal: COLD, wire: { name: "s", scale: 0.1, offset: -40, unit: "degF" } },
  { from: { name: "t1", errors: [85, -127, "nan"] }, signal: COLD, wire: { name: "t1", errors: [85, -127, "nan"] } },
  { from: { words: { "1": "open", "0": "closed" } }, signal: DOOR, wire: { name: "s", words: { "1": "open", "0": "closed" } } },
])("a signal behind it is read from $from as $wire", ({ from, signal, wire }) => {
  const [described] = siteOf(gateway("gw"), behind("dev", { s: { ...signal, ...(from === undefined ? {} : { from }) } })).signals;
  expect(described?.wire).toEqual(wire);
});

test("a device that speaks a convention itself has its own signals read so too", () => {
  expect(siteOf(gateway("plug-3", { convention: "tasmota", topics: ["tele/plug3/#"] }, { signals: { s: COLD } })).signals).toMatchObject([
    { wire: { name: "s" } },
  ]);
});

test("whose gateway speaks the platform's own payload is read by its own name", () => {
  const [signal] = siteOf({ id: "gw", zone: "room", signals: {} }, behind("dev", { s: COLD })).signals;
  expect(signal).toMatchObject({ gateway: "gw" });
  expect(signal).not.toHaveProperty("wire");
});

describe("topics belong to one gateway, and none to two", () => {
  test.each([
    { topics: [], at: "topics", says: "list the topic filters" },
    { topics: ["#"], at: "topics.0", says: "what every device says" },
    { topics: ["+/devices/#"], at: "topics.0", says: "what every device says" },
    { topics: ["ok/#", "v1/devices/gw/#"], at: "topics.1", says: "the platform's own" },
    { topics: ["v1"], at: "topics.0", says: "the platform's own" },
    { topics: ["$SYS/#"], at: "topics.0", says: "the broker's own" },
    { topics: ["$share/group/x"], at: "topics.0", says: "the broker's own" },
    { topics: ["a/#/b"], at: "topics.0", says: "no topic filter" },
    { topics: ["a/b+"], at: "topics.0", says: "no topic filter" },
    { topics: [""], at: "topics.0", says: "no topic filter" },
    { topics: ["a\u0000b"], at: "topics.0", says: "no topic filter" },
    { topics: ["1/2/3/4/5/6/7/8/9/10/11/12/13"], at: "topics.0", says: "more than 12 levels" },
  ])("$topics", ({ topics, at, says }) => {
    const [problem] = problemsOf(gateway("gw", { topics }));
    expect(problem).toMatch(`SITE_TOPIC devices.0.speaks.${at}: `);
    expect(problem).toContain(says);
  });

  test.each([
    { one: "plant/#", other: "plant/hall-2/+" },
    { one: "plant/+/data", other: "plant/hall-2/#" },
    { one: "plant/#", other: "plant" },
    { one: "plant/+/a", other: "plant/b/+" },
  ])("$one and $other", ({ one, other }) => {
    const [problem] = problemsOf(gateway("gw", { topics: [one] }), gateway("gw-2", { topics: [other] }));
    expect(problem).toBe(`SITE_TOPIC devices.1.speaks.topics.0: gw has topics of it too, by "${one}"; each topic belongs to one gateway`);
  });

  test.each([
    { one: "plant/+/data", other: "plant/+/status" },
    { one: "plant/a/#", other: "plant/b/#" },
    { one: "plant/+", other: "plant/a/b" },
  ])("$one and $other have none in common", ({ one, other }) => {
    expect(problemsOf(gateway("gw", { topics: [one] }), gateway("gw-2", { topics: [other] }))).toEqual([]);
  });

  test("one gateway may have filters that overlap", () => {
    expect(problemsOf(gateway("gw", { topics: ["a/#", "a/b"] }))).toEqual([]);
  });

  test("Zigbee2MQTT has one base", () => {
    expect(problemsOf(gateway("gw", { convention: "zigbee2mqtt", topics: ["zigbee2mqtt/+"] }))).toEqual([
      "SITE_TOPIC devices.0.speaks.topics.0: the first is the base topic of Zigbee2MQTT with /# behind it, such as zigbee2mqtt/#",
    ]);
  });
});

describe("an address belongs to one device", () => {
  test.each([
    { devices: [behind("a", {}, { address: "x" }), behind("b", {}, { address: "x" })], says: '"x" is a already' },
    { devices: [behind("a", {}), behind("b", {}, { address: "a" })], says: '"a" is a already' },
    { devices: [behind("a", {}, { address: "gw" })], says: '"gw" is gw already' },
    { devices: [gateway("gw-2", {}, { gateway: "gw" })], says: "no gateway itself" },
  ])("$says", ({ devices, says }) => {
    const [problem] = problemsOf(gateway("gw"), ...devices);
    expect(problem).toMatch(/^SITE_ADDRESS devices\.\d/);
    expect(problem).toContain(says);
  });

  test("of another gateway it is another", () => {
    expect(
      problemsOf(gateway("gw"), gateway("gw-2"), behind("a", {}, { address: "x" }), behind("b", {}, { address: "x", gateway: "gw-2" })),
    ).toEqual([]);
  });
});

describe("how a value is read makes sense, or is refused with what would", () => {
  test.each<{ signals: Readonly<Record<string, SignalFile>>; problem: string }>([
    { signals: { s: { ...COLD, from: "" } }, problem: "SITE_WIRE devices.1.signals.s.from: a name on the wire has 1 to 200 characters" },
    { signals: { s: { ...DOOR, from: { scale: 2 } } }, problem: "SITE_WIRE devices.1.signals.s.from: states are not scaled" },
    { signals: { s: { ...COLD, from: { words: { a: "b" } } } }, problem: "SITE_WIRE devices.1.signals.s.from.words: words are for states" },
    { signals: { s: { ...COLD, from: { scale: 0 } } }, problem: "SITE_WIRE devices.1.signals.s.from.scale: everything times 0 is 0" },
    {
      signals: { s: { ...DOOR, from: { words: { on: "ajar" } } } },
      problem: 'SITE_STATE devices.1.signals.s.from.words.on: "ajar" is no state',
    },
    {
      signals: { s: { ...COLD, from: { unit: "ppm" } } },
      problem: 'SITE_UNIT devices.1.signals.s.from.unit: "ppm" cannot be converted to Cel',
    },
    {
      signals: { s: { ...COLD, from: { unit: "furlong" } } },
      problem: 'SITE_UNIT devices.1.signals.s.from.unit: "furlong" cannot be converted',
    },
    { signals: { s: { ...COLD, from: "t" }, t: COLD }, problem: 'SITE_WIRE devices.1.signals.t.from: "t" is read as s already' },
  ])("$problem", ({ signals, problem }) => {
    expect(problemsOf(gateway("gw"), behind("dev", signals))[0]).toContain(problem);
  });

  test.each<{ speaks: Partial<SpeaksFile>; problem: string }>([
    { speaks: { convention: "tasmota", mapping: {} }, problem: "SITE_WIRE devices.0.speaks.mapping: tasmota says by itself" },
    { speaks: { mapping: { topic: "gw/{device}" } }, problem: 'topic: "{device}" is not known' },
    { speaks: { mapping: { topic: "gw/{name}/{name}" } }, problem: "topic: {address} and {name} stand once each" },
    { speaks: { mapping: { topic: "gw/{address}", address: "id" } }, problem: "address: the topic says the address already" },
    { speaks: { mapping: { topic: "gw/x{address}" } }, problem: "topic: it is no topic" },
    { speaks: { mapping: { topic: "gw/#/a" } }, problem: "topic: it is no topic" },
    {
      speaks: { mapping: { status: { ...STATUS, topic: "other/status" } } },
      problem: 'status.topic: "other/status" is none of the gateway',
    },
    { speaks: { mapping: { status: { ...STATUS, topic: "gw/+" } } }, problem: 'status.topic: "gw/+" is none of the gateway' },
    { speaks: { mapping: { status: { ...STATUS, offline: "up" } } }, problem: "status.offline: online and offline are two words" },
  ])("$problem", ({ speaks, problem }) => {
    expect(problemsOf(gateway("gw", speaks)).join("\n")).toContain(problem);
  });

  test.each([
    { mapping: { topic: "gw/{address}/{name}/#" } },
    { mapping: { status: STATUS } },
    { mapping: { address: "id", time: { from: "t", format: "seconds" } } } as const,
  ])("$mapping is right", (speaks) => {
    expect(problemsOf(gateway("gw", speaks))).toEqual([]);
  });
});
