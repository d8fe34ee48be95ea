import { expect, test } from "vitest";
import { limitRule, testSite } from "../../../test/support/site.ts";
import { scopeOf } from "../accounts/scope.ts";
import { wallBuildings } from "./wall-view.ts";

const [example] = testSite().signals;
if (example === undefined) throw new Error("the test site watches nothing");
const path = (en: string) => ({ en, zh: en });
const signal = (name: string, zoneId: string, rules = [limitRule({ priority: "low" })]) => ({
  ...example,
  key: `dev/${name}`,
  name,
  zoneId,
  rules,
});
const site = testSite({
  zones: [
    { id: "campus", kind: "site", name: path("Campus"), path: path("Campus") },
    { id: "north", kind: "building", name: path("North"), parent: "campus", path: path("Campus › North") },
    { id: "n1", kind: "room", name: path("N1"), parent: "north", path: path("Campus › North › N1") },
    { id: "n2", kind: "room", name: path("N2"), parent: "north", path: path("Campus › North › N2") },
    { id: "shed", kind: "room", name: path("Shed"), parent: "campus", path: path("Campus › Shed") },
    { id: "empty", kind: "building", name: path("Empty"), parent: "campus", path: path("Campus › Empty") },
  ],
  signals: [
    signal("plain", "n1", []),
    signal("low", "n1"),
    signal("gas", "n1", [limitRule({ priority: "low", lifeSafety: true })]),
    signal("critical", "n2", [limitRule({ priority: "critical" })]),
    signal("shed", "shed"),
  ],
});

test("a building shows what lives depend on first, then the gravest, two of a room; what is in no building stands by itself", () => {
  const shown = wallBuildings(site, scopeOf(undefined, site)).map(({ id, rooms, signals, featured }) => ({
    id,
    rooms,
    signals,
    featured: featured.map((each) => each.signal),
  }));
  expect(shown).toEqual([
    { id: "north", rooms: 2, signals: 4, featured: ["dev/gas", "dev/critical", "dev/low"] },
    { id: "shed", rooms: 1, signals: 1, featured: ["dev/shed"] },
  ]);
});

test("whoever is limited to zones sees what is inside them, counted by itself", () => {
  expect(wallBuildings(site, scopeOf(["n2"], site))).toMatchObject([
    { id: "north", rooms: 1, signals: 1, featured: [{ signal: "dev/critical" }] },
  ]);
});

test("is made once for a site, and anew for another", () => {
  const scope = scopeOf(undefined, site);
  expect(wallBuildings(site, scope)).toBe(wallBuildings(site, scope));
  expect(wallBuildings({ ...site }, scope)).not.toBe(wallBuildings(site, scope));
});
