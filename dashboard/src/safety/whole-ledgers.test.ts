import { setImmediate as nextTurn } from "node:timers/promises";
import { hours, plus } from "@labcanary/domain/basics";
import type { Hazard, StandingMeasure } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { EIGHT } from "../../../test/support/cabinet-story.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createMemorySubstances } from "../../../test/support/memory-substances.ts";
import { stockHands } from "../../../test/support/stock-hands.ts";
import { stockSite } from "../../../test/support/stock-site.ts";
import { csvOfHazards } from "./hazard-csv.ts";
import { csvOfMeasures } from "./measure-csv.ts";
import { csvOf, exportFile, exportLines, exportRows, sha256Of } from "./substance-export.ts";

const site = stockSite();
const MANY = 1050;

/** What is made, and how often something else had its turn meanwhile. */
async function whileMade<Made>(making: Promise<Made>): Promise<{ readonly made: Made; readonly turns: number }> {
  let [isDone, turns] = [false, 0];
  const counted = (async () => {
    while (!isDone) {
      await nextTurn();
      turns += 1;
    }
  })();
  const made = await making;
  isDone = true;
  await counted;
  return { made, turns };
}

const hazard = {
  zoneId: "store",
  state: "filed",
  level: "general",
  class: "fire",
  origin: "report",
  words: "{person:wang}, and a socket",
  filedAt: EIGHT,
  filedBy: "user:wang",
  putOff: 0,
  remedies: [],
  checks: [],
  earlier: [],
  photos: [],
} as unknown as Hazard;
const measure = {
  zoneId: "store",
  state: "in-force",
  kind: "rule",
  words: "asked of {person:wang}",
  owner: "wang",
  reviewBy: EIGHT,
  hazards: [],
  addedAt: EIGHT,
  reviews: [],
} as unknown as StandingMeasure;
const numbered = <Item>(item: Item): readonly Item[] => Array.from({ length: MANY }, (_, place) => ({ ...item, number: place + 1 }));

test.each([
  { name: "hazards", begin: "HZ", make: () => csvOfHazards(numbered(hazard), site) },
  { name: "standing measures", begin: "SM", make: () => csvOfMeasures(numbered(measure), site) },
])("other work has its turn while the file of all $name is made, which has every one of them once, with names", async ({ begin, make }) => {
  const { made, turns } = await whileMade(make());
  const [header, ...lines] = made.toString().trimEnd().split("\r\n");
  expect(header).toMatch(/^\uFEFF"number"/);
  expect(lines.map((line) => line.split(",")[0])).toEqual(Array.from({ length: MANY }, (_, place) => `"${begin}-${place + 1}"`));
  expect(lines.every((line) => line.includes("Wang Fang"))).toBe(true);
  expect(turns).toBeGreaterThanOrEqual(MANY / 100 - 1);
});

test.each(["csv", "json"] as const)(
  "other work has its turn while an export of many records is made; its bytes are those of one run: %s",
  async (format) => {
    const clock = createSettableClock(EIGHT);
    const bench = { clock, ...createMemorySubstances(clock, () => site) };
    const hands = stockHands();
    for (let each = 0; each < MANY; each += 1) hands.approve(bench, { substance: "acetone", cabinet: "cabinet" });
    const question = { regime: "drug-precursor", from: EIGHT, to: plus(EIGHT, hours(1)) } as const;
    const head = { ...question, site: site.id, by: "audit", at: EIGHT, signed: "approved", whole: true } as const;
    const containers = bench.containers().all();
    const { made, turns } = await whileMade(exportFile(exportLines(containers, question, site), { format, mapping: undefined, head }));
    expect(turns).toBeGreaterThanOrEqual(MANY / 100 - 1);
    const text = made.file.toString();
    expect(made.sha256).toBe(sha256Of(text));
    const rows = exportRows(containers, question, site);
    expect(rows).toHaveLength(MANY);
    if (format === "csv") expect(text).toBe(csvOf(rows, undefined));
    else {
      expect(text).toBe(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`);
      expect(JSON.parse(text).records).toEqual(rows);
    }
  },
);
