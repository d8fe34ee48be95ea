import { describe, expect, test } from "vitest";
import { seconds } from "../basics/index.ts";
import { compileSite } from "./compile.ts";
import { differencesBetween } from "./difference/index.ts";
import type { DeviceFile, ModbusFile, RegisterFile, SignalFile, SiteFile } from "./file.ts";
import type { Site } from "./site.ts";

const text = (en: string) => ({ en, zh: en });
const GAS: SignalFile = { quantity: "gas-concentration", unit: "%LEL", substance: "CH4" };
const DOOR: SignalFile = { quantity: "door", states: ["closed", "open"] };

const controller = (signals: Readonly<Record<string, SignalFile>>, over: Partial<DeviceFile> = {}): DeviceFile => ({
  id: "gas-1",
  zone: "room",
  modbus: { host: "192.168.10.20" },
  signals,
  ...over,
});

function compiled(...devices: readonly DeviceFile[]) {
  const file: SiteFile = {
    site: "test",
    name: text("Test"),
    timeZone: "Europe/Berlin",
    people: { wang: { name: "Wang", language: "zh", phone: "+8613800000001" } },
    securityCentre: ["wang"],
    zones: [{ id: "room", kind: "room", name: text("Room") }],
    devices,
  };
  return compileSite(file, "1");
}

const pollOf = (device: DeviceFile) => {
  const site = compiled(device);
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  return site.value.devices[0]?.modbus;
};

const problemsOf = (...devices: readonly DeviceFile[]): readonly string[] => {
  const site = compiled(...devices);
  return site.ok ? [] : site.error.map(({ code, path, message }) => `${code} ${path.join(".")}: ${message}`);
};

test("a controller is asked as the file says, and by what is usual where it says nothing", () => {
  expect(pollOf(controller({ ch4: { ...GAS, register: { address: 0 } } }))).toEqual({
    host: "192.168.10.20",
    port: 502,
    unit: 1,
    every: seconds(5),
    registers: [{ signal: "ch4", table: "input", address: 0, type: "uint16", order: "high-first", scale: 1, offset: 0 }],
  });
  const register: RegisterFile = {
    table: "holding",
    address: 12,
    type: "float32",
    order: "low-first",
    scale: 0.1,
    offset: -4,
    unit: "%vol",
    current: { at4: 0, at20: 5 },
  };
  const modbus: ModbusFile = { host: "gas.lab", port: 1502, unit: 0, every: "1s" };
  expect(pollOf(controller({ ch4: { ...GAS, register } }, { modbus }))).toEqual({
    ...modbus,
    every: seconds(1),
    registers: [{ signal: "ch4", ...register }],
  });
});

test("how a value is read is a change of its signal, so that another scale is not taken up unseen", () => {
  const [before, after] = [1, 10].map((scale) => {
    const site = compiled(controller({ ch4: { ...GAS, register: { address: 0, scale } } }));
    if (!site.ok) throw new Error(JSON.stringify(site.error));
    return site.value;
  });
  expect(differencesBetween(before as Site, after as Site)).toMatchObject([
    { about: "signal", id: "gas-1/ch4", attributes: [{ attribute: "register", verdict: "unclear" }] },
  ]);
});

test("a device that is not asked is described as before", () => {
  expect(pollOf({ id: "gas-1", zone: "room", signals: { ch4: GAS } })).toBeUndefined();
});

describe("what is wrong is told with a way out", () => {
  const gas = (register: RegisterFile): DeviceFile => controller({ ch4: { ...GAS, register } });
  const door = (register: RegisterFile): DeviceFile => controller({ door: { ...DOOR, register } });
  const words = { "0": "closed", "1": "open" };
  test.each<{ device: DeviceFile; says: string }>([
    { device: { ...gas({ address: 0 }), speaks: { convention: "json", topics: ["a/#"] } }, says: "neither speaks for others" },
    {
      device: controller({ ch4: { ...GAS, register: { address: 0 } } }, { modbus: { host: "a", every: "500ms" } }),
      says: "at most once a second",
    },
    {
      device: controller({ ch4: { ...GAS, register: { address: 0 } } }, { modbus: { host: "a", every: "soon" } }),
      says: "not a span of time",
    },
    { device: controller({ ch4: GAS }), says: "say where its value stands" },
    { device: gas({ address: 65_535, type: "float32" }), says: "the last register is 65535" },
    { device: gas({ address: 0, table: "coil" }), says: "a bit is no number" },
    { device: door({ address: 0, table: "coil", type: "int16", words }), says: "is one bit" },
    { device: gas({ address: 0, scale: 0 }), says: "everything times 0 is 0" },
    { device: door({ address: 0 }), says: 'words: { "0": closed }' },
    { device: gas({ address: 0, words }), says: "words are for states" },
    { device: door({ address: 0, words: { "0": "ajar" } }), says: '"ajar" is no state of it' },
    { device: door({ address: 0, words, current: { at4: 0, at20: 1 } }), says: "a current is a number" },
    { device: gas({ address: 0, current: { at4: 1, at20: 1 } }), says: "is the same" },
    { device: gas({ address: 0, current: { at4: 25, at20: 0 } }), says: "more at 4 mA than at 20 mA" },
    { device: gas({ address: 0, unit: "Cel" }), says: "cannot be converted to %LEL" },
    { device: gas({ address: 0, unit: "furlong" }), says: "cannot be converted to %LEL" },
    { device: door({ address: 0, words, unit: "ppm" }), says: "cannot be converted to state" },
  ])("$says", ({ device, says }) => {
    expect(problemsOf(device).join("\n")).toContain(says);
  });

  test("a bit with words is right", () => {
    expect(problemsOf(door({ address: 3, table: "discrete", words }))).toEqual([]);
  });

  test("and a register of a device behind a gateway is read by nobody", () => {
    const device: DeviceFile = { id: "gas-1", zone: "room", signals: { ch4: { ...GAS, register: { address: 0 } } } };
    expect(problemsOf(device)).toEqual([
      "SITE_REGISTER devices.0.signals.ch4.register: nobody asks this device; give it modbus: { host: … }",
    ]);
  });
});
