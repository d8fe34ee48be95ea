import { expect, test } from "vitest";
import { badgeHolders, checkBadges } from "./badges.ts";
import { Problems } from "./problem.ts";

const person = (...badges: readonly string[]) => ({ name: "A", language: "en", badges }) as const;

test.each([
  { people: { wang: person("04A2F1", "7"), smith: person("8") }, places: [] },
  { people: { wang: person("7", "7") }, places: [] },
  { people: { wang: person("04A2F1"), smith: person("8", "04:a2:f1") }, places: ["people.smith.badges.1"] },
  { people: { wang: person("", "- ") }, places: ["people.wang.badges.0", "people.wang.badges.1"] },
])("of the badges of $people, wrong are $places", ({ people, places }) => {
  const problems = new Problems();
  checkBadges(people, problems);
  expect(problems.list.map(({ code, path }) => [code, path.join(".")])).toEqual(places.map((place) => ["SITE_BADGE", place]));
});

test("a badge leads to its person, whoever wrote it how", () => {
  const holders = badgeHolders([
    { id: "wang", name: "Wang Fang", badges: ["04:a2:f1"], roles: ["keeper"] },
    { id: "desk", name: "Desk" },
    { id: "smith", name: "Alex Smith", badges: ["8"] },
  ]);
  expect(holders.get("04A2F1")).toEqual({ id: "wang", name: "Wang Fang", roles: ["keeper"] });
  expect(holders.get("8")).toEqual({ id: "smith", name: "Alex Smith", roles: [] });
});
