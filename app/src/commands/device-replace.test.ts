import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { openDeviceDirectory } from "../platform/device-directory.ts";
import { loadSite } from "../site/load.ts";
import { device } from "./device.ts";

const DEVICES = `devices:
  - id: gas-1 # in the corridor
    zone: lab
    signals:
      ch4:
        quantity: gas-concentration
        unit: "%LEL"
        substance: CH4
        range: { max: 100 }
        calibration: { last: 2026-01-05, every: 180d } # by Li
        bumpTest: { due: 2027-01-01 }
      t: { quantity: temperature, unit: Cel }
  - { id: zigbee, zone: lab, serial: "1", speaks: { convention: zigbee2mqtt, topics: ["zigbee2mqtt/#"] }, signals: {} }
  - { id: door, zone: lab, gateway: zigbee, address: "0x1", signals: { contact: { quantity: door, states: [closed, open] } } }
  - { id: other, zone: lab, gateway: zigbee, address: "0x2", signals: { contact: { quantity: door, states: [closed, open] } } }
`;
const SITE = `site: lab
name: { en: Lab, zh: 实验室 }
timeZone: Asia/Shanghai
include: [devices.yaml]
people: { a: { name: A, language: en } }
securityCentre: [a]
zones: [{ id: lab, kind: building, name: { en: Lab, zh: 实验室 } }]
devices: []
`;

let out: string;
let errors: string;

beforeEach(() => {
  [out, errors] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((errors += String(text)), true));
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 10, 26, 0, 20) });
  return () => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  };
});

function installation() {
  const folder = temporaryFolder();
  const [site, file, data] = [join(folder, "site.yaml"), join(folder, "devices.yaml"), join(folder, "data")];
  writeFileSync(site, SITE);
  writeFileSync(file, DEVICES);
  const directory = openDeviceDirectory(data);
  const [old] = directory.enrol(["gas-1", "zigbee"]);
  const run = (...words: readonly string[]) => device(["replace", ...words, "--site", site, "--data", data]);
  const counts = (token: string | undefined): boolean => directory.verifyToken("gas-1", Buffer.from(token ?? ""));
  return { site, run, counts, old: old?.token, said: () => readFileSync(file, "utf8") };
}

const REPLACED = DEVICES.replace("# in the corridor\n", "# in the corridor\n    replaced: 2026-11-26T08:20:00+08:00\n    serial: SN-42\n")
  .replace("last: 2026-01-05", "last: none")
  .replace("due: 2027-01-01", "due: 2026-11-26");

test("without --apply what would happen is shown, and nothing is changed", async () => {
  const { run, counts, old, said } = installation();
  expect([await run("gas-1", "--serial", "SN-42"), errors]).toEqual([0, ""]);
  expect(out).toContain(`gas-1: another device from now on; ch4, t keep their history
the token of the old one ends, and the new one is told once
calibration of ch4: overdue until it is done; --calibrated says when it was
bump test of ch4: overdue until it is done; --bump-tested says when it was
a commissioning test that the old one passed proves nothing of the new one
`);
  expect(out).toContain("-        calibration: { last: 2026-01-05, every: 180d } # by Li\n");
  expect(out).toContain("Nothing was changed; --apply does it.\n");
  expect([said(), counts(old)]).toEqual([DEVICES, true]);
});

test("--apply writes the file that describes it, comments kept; the old token ends, and the new one is told once", async () => {
  const { run, counts, old, said, site } = installation();
  expect([await run("gas-1", "--serial", "SN-42", "--apply"), errors]).toEqual([0, ""]);
  expect(said()).toBe(REPLACED);
  const [, token] = /^gas-1 ([\w-]{43})$/m.exec(out) ?? [];
  expect([counts(old), counts(token)]).toEqual([false, true]);
  const read = loadSite(site);
  expect(read.ok && read.value.devices[0]).toMatchObject({ replacedAt: Date.UTC(2026, 10, 26, 0, 20), serial: "SN-42" });
  expect(read.ok && read.value.signals[0]).toMatchObject({ dueAt: Date.UTC(2026, 10, 25, 16) });
});

test("what is known to have been done to the new one is written down", async () => {
  const { run, said } = installation();
  expect(await run("gas-1", "--calibrated", "2026-11-20", "--apply")).toBe(0);
  expect(said()).toContain("calibration: { last: 2026-11-20, every: 180d } # by Li");
});

test("one behind a gateway has no token of its own, and another address", async () => {
  const { run, said } = installation();
  expect(await run("door", "--address", "0x9", "--apply")).toBe(0);
  expect(said()).toBe(
    DEVICES.replace(
      'id: door, zone: lab, gateway: zigbee, address: "0x1"',
      'id: door, replaced: 2026-11-26T08:20:00+08:00, zone: lab, gateway: zigbee, address: "0x9"',
    ),
  );
  expect(out).toContain("zigbee calls it 0x9\n");
  expect(out).not.toMatch(/^door [\w-]{43}$/m);
});

test.each([
  { words: ["gas-2"], code: "REPLACE_DEVICE", says: "did you mean gas-1?" },
  { words: ["zigbee"], code: "REPLACE_SERIAL", says: "serial 1, which is the old one; give the new one's with --serial" },
  { words: ["gas-1", "--calibrated", "20.11.2026"], code: "REPLACE_DATE", says: "write for example --calibrated 2026-11-20" },
  { words: ["door", "--calibrated", "2026-11-20"], code: "REPLACE_DUTY", says: "asks for no calibration of door" },
  { words: ["gas-1", "--bump-tested", "2026-11-20"], code: "REPLACE_DUTY", says: "leave --bump-tested out" },
  { words: ["door", "--address", "0x2"], code: "SITE_ADDRESS", says: '"0x2" is' },
  { words: ["gas-1", "--address", "0x2"], code: "SITE_ADDRESS", says: "nobody speaks for this device" },
])("$words is refused with $code, and nothing is changed", async ({ words, code, says }) => {
  const { run, counts, old, said } = installation();
  expect(await run(...words, "--apply")).toBe(1);
  expect(errors).toContain(`(${code})`);
  expect(errors).toContain(says);
  expect([said(), counts(old)]).toEqual([DEVICES, true]);
});
