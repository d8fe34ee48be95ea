import { epochMs } from "@labcanary/domain/basics";
import { tellUnknown } from "@labcanary/dashboard";
import { NO_FAILED_SIGN_INS } from "@labcanary/domain/ports";
import { type Quarantined, UnknownSignals } from "@labcanary/domain/telemetry";
import { expect, test } from "vitest";
import { signal, testSite } from "../../../test/support/site.ts";
import { type AdoptionWish, planAdoption } from "./adoption.ts";

const named = { name: { en: "x", zh: "x" }, zoneId: "cabinet-17", signals: [] };
const SITE = testSite({
  signals: [...testSite().signals, signal({ key: "cab-17/vap-our", name: "vap-our" })],
  devices: [...testSite().devices, { id: "zigbee", ...named }, { id: "probe", ...named, gateway: "zigbee", address: "0x9" }],
});

const heard = (over: Partial<Quarantined>): Quarantined => ({
  deviceId: "zigbee",
  address: "0x1",
  signal: "contact",
  receivedAt: epochMs(1),
  said: "",
  ...over,
});

function adopt(wish: Partial<AdoptionWish>, ...entries: readonly Quarantined[]) {
  const unknown = new UnknownSignals();
  for (const entry of entries.length === 0 ? [heard({ value: "closed" })] : entries) unknown.note(entry);
  return planAdoption(
    { device: "0x1", zone: "cabinet-17", profiles: new Map(), ...wish },
    tellUnknown({ unknown: () => unknown, failedSignIns: () => NO_FAILED_SIGN_INS, site: () => SITE }),
    SITE,
  );
}
const door = new Map([["contact", "chemical-cabinet-door"]]);

test("a signal takes the profile it is given; what says nothing of itself is left out, and that is said", () => {
  const plan = adopt({ profiles: door }, heard({ value: "closed" }), heard({ signal: "linkquality", value: 51 }));
  expect(plan).toMatchObject({
    ok: true,
    value: {
      device: { id: "0x1", rows: [{ cells: { signal: "contact", profile: "chemical-cabinet-door", gateway: "zigbee", address: "" } }] },
      lines: ["linkquality: left out; nothing in its name, unit and values says what it is", "contact: chemical-cabinet-door"],
    },
  });
});

test("a profile that alone fits is taken, with the reason", () => {
  const plan = adopt({ id: "frz-1" }, heard({ signal: "temperature", value: -80, unit: "°C" }));
  expect(plan).toMatchObject({
    value: {
      device: { id: "frz-1", rows: [{ cells: { address: "0x1", profile: "ultra-low-freezer" } }] },
      lines: ["temperature: ultra-low-freezer (temperature between −80 and −80 °C: an ultra-low freezer)"],
    },
  });
});

test("a name on the wire that is none of the site's is kept beside one that is", () => {
  const plan = adopt({ profiles: new Map([["door 1/left", "d"]]) }, heard({ signal: "door 1/left" }));
  expect(plan).toMatchObject({ value: { device: { rows: [{ cells: { signal: "door-1-left", from: "door 1/left" } }] } } });
});

test("a device of its own is adopted under the id it signs in with, behind no gateway", () => {
  const own = { deviceId: "cab-99", signal: "co", receivedAt: epochMs(1), said: "", value: 1 };
  expect(adopt({ device: "cab-99", profiles: new Map([["co", "carbon-monoxide-gbz"]]) }, own)).toMatchObject({
    value: { device: { id: "cab-99", rows: [{ cells: { gateway: "", address: "" } }] } },
  });
});

const other = heard({ deviceId: "zigbee-2", value: "open" });
test.each<{ wish: Partial<AdoptionWish>; entries?: readonly Quarantined[]; code: string; says: string }>([
  { wish: { device: "0x2" }, code: "ADOPT_UNKNOWN", says: "zigbee/0x1" },
  { wish: {}, entries: [heard({}), other], code: "ADOPT_AMBIGUOUS", says: "zigbee-2/0x1 or zigbee/0x1" },
  {
    wish: { device: "0x9" },
    entries: [heard({ address: "0x9", signal: "battery" })],
    code: "ADOPT_DESCRIBED",
    says: "adopt one of its signals: probe/battery",
  },
  { wish: { device: "zigbee/zigbee" }, entries: [heard({ address: "zigbee" })], code: "ADOPT_DESCRIBED", says: "zigbee" },
  { wish: { zone: "cabinet-71" }, code: "ADOPT_ZONE", says: "cabinet-17" },
  { wish: { zone: undefined } as never, code: "ADOPT_ZONE", says: "say where it is, with --zone ZONE; there are" },
  {
    wish: { device: "probe/battery" },
    entries: [heard({ address: "0x9", signal: "battery" })],
    code: "ADOPT_PROFILE",
    says: "--profile battery=",
  },
  {
    wish: { device: "probe/battery", profiles: new Map([["contact", "d"]]) },
    entries: [heard({ address: "0x9", signal: "battery" })],
    code: "ADOPT_SIGNAL",
    says: "--profile battery=PROFILE",
  },
  {
    wish: { device: "cab-17/vap:our", profiles: new Map([["vap:our", "d"]]) },
    entries: [{ deviceId: "cab-17", signal: "vap:our", receivedAt: epochMs(1), said: "" }],
    code: "ADOPT_ID",
    says: "the site has a signal cab-17/vap-our already",
  },
  { wish: { device: "hall 2" }, entries: [heard({ address: "hall 2" })], code: "ADOPT_ID", says: "--id" },
  { wish: { id: "probe" }, code: "ADOPT_ID", says: "the site has a probe" },
  {
    wish: { device: "own", id: "another" },
    entries: [{ deviceId: "own", signal: "t", receivedAt: epochMs(1), said: "" }],
    code: "ADOPT_ID",
    says: "signs in as own",
  },
  { wish: { profiles: new Map([["contcat", "d"]]) }, code: "ADOPT_SIGNAL", says: "contact" },
  { wish: {}, code: "ADOPT_PROFILE", says: "--profile contact=chemical-cabinet-door or highly-toxic-store-door" },
])("$wish is refused with $code: $says", ({ wish, entries = [], code, says }) => {
  expect(adopt(wish, ...entries)).toMatchObject({ ok: false, error: { code, message: expect.stringContaining(says) as string } });
});

test("of two gateways with the same address the one that was named is meant", () => {
  expect(adopt({ device: "zigbee-2/0x1", profiles: door }, heard({}), other)).toMatchObject({
    value: { device: { rows: [{ cells: { gateway: "zigbee-2" } }] } },
  });
});

test.each([
  { device: "probe/battery", entry: heard({ address: "0x9", signal: "battery" }), deviceId: "probe", from: undefined },
  { device: "probe/a b", entry: heard({ address: "0x9", signal: "a b" }), deviceId: "probe", from: "a b" },
  { device: "zigbee/load", entry: heard({ address: "zigbee", signal: "load" }), deviceId: "zigbee", from: undefined },
])("$device is one more signal of $deviceId", ({ device, entry, deviceId, from }) => {
  const plan = adopt({ device, profiles: new Map([[entry.signal, "p"]]), interval: "1h" }, entry);
  expect(plan).toMatchObject({
    ok: true,
    value: { kind: "signal", deviceId, described: { profile: "p", interval: "1h", ...(from === undefined ? {} : { from }) } },
  });
});
