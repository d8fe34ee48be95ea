import { days, hours } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { testSite } from "../../../../test/support/site.ts";
import type { Checklist, ChecklistItem, Patrol } from "../checks/index.ts";
import { needsSecondPerson } from "./difference.ts";
import { differencesBetween } from "./site-difference.ts";

const text = (en: string) => ({ en, zh: en });
const ITEM: ChecklistItem = {
  id: "pressure",
  words: text("Pressure"),
  number: { unit: "bar", min: 1, max: 8 },
  hazard: { class: "gas", level: "major" },
  source: "GB 1",
};
const LIST: Checklist = { id: "daily", version: "1", name: text("Daily"), source: "x", items: [ITEM] };
const PATROL: Patrol = {
  id: "morning",
  name: text("Morning"),
  checklist: "daily",
  zones: ["room-114", "cabinet-17"],
  schedule: { kind: "weekly", timeZone: "Asia/Shanghai", days: ["mon"], from: hours(8), to: hours(12), except: [] },
  every: "week",
  within: hours(4),
  by: [{ kind: "responsible" }],
};
const siteWith = (list: readonly Checklist[], patrols: readonly Patrol[]) => testSite({ checklists: list, patrols });
const withItem = (over: Partial<ChecklistItem>) => siteWith([{ ...LIST, items: [{ ...ITEM, ...over }] }], [PATROL]);
const withPatrol = (over: Partial<Patrol>) => siteWith([LIST], [{ ...PATROL, ...over }]);
const BASE = siteWith([LIST], [PATROL]);
const SECOND = { ...ITEM, id: "tidy" };

test.each([
  { what: "an item less", after: siteWith([{ ...LIST, items: [] }], [PATROL]), attribute: "daily.pressure", verdict: "looser" },
  { what: "an item more", after: siteWith([{ ...LIST, items: [ITEM, SECOND] }], [PATROL]), attribute: "daily.tidy", verdict: "tighter" },
  { what: "other words", after: withItem({ words: text("Any pressure") }), attribute: "daily.pressure.words", verdict: "unclear" },
  {
    what: "a wider range",
    after: withItem({ number: { unit: "bar", min: 1, max: 9 } }),
    attribute: "daily.pressure.number",
    verdict: "looser",
  },
  { what: "an end less", after: withItem({ number: { unit: "bar", min: 1 } }), attribute: "daily.pressure.number", verdict: "looser" },
  {
    what: "a narrower range",
    after: withItem({ number: { unit: "bar", min: 2, max: 8 } }),
    attribute: "daily.pressure.number",
    verdict: "tighter",
  },
  {
    what: "another unit",
    after: withItem({ number: { unit: "kPa", min: 1, max: 8 } }),
    attribute: "daily.pressure.number",
    verdict: "unclear",
  },
  { what: "a photo", after: withItem({ photo: true }), attribute: "daily.pressure.photo", verdict: "tighter" },
  {
    what: "a lower level",
    after: withItem({ hazard: { class: "gas", level: "general" } }),
    attribute: "daily.pressure.hazard",
    verdict: "looser",
  },
  {
    what: "another class",
    after: withItem({ hazard: { class: "fire", level: "major" } }),
    attribute: "daily.pressure.hazard",
    verdict: "unclear",
  },
  { what: "another edition alone", after: siteWith([{ ...LIST, version: "2" }], [PATROL]), attribute: "daily.version", verdict: "neutral" },
  { what: "no patrol", after: siteWith([LIST], []), attribute: "morning", verdict: "looser" },
  { what: "a second patrol", after: siteWith([LIST], [PATROL, { ...PATROL, id: "late" }]), attribute: "late", verdict: "tighter" },
  { what: "rarer", after: withPatrol({ every: "month" }), attribute: "morning.every", verdict: "looser" },
  { what: "more often", after: withPatrol({ every: "day" }), attribute: "morning.every", verdict: "tighter" },
  { what: "a zone less", after: withPatrol({ zones: ["room-114"] }), attribute: "morning.zones", verdict: "looser" },
  { what: "more time", after: withPatrol({ within: days(1) }), attribute: "morning.within", verdict: "looser" },
  { what: "a draw instead of all", after: withPatrol({ spot: 50 }), attribute: "morning.spot", verdict: "looser" },
  { what: "other people", after: withPatrol({ by: [{ kind: "deputy" }] }), attribute: "morning.by", verdict: "unclear" },
] as const)("$what is $verdict", ({ after, attribute, verdict }) => {
  const [difference, ...others] = differencesBetween(BASE, after);
  expect(others).toEqual([]);
  expect(difference).toMatchObject({ about: "site", isSafety: true, attributes: [{ attribute, verdict }] });
  expect(difference !== undefined && needsSecondPerson(difference)).toBe(verdict === "looser" || verdict === "unclear");
});

test("a draw of fewer is looser, of all is tighter", () => {
  const verdict = (was: Partial<Patrol>, is: Partial<Patrol>) => differencesBetween(withPatrol(was), withPatrol(is))[0]?.verdict;
  expect(verdict({ spot: 50 }, { spot: 20 })).toBe("looser");
  expect(verdict({ spot: 50 }, {})).toBe("tighter");
});

test("lists that no patrol does may come and go", () => {
  expect(differencesBetween(siteWith([LIST], []), siteWith([], []))).toEqual([]);
});
