import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { describingFile, loadSite, readSite } from "./load.ts";
import { PLAN_SOURCE_REFUSALS, withPlaces } from "./plan-source.ts";

const EXAMPLE = join(import.meta.dirname, "../../../examples/chemistry-building/site.yaml");

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
plans:
  - id: ground
    name: { en: Ground, zh: 一层 }
    zone: lab
    drawing: ground.svg
    places:
      - { signal: d/t, x: 5, y: 5 }
`;
const DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0H10"/></svg>';

function site(text = SITE, drawings: Readonly<Record<string, string>> = { "ground.svg": DRAWING }): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "site.yaml"), text);
  for (const [name, drawing] of Object.entries(drawings)) writeFileSync(join(folder, name), drawing);
  return join(folder, "site.yaml");
}
const problemsOf = (file: string) => {
  const read = loadSite(file);
  return read.ok ? [] : read.error.map(({ code, line, key, message, file: where }) => ({ code, line, key, message, where }));
};
const versionOf = (file: string): string => {
  const read = loadSite(file);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value.version;
};

test("a plan is part of the site, and of its version: another drawing is another site", () => {
  const file = site();
  const before = versionOf(file);
  expect(loadSite(file)).toMatchObject({ ok: true, value: { plans: [{ id: "ground", drawing: { view: { width: 10 } } }] } });
  writeFileSync(join(file, "../ground.svg"), DRAWING.replace("H10", "H9"));
  expect(versionOf(file)).not.toBe(before);
});

test.each([
  { drawing: "other.svg", says: "there is no file" },
  { drawing: "../ground.svg", says: "leads out of" },
  { drawing: "/etc/hostname", says: "leads out of" },
  { drawing: "x/../../ground.svg", says: "leads out of" },
  { drawing: ".", says: "is not a file" },
  { drawing: "large.svg", says: "a drawing has at most 512 kB" },
])("the line that names $drawing is told: $says", ({ drawing, says }) => {
  const file = site(SITE.replace("ground.svg", drawing), { "large.svg": " ".repeat(512 * 1024 + 1) });
  expect(problemsOf(file)).toEqual([
    { code: "PLAN_DRAWING", where: file, line: 18, key: "plans.0.drawing", message: expect.stringContaining(says) },
  ]);
});

test("what acts in a drawing is told by the drawing's own line", () => {
  const file = site(SITE, { "ground.svg": DRAWING.replace("<path", "\n<script/><path") });
  expect(problemsOf(file)).toMatchObject([{ code: "PLAN_DRAWING", where: join(file, "../ground.svg"), line: 2 }]);
});

test("a place is told by its line and key, and a plan of an included file by that file", () => {
  expect(problemsOf(site(SITE.replace("x: 5", "x: 50")))).toMatchObject([{ code: "SITE_PLAN", line: 20, key: "plans.0.places.0.x" }]);
  const [main = "", plans = ""] = SITE.split(/(?=plans:)/);
  const file = site(`include: [floors/plans.yaml]\n${main}`);
  mkdirSync(join(file, "../floors"));
  const included = join(file, "../floors/plans.yaml");
  writeFileSync(included, plans.replace("d/t", "d/x"));
  writeFileSync(join(file, "../floors/ground.svg"), DRAWING);
  expect(problemsOf(file)).toMatchObject([{ code: "SITE_UNKNOWN_SIGNAL", where: included, line: 7 }]);
  writeFileSync(included, plans);
  expect(describingFile(file, "plans", "ground")).toBe(included);
});

test("what was left out of a drawing is a warning with its file", () => {
  const read = readSite(site(SITE, { "ground.svg": DRAWING.replace("<path", '<use href="#a"/><path') }));
  expect(read).toMatchObject({ ok: true, value: { warnings: [expect.stringMatching(/ground\.svg: <use> is left out$/)] } });
});

test("the plans of the example are taken whole", () => {
  const read = readSite(EXAMPLE);
  expect(read).toMatchObject({ ok: true, value: { warnings: [], site: { plans: [{ id: "ground-floor" }, { id: "ward-3" }] } } });
});

test("places are put into the file that has them, and nothing else in it changes", () => {
  const text = readFileSync(EXAMPLE, "utf8");
  const written = withPlaces(text, "ward-3", [{ kind: "signal", signal: "vac-1/door", x: 7, y: 8 }]);
  if (!written.ok) throw new Error(written.error);
  const [before, after] = [text.split("\n"), written.value.split("\n")];
  const gone = before.filter((line) => !after.includes(line));
  expect(gone.length).toBeGreaterThan(5);
  expect(gone.every((line) => /^ {6}- \{ (?:zone|signal): /.test(line))).toBe(true);
  expect(after.filter((line) => !before.includes(line))).toEqual(["      - { signal: vac-1/door, x: 7, y: 8 }"]);
  expect(after.length).toBe(before.length - gone.length + 1);
  expect(parse(written.value).plans[1].places).toEqual([{ signal: "vac-1/door", x: 7, y: 8 }]);
});

test.each([
  { because: "it has none yet", text: SITE.replace(/ {4}places:[^]*$/, ""), id: "ground", refusal: undefined },
  {
    because: "something follows it",
    text: SITE.replace("    places:\n      - { signal: d/t, x: 5, y: 5 }\n", "") + "# the end\n",
    id: "ground",
    refusal: undefined,
  },
  { because: "it is empty", text: SITE.replace(/places:[^]*$/, "places: []\n"), id: "ground", refusal: undefined },
  { because: "it is elsewhere", text: SITE, id: "other", refusal: PLAN_SOURCE_REFUSALS.notThere },
  { because: "it is in one line", text: "plans: [{ id: ground, places: [] }]\n", id: "ground", refusal: PLAN_SOURCE_REFUSALS.inOneLine },
  {
    because: "a comment would be lost",
    text: SITE.replace("- { signal", "# by the door\n      - { signal"),
    id: "ground",
    refusal: PLAN_SOURCE_REFUSALS.withComments,
  },
])("a plan is written, or the reason not said, where $because", ({ text, id, refusal }) => {
  const written = withPlaces(text, id, [{ kind: "zone", zoneId: "lab", x: 0, y: 0, w: 1, h: 1 }]);
  expect(written.ok ? undefined : PLAN_SOURCE_REFUSALS[written.error]).toBe(refusal);
  if (!written.ok) return;
  expect(parse(written.value).plans[0].places).toEqual([{ zone: "lab", x: 0, y: 0, w: 1, h: 1 }]);
  const rest = (value: string): unknown => ({ ...parse(value), plans: undefined });
  expect(rest(written.value)).toEqual(rest(text));
});
