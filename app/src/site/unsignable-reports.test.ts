import { join } from "node:path";
import { expect, test } from "vitest";
import { stockSite } from "../../../test/support/stock-site.ts";
import { testSite } from "../../../test/support/site.ts";
import { loadSite } from "./load.ts";
import { sayUnsignableReports } from "./unsignable-reports.ts";

const EXAMPLE = join(import.meta.dirname, "../../../examples/chemistry-building/site.yaml");
const text = (en: string) => ({ en, zh: en });

test("whose site file leaves a weekly report without anybody to sign it is told, with whose report it is", () => {
  expect(sayUnsignableReports(testSite())).toBe(
    "nobody may sign the weekly reports and yearly reviews of the whole site: give people of a different department a department; see docs/guides/weekly-report.md",
  );
  const site = testSite();
  const chemistry = { ...site, zones: site.zones.map((zone) => ({ ...zone, responsible: "wang", department: text("Chemistry") })) };
  // Smith answers for a room of it: of chemistry, but not for the whole.
  expect(sayUnsignableReports(chemistry)).toContain("the weekly reports and yearly reviews of Chemistry:");
  const li = { id: "li", name: "Li", language: "zh" as const, department: text("Biology") };
  expect(sayUnsignableReports({ ...chemistry, people: [...chemistry.people, li] })).toBeUndefined();
  // A shared telephone signs nothing.
  expect(sayUnsignableReports({ ...chemistry, people: [...chemistry.people, { ...li, kind: "group" }] })).toBeDefined();
});

test("every report of the example can be signed", () => {
  const site = loadSite(EXAMPLE);
  expect(site.ok && sayUnsignableReports(site.value)).toBeUndefined();
});

test("whose site file leaves a regime's custody without anybody to sign it is told, with which", () => {
  const stock = stockSite();
  const people = stock.people.map((person) => ({ ...person, department: text("Chemistry") }));
  const site = { ...stock, people, zones: stock.zones.map((zone) => ({ ...zone, department: text("Chemistry") })) };
  expect(sayUnsignableReports(site)).toContain(
    "nor the custody month by month of highly toxic chemicals, drug precursors, radioactive sources: give people",
  );
  const zhao = people.map((person) => (person.id === "zhao" ? { ...person, department: text("Biology") } : person));
  expect(sayUnsignableReports({ ...site, people: zhao })).toBeUndefined();
});
