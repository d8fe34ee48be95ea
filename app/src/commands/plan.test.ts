import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { planProposalsIn } from "@labcanary/dashboard";
import { epochMs } from "@labcanary/domain/basics";
import { beforeEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { EXIT_USAGE, UsageError } from "../command-line.ts";
import { loadSite } from "../site/load.ts";
import { plan } from "./plan.ts";

const SITE = `site: lab
name: { en: Lab, zh: 实验室 }
timeZone: Europe/Berlin
people:
  a: { name: A, language: en, phone: "+491700000001" }
securityCentre: [a]
zones:
  - { id: lab, kind: building, name: { en: Lab, zh: 实验室 } }
devices:
  - id: d
    zone: lab
    signals:
      t: { quantity: temperature, unit: Cel }
plans: # one floor
  - id: ground
    name: { en: Ground, zh: 一层 }
    zone: lab
    drawing: ground.svg
    places:
      - { signal: d/t, x: 5, y: 5 }
`;
const DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0H10"/></svg>';

let printed: string;
let complained: string;

beforeEach(() => {
  [printed, complained] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((printed += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((complained += String(text)), true));
  return () => vi.restoreAllMocks();
});

/** A site with a plan, and li's proposal to move its signal from x = 5 to 8. */
function proposed() {
  const data = temporaryFolder();
  const file = join(data, "site.yaml");
  writeFileSync(file, SITE);
  writeFileSync(join(data, "ground.svg"), DRAWING);
  const site = loadSite(file);
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  const before = site.value.plans?.[0]?.places ?? [];
  const kept = planProposalsIn(data).keep({
    planId: "ground",
    by: "li",
    at: epochMs(Date.UTC(2026, 10, 22, 8)),
    siteVersion: site.value.version,
    note: "it hangs\nby the door",
    before,
    places: before.map((place) => ({ ...place, x: 8 })),
  });
  if (!kept.ok) throw new Error(kept.error);
  const run = (...words: readonly string[]) => plan([...words, "--site", file, "--data", data]);
  const head = (standing: string) =>
    `${kept.value.id}  ground  2026-11-22T08:00:00.000Z  li: 0 placed, 1 moved, 0 taken off, ${standing} (it hangs by the door)\n`;
  return { run, file, id: kept.value.id, head, said: () => readFileSync(file, "utf8") };
}

test("lists what is proposed, a line each, and prints one as lines of the site file", async () => {
  const { run, id, head, said } = proposed();
  expect(await run("proposals")).toBe(0);
  expect(printed).toBe(head("waiting"));
  printed = "";
  expect(await run("proposal", id)).toBe(0);
  expect(printed.startsWith(`# ${head("waiting")}`)).toBe(true);
  expect(printed).toContain("- { signal: d/t, x: 8, y: 5 }");
  expect(said()).toBe(SITE);
});

test("says that there is none", async () => {
  const { file } = proposed();
  expect(await plan(["proposals", "--site", file, "--data", temporaryFolder()])).toBe(0);
  expect(printed).toBe("no proposals\n");
});

test("--apply puts it into the file that describes the plan and leaves the rest; the second time there is nothing to do", async () => {
  const { run, id, head, said } = proposed();
  expect(await run("proposal", id, "--apply")).toBe(0);
  expect(printed).toContain(`the places of ground are those of ${id}`);
  expect(said()).toBe(SITE.replace("x: 5", "x: 8"));
  expect(await run("proposal", id, "--apply")).toBe(0);
  expect(printed).toContain(`the site says what ${id} proposes already\n`);
  printed = "";
  await run("proposals");
  expect(printed).toBe(head("in-force"));
});

test("--apply over a plan that has been changed since is refused, and changes nothing", async () => {
  const { run, file, id, said } = proposed();
  const since = SITE.replace("x: 5", "x: 2");
  writeFileSync(file, since);
  expect(await run("proposal", id, "--apply")).toBe(1);
  expect(complained).toContain("the plan ground has been changed since");
  expect(said()).toBe(since);
});

test("of an id that is none, it is said where to look, and of a wrong site what is wrong with it", async () => {
  const { run, file } = proposed();
  expect(await run("proposal", "12345678", "--apply")).toBe(EXIT_USAGE);
  expect(complained).toMatch(/there is no proposal 12345678 in .*; labcanary plan proposals lists them\n/);
  await expect(run("proposal")).rejects.toThrow(UsageError);
  writeFileSync(file, SITE.replace("zone: lab", "zone: lob"));
  expect(await run("proposals")).toBe(1);
  expect(complained).toContain(`${file}:11`);
});
