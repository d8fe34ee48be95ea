import { expect, test } from "vitest";
import type { SilenceGroupRule } from "../rules/index.ts";
import { compileSite } from "./compile.ts";
import type { DeviceFile, SiteFile, ZoneFile } from "./file.ts";

const text = (name: string) => ({ en: name, zh: name });
const TEMPERATURE = { quantity: "temperature", unit: "Cel" };

const device = (id: string, zone: string, signals: number, gateway?: string): DeviceFile => ({
  id,
  zone,
  ...(gateway === undefined ? {} : { gateway }),
  signals: Object.fromEntries(Array.from({ length: signals }, (_, index) => [`t${index}`, TEMPERATURE])),
});

const ZONES: readonly ZoneFile[] = [
  {
    id: "house",
    kind: "building",
    name: text("House"),
    zones: [
      { id: "room-1", kind: "room", name: text("Room 1"), zones: [{ id: "cabinet", kind: "cabinet", name: text("Cabinet") }] },
      { id: "room-2", kind: "room", name: text("Room 2") },
    ],
  },
];

function compiled(devices: readonly DeviceFile[]) {
  const file: SiteFile = {
    site: "test",
    name: text("Test"),
    timeZone: "UTC",
    people: { wang: { name: "Wang", language: "zh", phone: "+8613800000001" } },
    securityCentre: ["wang"],
    zones: ZONES,
    devices,
  };
  return compileSite(file, "1");
}

/** Each group rule with the signal it belongs to, its zone and its priority. */
function groups(devices: readonly DeviceFile[]): string[] {
  const site = compiled(devices);
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  return site.value.signals.flatMap(({ key, rules }) =>
    rules
      .filter((rule): rule is SilenceGroupRule => rule.kind === "silence-group")
      .map(({ id, zoneId, priority }) => `${id} of ${key} in ${zoneId}, ${priority}`),
  );
}

test.each<{ devices: DeviceFile[]; groups: string[]; because: string }>([
  { devices: [device("a", "room-1", 2)], groups: [], because: "two signals are told one by one" },
  {
    devices: [device("a", "room-1", 3)],
    groups: ["device:a/silent of a/t0 in room-1, medium"],
    because: "a room and a building with that one device hold the same signals",
  },
  {
    devices: [device("a", "room-1", 1), device("b", "cabinet", 1), device("c", "room-2", 1)],
    groups: ["zone:house/silent of a/t0 in house, medium"],
    because: "only the building has three",
  },
  {
    devices: [device("gw", "house", 1), device("a", "room-1", 2, "gw"), device("b", "room-2", 2, "gw")],
    groups: ["zone:house/silent of gw/t0 in house, medium", "gateway:gw/silent of a/t0 in house, medium"],
    because: "the gateway stands for what is behind it, not for itself",
  },
])("$devices.length devices have $groups: $because", ({ devices, groups: expected }) => {
  expect(groups(devices)).toEqual(expected);
});

test("it is as grave as the gravest silence in it", () => {
  const [first, ...others] = [device("a", "room-1", 1), device("b", "room-1", 1), device("c", "room-1", 1)];
  const silent = {
    kind: "silence",
    priority: "critical",
    consequence: text("x"),
    firstAction: text("x"),
    responseTime: "5min",
    source: "test",
  } as const;
  const grave: DeviceFile = { ...first!, signals: { t0: { ...TEMPERATURE, rules: { silent } } } };
  expect(groups([...others, grave])).toEqual(["zone:room-1/silent of b/t0 in room-1, critical"]);
});

test.each([
  { gateway: "gone", told: 'SITE_UNKNOWN_DEVICE devices.0.gateway "gone" is not under devices; add it there or correct the id' },
  { gateway: "a", told: "SITE_UNKNOWN_DEVICE devices.0.gateway a device is not its own gateway; leave the key out" },
])("the gateway $gateway is refused", ({ gateway, told }) => {
  const site = compiled([device("a", "room-1", 1, gateway)]);
  expect(site.ok ? [] : site.error.map(({ code, path, message }) => `${code} ${path.join(".")} ${message}`)).toEqual([told]);
});
