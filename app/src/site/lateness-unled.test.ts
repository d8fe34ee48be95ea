import { join } from "node:path";
import { expect, test } from "vitest";
import { testSite } from "../../../test/support/site.ts";
import { sayLatenessUnled } from "./lateness-unled.ts";
import { loadSite } from "./load.ts";

const example = (name: string): string => join(import.meta.dirname, `../../../examples/${name}/site.yaml`);

test("whose site file lets what is overdue go up to nobody is told where, and what to write", () => {
  expect(sayLatenessUnled(testSite())).toBe(
    "what is overdue for days in chemistry tells nobody at once who was not told before: give the leader in charge a route for: { grades: [3] }, above those that would take it; see docs/guides/routes-and-rotas.md",
  );
});

test("of many zones five are named, and the rest counted", () => {
  const [zone] = testSite().zones;
  if (zone === undefined) throw new Error("the test site has no zone");
  const zones = Array.from({ length: 7 }, (_, place) => ({ ...zone, id: `z${place}` }));
  expect(sayLatenessUnled(testSite({ zones }))).toContain("in z0, z1, z2, z3, z4 and 2 more tells nobody");
});

test.each(["chemistry-building", "night-duty"])("in the example %s it goes up to the leader in charge", (name) => {
  const site = loadSite(example(name));
  expect(site.ok && sayLatenessUnled(site.value)).toBeUndefined();
});
