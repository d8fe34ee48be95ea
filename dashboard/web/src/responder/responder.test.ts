import { epochMs } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { RIGHTS } from "../../../src/accounts/roles.ts";
import { actionsFor } from "../alarms/alarm-actions.ts";
import type { SiteAnswer } from "../answers.ts";
import { phoneBar } from "../shell/phone-bar.ts";
import { codePath, routeOf, sectionsFor } from "../shell/routes.ts";
import { journalEntry, listedAlarm } from "../testing.ts";
import { photoPath, photosOf } from "./photo-lines.ts";
import { verdictOn, waitAfter } from "./photo-verdict.ts";
import { telephonesFor } from "./telephones.ts";

describe("a photo that the platform did not take", () => {
  test.each([
    { code: "unreachable", edge: 1600, verdict: { kind: "later" } },
    { code: "SESSION_REQUIRED", edge: 1600, verdict: { kind: "later" } },
    { code: "INTERNAL", edge: 1600, verdict: { kind: "later" } },
    { code: "unanswered", edge: 1600, verdict: { kind: "smaller", edge: 1000 } },
    { code: "REQUEST_TIMEOUT", edge: 1000, verdict: { kind: "smaller", edge: 640 } },
    { code: "REQUEST_TIMEOUT", edge: 640, verdict: { kind: "later" } },
    { code: "PHOTOS_TOO_MANY", edge: 1600, verdict: { kind: "refused", code: "PHOTOS_TOO_MANY" } },
    { code: "ROLE_FORBIDDEN", edge: 1600, verdict: { kind: "refused", code: "ROLE_FORBIDDEN" } },
    { code: "PHOTO_STORE_FULL", edge: 1600, verdict: { kind: "refused", code: "PHOTO_STORE_FULL" } },
  ])("for $code at $edge px: $verdict.kind", ({ code, edge, verdict }) => {
    expect(verdictOn(code, { edge })).toEqual(verdict);
  });

  test("is tried again after longer and longer, at most a minute", () => {
    expect([1, 2, 3, 9].map(waitAfter)).toEqual([5000, 10_000, 20_000, 60_000]);
  });
});

test("the photos of a timeline say who, when and what; when it was taken only where that is another time", () => {
  const detail = { sha256: "ab", type: "image/jpeg", bytes: 5, width: 4, height: 3, commandId: "x" };
  const timeline = [
    journalEntry(),
    journalEntry({ number: 7, at: epochMs(500_000), kind: "photo-added", actor: "user:chen", detail: { ...detail, takenAt: 100_000 } }),
    journalEntry({ number: 8, at: epochMs(500_000), kind: "photo-added", actor: "user:chen", detail: { ...detail, takenAt: 499_000 } }),
  ];
  const [late, prompt] = photosOf(timeline);
  expect(late).toMatchObject({ number: 7, by: "chen", at: 500_000, takenAt: 100_000, width: 4, height: 3 });
  expect(prompt).not.toHaveProperty("takenAt");
  expect(photoPath("alarm-1", { sha256: "ab" })).toBe("/api/v1/alarms/alarm-1/photos/ab");
});

describe("telephones", () => {
  const building = { en: "Chemistry Building", zh: "化学楼" };
  const cabinet = { en: "Cabinet 17", zh: "17号柜" };
  const answer: SiteAnswer = {
    site: { id: "s", name: building, timeZone: "Asia/Shanghai", version: "1", securityCentrePhone: "+861062780110" },
    people: [],
    zones: [
      { id: "chemistry", kind: "building", name: building, path: building, phone: "+861062780000" },
      { id: "cabinet-17", kind: "cabinet", name: cabinet, path: cabinet, parent: "chemistry" },
    ],
  };

  test("are that of the nearest place around, with its name, and the security centre's", () => {
    expect(telephonesFor(listedAlarm(), answer)).toEqual({
      place: { phone: "+861062780000", name: building },
      centre: "+861062780110",
    });
  });

  test("of the platform's own alarms are the security centre's only; none while the site is not known", () => {
    expect(telephonesFor(listedAlarm({ source: { kind: "system", condition: "canary-lost" } }), answer)).toEqual({
      centre: "+861062780110",
    });
    expect(telephonesFor(listedAlarm(), undefined)).toEqual({});
  });
});

describe("made safe", () => {
  const responder = { name: "chen", rights: ["look", "take-charge", "comment"] };
  test.each([
    { over: {}, who: responder, may: false, because: "nobody has taken charge" },
    { over: { attendedAt: epochMs(1), attendedBy: "li" }, who: responder, may: true, because: "somebody is on the way" },
    { over: { acknowledgedAt: epochMs(1), annunciation: "normal" as const }, who: responder, may: true, because: "it has ended" },
    { over: { attendedAt: epochMs(1) }, who: { name: "insp", rights: ["look"] }, may: false, because: "an inspector looks" },
  ])("is offered: $may, because $because", ({ over, who, may }) => {
    expect(actionsFor(listedAlarm(over), who).includes("report-safe")).toBe(may);
  });
});

test("the address of a code is found again, however it was typed", () => {
  expect(routeOf(codePath(" k7qf "))).toEqual({ page: "code", params: { code: "K7QF" } });
});

describe("the bar of a phone", () => {
  test("has at most five entries with More, alarms first, and loses no section", () => {
    const sections = sectionsFor(RIGHTS);
    const { bar, more } = phoneBar(sections);
    expect(bar.length + (more.length > 0 ? 1 : 0)).toBeLessThanOrEqual(5);
    expect(bar[0]?.name).toBe("alarms");
    expect([...bar, ...more].map(({ name }) => name).sort()).toEqual(sections.map(({ name }) => name).sort());
  });

  test("has all of them when they fit", () => {
    const few = sectionsFor(RIGHTS).slice(0, 5);
    expect(phoneBar(few)).toEqual({ bar: few, more: [] });
  });
});
