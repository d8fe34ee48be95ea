import { expect, test } from "vitest";
import { testSite } from "../../../../test/support/site.ts";
import type { Site, Zone } from "../site.ts";
import { needsSecondPerson } from "./difference.ts";
import { differencesBetween } from "./site-difference.ts";

const room = (over: Partial<Zone>): Site => ({
  ...testSite(),
  zones: testSite().zones.map((zone) => (zone.id === "room-114" ? { ...zone, ...over } : zone)),
});

test.each<{ before: Partial<Zone>; after: Partial<Zone>; verdict: string }>([
  { before: { gasRoom: true }, after: {}, verdict: "looser" },
  { before: {}, after: { gasRoom: true }, verdict: "tighter" },
  { before: { minimumAvailability: 0.99 }, after: { minimumAvailability: 0.9 }, verdict: "looser" },
  { before: { minimumAvailability: 0.9 }, after: { minimumAvailability: 0.99 }, verdict: "tighter" },
  { before: { minimumAvailability: 0.99 }, after: {}, verdict: "unclear" },
])("from $before to $after is $verdict", ({ before, after, verdict }) => {
  const [difference] = differencesBetween(room(before), room(after));
  expect(difference).toMatchObject({ about: "site", id: "room-114", attributes: [{ verdict }] });
  expect(difference !== undefined && needsSecondPerson(difference)).toBe(verdict !== "tighter");
});

test("a share is told as the site file has it", () => {
  const [difference] = differencesBetween(room({ minimumAvailability: 0.995 }), room({ minimumAvailability: 0.99 }));
  expect(difference?.attributes).toMatchObject([{ attribute: "minimumAvailability", before: "99.5 %", after: "99 %" }]);
});
