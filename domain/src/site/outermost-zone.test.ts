import { expect, test } from "vitest";
import type { Zone } from "./site.ts";
import { outermostZone, zoneOrOutermost } from "./outermost-zone.ts";

const zone = (id: string, parent?: string): Zone => ({
  id,
  kind: parent === undefined ? "site" : "room",
  name: { en: id, zh: id },
  path: { en: id, zh: id },
  ...(parent === undefined ? {} : { parent }),
});
const site = { zones: [zone("hospital"), zone("room-1", "hospital"), zone("annexe")] };

test("what is of no room is kept in the first outermost zone", () => {
  expect(outermostZone(site)).toBe("hospital");
  expect(outermostZone({ zones: [] })).toBeUndefined();
});

test.each([
  { zoneId: "room-1", is: "room-1", because: "the site has it" },
  { zoneId: "room-9", is: "hospital", because: "it lay somewhere within the site" },
])("$zoneId is taken for $is: $because", ({ zoneId, is }) => {
  expect(zoneOrOutermost(zoneId, site)).toBe(is);
});

test("a site without zones leaves a zone as it was said", () => {
  expect(zoneOrOutermost("room-9", { zones: [] })).toBe("room-9");
});
