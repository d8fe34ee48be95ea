import { expect, test } from "vitest";
import { epochMs, minutes, plus } from "../basics/index.ts";
import type { Priority } from "../rules/index.ts";
import type { Site, Zone } from "../site/index.ts";
import { isTexted, planSteps, retryDelay, type RoutedAlarm } from "./index.ts";

const RAISED = epochMs(1_000_000);
const at = (minute: number) => plus(RAISED, minutes(minute));
const name = { en: "", zh: "" };

const zone = (people: Pick<Zone, "responsible" | "deputy">): Zone => ({ id: "z", kind: "room", name, path: name, ...people });
const site = (zones: readonly Zone[], over: Partial<Site> = {}): Site => ({
  id: "s",
  name,
  timeZone: "UTC",
  version: "1",
  zones,
  devices: [],
  signals: [],
  people: ["wang", "smith", "desk"].map((id, index) => ({ id, name: id, language: "en", phone: `+861${index}` })),
  securityCentre: ["desk"],
  escalation: { deputyAfter: minutes(3), securityCentreAfter: minutes(6), minimumPriority: "medium" },
  ...over,
});
const alarm = (over: Partial<RoutedAlarm> = {}): RoutedAlarm => ({
  id: "a",
  priority: "high",
  raisedReceivedAt: RAISED,
  source: { kind: "rule", ruleId: "r", ruleVersion: "1", signal: "d/s", zoneId: "z" },
  ...over,
});
/** But for the last step, which always comes; see recipients.test.ts. */
const told = (of: RoutedAlarm, at: Site) =>
  planSteps(of, at)
    .filter(({ last }) => !last)
    .flatMap(({ step, dueAt, escalated, recipients }) =>
      recipients.map(({ personId }) => [`${of.id}:${step.id}:${personId}`, dueAt, escalated]),
    );

const SMITH_SHARES_WANGS_PHONE = [
  { id: "wang", name: "", language: "en", phone: "+861" },
  { id: "smith", name: "", language: "en", phone: "+861" },
] as const;

test.each([
  {
    because: "responsible, deputy, security centre",
    of: site([zone({ responsible: "wang", deputy: "smith" })]),
    is: [
      ["a:responsible:wang", at(0), false],
      ["a:deputy:smith", at(3), true],
      ["a:security-centre:desk", at(6), true],
    ],
  },
  {
    because: "who is responsible and deputy is told once",
    of: site([zone({ responsible: "wang", deputy: "wang" })]),
    is: [
      ["a:responsible:wang", at(0), false],
      ["a:security-centre:desk", at(6), true],
    ],
  },
  {
    because: "two people with one phone are one recipient",
    of: site([zone({ responsible: "wang", deputy: "smith" })], { people: SMITH_SHARES_WANGS_PHONE, securityCentre: [] }),
    is: [["a:responsible:wang", at(0), false]],
  },
  {
    because: "with nobody responsible the deputy is told at once",
    of: site([zone({ deputy: "smith" })]),
    is: [
      ["a:deputy:smith", at(0), false],
      ["a:security-centre:desk", at(6), true],
    ],
  },
  {
    because: "with nobody in the zone the security centre is told at once, all of it",
    of: site([zone({})], { securityCentre: ["desk", "smith"] }),
    is: [
      ["a:security-centre:desk", at(0), false],
      ["a:security-centre:smith", at(0), false],
    ],
  },
  { because: "a zone that is gone leaves the security centre", of: site([]), is: [["a:security-centre:desk", at(0), false]] },
  { because: "there may be nobody", of: site([], { securityCentre: [] }), is: [] },
])("$because", ({ of, is }) => {
  expect(told(alarm(), of)).toEqual(is);
});

test("alarms of the platform go straight to the security centre", () => {
  const system = alarm({ source: { kind: "system", condition: "history-store-down" } });
  expect(told(system, site([zone({ responsible: "wang" })]))).toEqual([["a:security-centre:desk", at(0), false]]);
});

test.each([
  ["critical", true],
  ["high", true],
  ["medium", true],
  ["low", false],
] as const)("with a minimum of medium, %s texts somebody: %s", (priority: Priority, expected) => {
  expect(isTexted(alarm({ priority }), site([]))).toBe(expected);
});

test("the wait doubles from a second to half a minute", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 2000].map(retryDelay)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});
