import { describe, expect, test } from "vitest";
import {
  average,
  beyond,
  condition,
  DOOR,
  due,
  isOpen,
  limit,
  overRange,
  recovery,
  silence,
  siteOf,
  state,
  suppressed,
  text,
  timeTo,
  told10,
  working,
} from "../../../../test/support/differing-sites.ts";
import { hours, minutes, seconds } from "../../basics/index.ts";
import type { AlarmRule, Signal } from "../../rules/index.ts";
import { type AttributeDifference, differencesBetween, type SiteDifference, type Verdict } from "./index.ts";

interface Case {
  readonly attribute: string;
  readonly before: AlarmRule;
  readonly after: AlarmRule;
  readonly told: readonly [AttributeDifference["before"], AttributeDifference["after"]];
  readonly verdict: Verdict;
  readonly of?: Partial<Signal>;
}

/** One line for each attribute and each way; `verdict` is that of the way it is written, `back` of the other. */
const TABLE: readonly (Case & { readonly back: Verdict })[] = [
  {
    attribute: "setpoint",
    before: limit(),
    after: limit({ setpoint: 12 }),
    told: ["10 %LEL", "12 %LEL"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "setpoint",
    before: limit({ direction: "low" }),
    after: limit({ direction: "low", setpoint: 8 }),
    told: ["10 %LEL", "8 %LEL"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "setpoint",
    before: limit({ of: { kind: "rate", over: hours(1) } }),
    after: limit({ of: { kind: "rate", over: hours(1) }, setpoint: 11 }),
    told: ["10 %LEL/min", "11 %LEL/min"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "direction",
    before: limit(),
    after: limit({ direction: "low" }),
    told: ["high", "low"],
    verdict: "unclear",
    back: "unclear",
  },
  {
    attribute: "inclusive",
    before: limit(),
    after: limit({ inclusive: false }),
    told: ["true", "false"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "deadband",
    before: limit(),
    after: limit({ deadband: 2 }),
    told: ["1 %LEL", "2 %LEL"],
    verdict: "unclear",
    back: "unclear",
  },
  {
    attribute: "onDelay",
    before: limit(),
    after: limit({ onDelay: seconds(90) }),
    told: ["0s", "90s"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "offDelay",
    before: limit(),
    after: limit({ offDelay: minutes(2) }),
    told: ["0s", "2min"],
    verdict: "unclear",
    back: "unclear",
  },
  {
    attribute: "priority",
    before: limit(),
    after: limit({ priority: "medium" }),
    told: ["high", "medium"],
    verdict: "looser",
    back: "tighter",
  },
  { attribute: "latching", before: limit({ latching: true }), after: limit(), told: ["true", "false"], verdict: "looser", back: "tighter" },
  {
    attribute: "lifeSafety",
    before: limit(),
    after: limit({ lifeSafety: false }),
    told: ["true", "false"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "responseTime",
    before: limit(),
    after: limit({ responseTime: hours(36) }),
    told: ["5min", "36h"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "consequence",
    before: limit(),
    after: limit({ consequence: text("x") }),
    told: [limit().consequence, text("x")],
    verdict: "neutral",
    back: "neutral",
  },
  {
    attribute: "firstAction",
    before: limit(),
    after: limit({ firstAction: text("x") }),
    told: [limit().firstAction, text("x")],
    verdict: "neutral",
    back: "neutral",
  },
  {
    attribute: "label",
    before: limit(),
    after: limit({ label: text("x") }),
    told: [undefined, text("x")],
    verdict: "neutral",
    back: "neutral",
  },
  {
    attribute: "source",
    before: limit(),
    after: limit({ source: "EN 1" }),
    told: ["test fixture", "EN 1"],
    verdict: "neutral",
    back: "neutral",
  },
  {
    attribute: "basis",
    before: limit(),
    after: limit({ basis: "vendor" }),
    told: [undefined, "vendor"],
    verdict: "neutral",
    back: "neutral",
  },
  {
    attribute: "zoneId",
    before: limit(),
    after: limit({ zoneId: "room-114" }),
    told: [undefined, "room-114"],
    verdict: "unclear",
    back: "unclear",
  },
  {
    attribute: "during",
    before: limit(),
    after: limit({ during: working(7), duringName: text("working") }),
    told: [undefined, text("working")],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "during",
    before: limit({ during: working(7), duringName: text("long") }),
    after: limit({ during: working(8), duringName: text("short") }),
    told: [text("long"), text("short")],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "during",
    before: limit({ during: working(7) }),
    after: limit({ during: { kind: "not", of: working(7) } }),
    told: [expect.stringContaining("weekly") as string, expect.stringContaining("not") as string],
    verdict: "unclear",
    back: "unclear",
  },
  {
    attribute: "during",
    before: limit({ during: working(7), duringName: text("a") }),
    after: limit({ during: { kind: "any", of: [working(7)] }, duringName: text("b") }),
    told: [text("a"), text("b")],
    verdict: "neutral",
    back: "neutral",
  },
  {
    attribute: "of",
    before: limit(),
    after: limit(average(8)),
    told: [
      { en: "the value itself", zh: "数值本身" },
      { en: "8 h average", zh: "8 小时平均值" },
    ],
    verdict: "unclear",
    back: "unclear",
  },
  { attribute: "of.over", before: limit(average(8)), after: limit(average(4)), told: ["8h", "4h"], verdict: "unclear", back: "unclear" },
  {
    attribute: "of.coverage",
    before: limit(average(8)),
    after: limit(average(8, 0.9)),
    told: ["0.75", "0.9"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "of.limit",
    before: limit(timeTo(20, "high")),
    after: limit(timeTo(21, "high")),
    told: ["20 %LEL", "21 %LEL"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "of.limit",
    before: limit(timeTo(20, "low")),
    after: limit(timeTo(19, "low")),
    told: ["20 %LEL", "19 %LEL"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "of.direction",
    before: limit(timeTo(20, "low")),
    after: limit(timeTo(20, "high")),
    told: ["low", "high"],
    verdict: "unclear",
    back: "unclear",
  },
  {
    attribute: "of.confidence",
    before: limit(timeTo(20, "low")),
    after: limit(timeTo(20, "low", 0.9)),
    told: ["0.8", "0.9"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "of.from",
    before: limit(timeTo(20, "high", 0.8)),
    after: limit(timeTo(20, "high", 0.8, 10)),
    told: [undefined, "10 %LEL"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "of.from",
    before: limit(timeTo(20, "high", 0.8, 10)),
    after: limit(timeTo(20, "high", 0.8, 15)),
    told: ["10 %LEL", "15 %LEL"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "of.inclusive",
    before: limit(beyond(20)),
    after: limit(beyond(20, false)),
    told: ["true", "false"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "states",
    before: state([1, 2]),
    after: state([1]),
    told: ["open, ajar", "open"],
    verdict: "looser",
    back: "tighter",
    of: DOOR,
  },
  { attribute: "states", before: state([1]), after: state([2]), told: ["open", "ajar"], verdict: "unclear", back: "unclear", of: DOOR },
  {
    attribute: "after",
    before: silence(),
    after: silence({ after: minutes(5) }),
    told: ["90s", "5min"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "dueAt",
    before: due("2026-11-25T00:00:00Z"),
    after: due("2027-11-25T00:00:00Z"),
    told: ["2026-11-25T00:00:00.000Z", "2027-11-25T00:00:00.000Z"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "when",
    before: condition("door = open"),
    after: condition("door = closed", isOpen(0)),
    told: ["door = open", "door = closed"],
    verdict: "unclear",
    back: "unclear",
  },
  {
    attribute: "after",
    before: recovery(),
    after: recovery({ after: isOpen(0), afterText: "door = closed" }),
    told: ["door = open", "door = closed"],
    verdict: "unclear",
    back: "unclear",
  },
  {
    attribute: "within",
    before: recovery(),
    after: recovery({ within: hours(1) }),
    told: ["20min", "1h"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "unexcused",
    before: recovery(),
    after: recovery({ unexcused: minutes(6) }),
    told: ["5min", "6min"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "setpoint",
    before: recovery(),
    after: recovery({ setpoint: 12 }),
    told: ["10 %LEL", "12 %LEL"],
    verdict: "looser",
    back: "tighter",
  },
  { attribute: "suppression", before: limit(), after: suppressed(), told: [undefined, told10], verdict: "looser", back: "tighter" },
  {
    attribute: "suppression",
    before: suppressed(),
    after: suppressed({ atMost: hours(1) }),
    told: [told10, { en: "door open, at most 1h", zh: "door open,最长 1h" }],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "suppression",
    before: suppressed(),
    after: suppressed({ when: isOpen(0) }),
    told: [told10, told10],
    verdict: "unclear",
    back: "unclear",
  },
  {
    attribute: "suppression",
    before: suppressed(),
    after: suppressed({ name: "open" }),
    told: [told10, { en: "open, at most 10min", zh: "open,最长 10min" }],
    verdict: "neutral",
    back: "neutral",
  },
  {
    attribute: "top",
    before: overRange(),
    after: overRange({ top: 200 }),
    told: ["100 %LEL", "200 %LEL"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "cleanAir",
    before: overRange(),
    after: overRange({ cleanAir: { max: 12 } }),
    told: ["…9 %LEL", "…12 %LEL"],
    verdict: "looser",
    back: "tighter",
  },
  {
    attribute: "cleanAir",
    before: overRange({ cleanAir: { min: 1, max: 9 } }),
    after: overRange({ cleanAir: { min: 2, max: 12 } }),
    told: ["1…9 %LEL", "2…12 %LEL"],
    verdict: "unclear",
    back: "unclear",
  },
  {
    attribute: "cleanFor",
    before: overRange(),
    after: overRange({ cleanFor: minutes(1) }),
    told: ["2min", "1min"],
    verdict: "looser",
    back: "tighter",
  },
  { attribute: "kind", before: limit(), after: state([1]), told: ["limit", "state"], verdict: "unclear", back: "unclear" },
  {
    attribute: "something-new",
    before: limit(),
    after: { ...limit(), "something-new": { much: "x".repeat(200) } } as AlarmRule,
    told: [undefined, expect.stringMatching(/^\{"much":"x+…$/) as string],
    verdict: "unclear",
    back: "unclear",
  },
];

function ruleDifference(before: AlarmRule, after: AlarmRule, over: Partial<Signal> = {}): SiteDifference {
  const id = before.id;
  const [first, ...more] = differencesBetween(siteOf([{ ...before, id }], over), siteOf([{ ...after, id }], over));
  expect(more).toEqual([]);
  if (first === undefined) throw new Error("no difference");
  return first;
}

describe("which way an attribute is looser", () => {
  test.each(TABLE)("$attribute from $told.0 to $told.1: $verdict", ({ attribute, before, after, told, verdict, of }) => {
    const [was, is] = told;
    expect(ruleDifference(before, after, of)).toEqual({
      about: "rule",
      id: before.id,
      change: "changed",
      isSafety: true,
      verdict,
      attributes: [{ attribute, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }), verdict }],
    });
  });

  test.each(TABLE)("$attribute from $told.1 back to $told.0: $back", ({ attribute, before, after, back, of }) => {
    expect(ruleDifference(after, before, of)).toMatchObject({ verdict: back, attributes: [{ attribute, verdict: back }] });
  });

  test("the gravest of several decides", () => {
    const both = ruleDifference(limit(), limit({ setpoint: 8, onDelay: minutes(1) }));
    expect(both.attributes.map(({ attribute, verdict }) => `${attribute} ${verdict}`)).toEqual(["onDelay looser", "setpoint tighter"]);
    expect(both.verdict).toBe("looser");
  });

  test.each([
    { what: "direction", before: limit(), after: limit({ direction: "low", setpoint: 5 }) },
    { what: "figure", before: limit(), after: limit({ ...average(8), setpoint: 5 }) },
  ])("set-points of another $what do not compare", ({ before, after }) => {
    expect(ruleDifference(before, after).attributes).toContainEqual(expect.objectContaining({ attribute: "setpoint", verdict: "unclear" }));
  });

  test("nor do set-points, and limits of figures, in another unit", () => {
    const before = siteOf([limit(timeTo(20, "high"))]);
    const after = siteOf([limit({ ...timeTo(2, "high"), setpoint: 1 })], { unit: "%vol" });
    const verdicts = differencesBetween(before, after).flatMap(({ attributes }) =>
      attributes.map(({ attribute, verdict }) => `${attribute} ${verdict}`),
    );
    expect(verdicts).toEqual(["unit unclear", "setpoint unclear", "of.limit unclear"]);
  });

  test("the same rule in another unit is another rule", () => {
    const rule = limit();
    const differences = differencesBetween(siteOf([rule]), siteOf([rule], { unit: "ppm" }));
    expect(differences.map(({ about, verdict }) => `${about} ${verdict}`)).toEqual(["signal unclear"]);
  });
});
