import { expect, test } from "vitest";
import { hours } from "../../basics/index.ts";
import { compileSite } from "../compile.ts";
import type { SiteFile } from "../file.ts";
import type { ChecklistFile, ChecklistItemFile, PatrolFile } from "./file.ts";

const text = (en: string) => ({ en, zh: en });
const ITEM: ChecklistItemFile = { id: "tidy", words: text("The way out is clear"), hazard: { class: "fire", level: "general" } };
const LIST: ChecklistFile = { version: "1", name: text("Daily"), source: "own: test", items: [ITEM] };
const PATROL: PatrolFile = {
  id: "morning",
  name: text("Morning round"),
  checklist: "daily",
  zones: ["room", "store"],
  from: "08:00",
  to: "12:00",
  within: "4h",
  by: ["responsible", "person:wang", "role:keeper"],
};
const site = (list: Partial<ChecklistFile> = {}, patrol: Partial<PatrolFile> = {}): SiteFile => ({
  site: "test",
  name: text("Test"),
  timeZone: "Asia/Shanghai",
  people: { wang: { name: "Wang", language: "zh", phone: "+8613800000001", roles: ["keeper"] } },
  securityCentre: ["wang"],
  zones: [
    { id: "room", kind: "room", name: text("Room") },
    { id: "store", kind: "room", name: text("Store") },
  ],
  devices: [],
  checklists: { daily: { ...LIST, ...list } },
  patrols: [{ ...PATROL, ...patrol }],
});
const problemsOf = (file: SiteFile) => {
  const compiled = compileSite(file, "1");
  return compiled.ok ? [] : compiled.error.map(({ code, path, message }) => [code, path.join("."), message]);
};

test("a list and a patrol become plain data; an item has the source of its list, or its own", () => {
  const items = [ITEM, { ...ITEM, id: "pressure", number: { unit: "bar", min: 1, max: 8 }, photo: true, always: true, source: "GB 1" }];
  const compiled = compileSite(site({ items }, { spot: 30, every: "week" }), "1");
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  expect(compiled.value.checklists).toEqual([
    {
      ...LIST,
      id: "daily",
      items: [
        { ...ITEM, source: "own: test" },
        { ...ITEM, id: "pressure", number: { unit: "bar", min: 1, max: 8 }, photo: true, always: true, source: "GB 1" },
      ],
    },
  ]);
  expect(compiled.value.patrols).toMatchObject([
    {
      id: "morning",
      zones: ["room", "store"],
      every: "week",
      spot: 30,
      within: hours(4),
      schedule: { kind: "weekly", from: hours(8), to: hours(12) },
      by: [{ kind: "responsible" }, { kind: "person", id: "wang" }, { kind: "role", role: "keeper" }],
    },
  ]);
});

test("a site without lists has none", () => {
  const { checklists: _, patrols: __, ...bare } = site();
  const compiled = compileSite(bare, "1");
  expect(compiled.ok && [compiled.value.checklists, compiled.value.patrols]).toEqual([undefined, undefined]);
});

test.each<{ code: string; at: string; list?: Partial<ChecklistFile>; patrol?: Partial<PatrolFile>; says: string }>([
  { code: "SITE_DUPLICATE", at: "checklists.daily.items.1.id", list: { items: [ITEM, ITEM] }, says: "another item" },
  {
    code: "SITE_CHECKLIST",
    at: "checklists.daily.items.0.number",
    list: { items: [{ ...ITEM, number: { unit: "bar" } }] },
    says: "give min, max",
  },
  {
    code: "SITE_CHECKLIST",
    at: "checklists.daily.items.0.number",
    list: { items: [{ ...ITEM, number: { unit: "bar", min: 8, max: 1 } }] },
    says: "correct min or max",
  },
  { code: "SITE_UNKNOWN_ZONE", at: "patrols.0.zones.1", patrol: { zones: ["room", "attic"] }, says: "under zones" },
  { code: "SITE_DUPLICATE", at: "patrols.0.zones.1", patrol: { zones: ["room", "room"] }, says: "twice" },
  { code: "SITE_PATROL", at: "patrols.0.zones", patrol: { zones: [] }, says: "at least one zone" },
  { code: "SITE_PATROL", at: "patrols.0.spot", patrol: { zones: ["room"], spot: 10 }, says: "nothing can be drawn" },
  { code: "SITE_PATROL", at: "patrols.0.within", patrol: { within: "25h" }, says: "at most 24h" },
  { code: "SITE_DURATION", at: "patrols.0.within", patrol: { within: "0min" }, says: "no time at all" },
  { code: "SITE_UNKNOWN_PERSON", at: "patrols.0.by.0", patrol: { by: ["person:li"] }, says: "li" },
  { code: "SITE_PATROL", at: "patrols.0.by.0", patrol: { by: ["role:guard"] }, says: 'has the role "guard"' },
  { code: "SITE_PATROL", at: "patrols.0.by.0", patrol: { by: ["wang"] }, says: "person:ID" },
  { code: "SITE_PATROL", at: "patrols.0.schedule", patrol: { schedule: "holidays" }, says: "give hours or the name" },
  { code: "SITE_UNKNOWN_SCHEDULE", at: "patrols.0.schedule", patrol: hoursless({ schedule: "nights" }), says: "under schedules" },
  { code: "SITE_PATROL", at: "patrols.0", patrol: hoursless({}), says: "say when it opens" },
])("$code at $at: $says", ({ code, at, list, patrol, says }) => {
  expect(problemsOf(site(list, patrol))).toEqual([[code, at, expect.stringContaining(says)]]);
});

test("two patrols do not share an id", () => {
  const two = { ...site(), patrols: [PATROL, PATROL] };
  expect(problemsOf(two)).toEqual([["SITE_DUPLICATE", "patrols.1.id", 'there is another patrol "morning"']]);
});

/** Takes the hours away. */
function hoursless(over: Partial<PatrolFile>): Partial<PatrolFile> {
  return { ...over, from: undefined, to: undefined } as unknown as Partial<PatrolFile>;
}
