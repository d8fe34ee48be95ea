import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Checklist } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { loadSite } from "./load.ts";

const SITE = `
site: s
name: { en: S, zh: S }
timeZone: Asia/Shanghai
include: [labcanary:checklists]
people: { wang: { name: Wang, language: zh, phone: "+8613800000001" } }
securityCentre: [wang]
zones: [{ id: room, kind: room, name: { en: Room, zh: 房间 } }]
devices: []
`;

function listsOf(more = ""): readonly Checklist[] {
  const file = join(temporaryFolder(), "site.yaml");
  writeFileSync(file, SITE + more);
  const site = loadSite(file);
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  return site.value.checklists ?? [];
}

test("seven lists come along", () => {
  expect(listsOf().map(({ id }) => id)).toEqual([
    "major-hazards-medical",
    "laboratory-daily",
    "laboratory-weekly",
    "chemical-store",
    "gas-cylinder-room",
    "barrier-facility",
    "key-period",
  ]);
});

test("each has 8 to 20 items in both languages, each with its source or called our own", () => {
  for (const list of listsOf()) {
    expect(list.items.length, list.id).toBeGreaterThanOrEqual(8);
    expect(list.items.length, list.id).toBeLessThanOrEqual(20);
    for (const { words, source } of [...list.items, { words: list.name, source: list.source }]) {
      expect(words.en).toMatch(/^[A-Z]/);
      expect(words.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(source).toMatch(/^own|〔2023〕490号|GB|OSHA/);
    }
  }
});

test("the list of major hazards follows the notice aspect by aspect, all of its items major", () => {
  const [list] = listsOf();
  const aspects = list?.items.map(({ source }) => /item (\d)/.exec(source)?.[1]);
  expect(new Set(aspects)).toEqual(new Set(["1", "2", "3", "4", "5", "6", "7"]));
  expect(list?.items.every(({ hazard }) => hazard.level === "major")).toBe(true);
});

test("a list of the site's own takes the place of one of that name", () => {
  const own = `
checklists:
  laboratory-daily:
    version: "7"
    name: { en: Ours, zh: 本室检查 }
    source: "own: the chemistry department"
    items: [{ id: tidy, words: { en: Tidy, zh: 整洁 }, hazard: { class: fire, level: general } }]
`;
  expect(listsOf(own).find(({ id }) => id === "laboratory-daily")).toMatchObject({ version: "7", items: [{ id: "tidy" }] });
});
