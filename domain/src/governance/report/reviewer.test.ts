import { expect, test } from "vitest";
import { testSite } from "../../../../test/support/site.ts";
import { canBeSigned, refusalOfReviewer } from "./reviewer.ts";

const text = (en: string) => ({ en, zh: en });
const base = testSite();
const zoneId = "room-114";
const person = (id: string, department: string) => ({ id, name: id, language: "en", department: text(department) }) as const;
/** A report of cell biology, whose room is called otherwise since. */
const report = { department: text("Cell Biology"), zones: [zoneId] };
const siteOf = (now: string | undefined) => ({
  ...base,
  people: [...base.people, person("cell", "Molecular Biology"), person("phys", "Physics")],
  zones: base.zones.map((zone) => {
    const { department: _department, responsible: _responsible, deputy: _deputy, ...plain } = zone;
    if (zone.id !== zoneId) return plain;
    return { ...plain, responsible: "wang", ...(now === undefined ? {} : { department: text(now) }) };
  }),
});

test.each([
  { actor: "user:cell", now: "Molecular Biology", refused: "REVIEWER_OWN_DEPARTMENT", because: "it is their own by another name" },
  { actor: "user:wang", now: "Molecular Biology", refused: "REVIEWER_OWN_DEPARTMENT", because: "she answers for its room" },
  { actor: "user:phys", now: "Molecular Biology", refused: undefined, because: "he is of another one" },
  { actor: "user:cell", now: undefined, refused: undefined, because: "nothing says that it is theirs" },
  { actor: "user:nobody", now: "Molecular Biology", refused: "REVIEWER_DEPARTMENT_UNKNOWN", because: "nobody knows whose they are" },
])("$actor, the room now of $now: $refused, since $because", ({ actor, now, refused }) => {
  expect(refusalOfReviewer(actor, report, siteOf(now))).toBe(refused);
});

test("whoever might sign and has no account that may does not count", () => {
  const site = siteOf("Molecular Biology");
  expect(canBeSigned({ report, zoneId }, site, () => true)).toBe(true);
  expect(canBeSigned({ report, zoneId }, site, (account) => account !== "phys")).toBe(false);
  const asked: unknown[] = [];
  canBeSigned({ report, zoneId }, site, (...which) => asked.push(which) > 9);
  expect(asked).toEqual([["phys", zoneId]]);
});
