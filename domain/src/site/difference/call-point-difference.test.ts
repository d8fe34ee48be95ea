import { expect, test } from "vitest";
import { testSite } from "../../../../test/support/site.ts";
import type { Site } from "../site.ts";
import { needsSecondPerson } from "./difference.ts";
import { differencesBetween } from "./site-difference.ts";

const withButtons = (...callPoints: readonly string[]): Site => {
  const site = testSite();
  return {
    ...site,
    devices: site.devices.map((device, index) => (index === 0 && callPoints.length > 0 ? { ...device, callPoints } : device)),
  };
};

test.each([
  { before: ["red", "green"], after: ["green"], verdict: "looser", second: true },
  { before: ["red"], after: [], verdict: "looser", second: true },
  { before: ["red"], after: ["green"], verdict: "looser", second: true },
  { before: [], after: ["red"], verdict: "tighter", second: false },
])("from $before to $after is $verdict", ({ before, after, verdict, second }) => {
  const [difference] = differencesBetween(withButtons(...before), withButtons(...after));
  expect(difference).toMatchObject({ about: "site", attributes: [{ attribute: "callPoints", verdict }] });
  expect(difference !== undefined && needsSecondPerson(difference)).toBe(second);
});

test("the same buttons in another order are no difference", () => {
  expect(differencesBetween(withButtons("red", "green"), withButtons("green", "red"))).toEqual([]);
});
