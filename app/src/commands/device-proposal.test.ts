import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { adoptionProposalsIn } from "@labcanary/dashboard";
import { epochMs } from "@labcanary/domain/basics";
import { beforeEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { EXIT_USAGE, UsageError } from "../command-line.ts";
import { device } from "./device.ts";

const SITE = `site: lab
name: { en: Lab, zh: 实验室 }
timeZone: Asia/Shanghai
people: { a: { name: A, language: en } }
securityCentre: [a]
zones: [{ id: lab, kind: building, name: { en: Lab, zh: 实验室 } }]
profiles: { level: { quantity: battery, unit: "%" } }
devices:
  - { id: zigbee, zone: lab, speaks: { convention: zigbee2mqtt, topics: ["zigbee2mqtt/#"] }, signals: {} } # the bridge
`;
const AT = epochMs(Date.UTC(2026, 10, 26, 8));
const WRITTEN = `  - id: door-1
    name:
      en: Door
      zh: 门
    zone: lab
    gateway: zigbee
    address: "0x1"
    signals:
      battery:
        profile: level
`;

let out: string;
let errors: string;

beforeEach(() => {
  [out, errors] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((errors += String(text)), true));
  return () => vi.restoreAllMocks();
});

/** A site, and li's proposal to take a door into it whose battery had been heard. */
function proposed() {
  const data = temporaryFolder();
  const site = join(data, "site.yaml");
  writeFileSync(site, SITE);
  const kept = adoptionProposalsIn(data).keep({
    device: "zigbee/0x1",
    zone: "lab",
    name: { en: "Door", zh: "门" },
    deviceId: "door-1",
    profiles: { battery: "level" },
    heard: ["battery", "contact"].map((signal) => ({ deviceId: "zigbee", address: "0x1", signal, firstAt: AT, lastAt: AT, count: 1 })),
    by: "li",
    at: AT,
    siteVersion: "1",
  });
  const id = kept.ok ? kept.value.id : expect.fail();
  const run = (...words: readonly string[]) => device([...words, "--site", site, "--data", data]);
  return { id, run, site, head: `${id}  zigbee/0x1  2026-11-26T08:00:00.000Z  li: in lab, battery=level` };
}

test("what is proposed is listed, and shown as a change of the site file; --apply makes it, and then there is nothing to do", async () => {
  const { id, run, site, head } = proposed();
  expect(await run("proposals")).toBe(0);
  expect(out).toBe(`${head}, waiting\n`);
  out = "";
  expect(await run("proposal", id)).toBe(0);
  expect(out).toContain(`# ${head}\n`);
  expect(out).toContain("contact: left out; nothing in its name, unit and values says what it is\n");
  expect(out).toContain(WRITTEN.replaceAll(/^(?=.)/gm, "+"));
  expect(readFileSync(site, "utf8")).toBe(SITE);
  expect([await run("proposal", id, "--apply"), errors]).toEqual([0, ""]);
  expect(readFileSync(site, "utf8")).toBe(`${SITE.trimEnd()}\n${WRITTEN}`);
  out = "";
  expect([await run("proposal", id, "--apply"), await run("proposals")]).toEqual([0, 0]);
  expect(out).toBe(`# ${head}\nthe site describes zigbee/0x1 already\n${head}, in-force\n`);
});

test("a site that has changed since says why it cannot be, and stays as it is", async () => {
  const { id, run, site } = proposed();
  const since = SITE.replace("level:", "charge:");
  writeFileSync(site, since);
  expect(await run("proposal", id, "--apply")).toBe(1);
  expect(errors).toMatch(/SITE_UNKNOWN_PROFILE\)\nnothing was changed\n$/);
  expect(readFileSync(site, "utf8")).toBe(since);
});

test("of an id that is none it is said where to look", async () => {
  const { run } = proposed();
  expect(await run("proposal", "12345678")).toBe(EXIT_USAGE);
  expect(errors).toMatch(/there is no proposal 12345678 in .*; labcanary device proposals lists them\n/);
  await expect(run("proposal")).rejects.toThrow(UsageError);
  await expect(run("proposals", "x")).rejects.toThrow(UsageError);
});
