import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { limitRule, overRangeRule, signal, silenceRule, testSite } from "../../../../test/support/site.ts";
import { epochMs, hours, minutes, seconds } from "../../basics/index.ts";
import {
  type AlarmRule,
  type Expression,
  type LimitRule,
  PRIORITIES,
  type RecoveryRule,
  type Signal,
  type Suppression,
  type OverRangeRule,
} from "../../rules/index.ts";
import type { Schedule } from "../../schedule/index.ts";
import type { Site } from "../site.ts";
import { type AttributeDifference, differencesBetween, needsSecondPerson, type SiteDifference, type Verdict } from "./index.ts";

const text = (en: string) => ({ en, zh: `中${en}` });

/** A site of one vapour signal with these rules; where nothing else is said, one whose lives depend on the first. */
const siteOf = (rules: readonly AlarmRule[], over: Partial<Signal> = {}, site: Partial<Site> = {}): Site =>
  testSite({ signals: [signal({ rules, ...over })], ...site });

const words = (value: AttributeDifference["before"]): string => (typeof value === "object" ? value.en : String(value));

let edition = 0;
const limit = (over: Partial<LimitRule> = {}): LimitRule => limitRule({ lifeSafety: true, version: String(edition++), ...over });
const silence = (over: Parameters<typeof silenceRule>[0] = {}) => silenceRule({ lifeSafety: true, version: String(edition++), ...over });

const overRange = (more: Partial<OverRangeRule> = {}): AlarmRule =>
  overRangeRule({ lifeSafety: true, version: String(edition++), ...more });

/** What rules of every kind have. */
const attributesOfRule = () => {
  const { direction: _direction, setpoint: _setpoint, inclusive: _inclusive, deadband: _deadband, kind: _kind, ...attributes } = limit();
  return attributes;
};
const state = (states: readonly number[]): AlarmRule => ({ ...attributesOfRule(), kind: "state", states });
const due = (at: string): AlarmRule => ({
  ...attributesOfRule(),
  kind: "due",
  duty: "calibration",
  dueAt: epochMs(Date.parse(at)),
  day: at.slice(0, 10),
});
const group = (zone: string): AlarmRule => ({
  ...attributesOfRule(),
  id: "group",
  kind: "silence-group",
  over: { kind: "zone", zoneId: zone, zones: [zone] },
});

/** `door = open`, and something else of the same door. */
const isOpen = (value = 1): Expression => ({
  kind: "comparison",
  of: { signal: "cab-17/door", unit: "state", states: ["closed", "open"], hold: minutes(3) },
  operator: "=",
  value,
});
const condition = (text: string, when = isOpen()): AlarmRule => ({
  ...attributesOfRule(),
  kind: "expression",
  label: { en: "x", zh: "x" },
  text,
  when,
});
const recovery = (over: Partial<RecoveryRule> = {}): AlarmRule => {
  const { kind: _kind, ...attributes } = limit();
  return {
    ...attributes,
    kind: "recovery",
    unit: "%LEL",
    hold: seconds(90),
    after: isOpen(),
    afterText: "door = open",
    within: minutes(20),
    unexcused: minutes(5),
    ...over,
  };
};
const suppressed = (over: Partial<Suppression> = {}): AlarmRule =>
  limit({ suppression: { when: isOpen(), name: "door open", atMost: minutes(10), ...over } });
const told10 = { en: "door open, at most 10min", zh: "door open,最长 10min" };

const DOOR: Partial<Signal> = { quantity: "door", unit: "state", states: ["closed", "open", "ajar"] };
const working = (from: number): Schedule => ({
  kind: "weekly",
  timeZone: "UTC",
  days: ["mon"],
  from: hours(from),
  to: hours(19),
  except: [],
});

const average = (over: number, coverage = 0.75) => ({ of: { kind: "average", over: hours(over), coverage } as const });
const timeTo = (value: number, direction: "high" | "low", confidence = 0.8, from?: number) => ({
  of: { kind: "time-to", over: hours(1), direction, limit: value, confidence, ...(from === undefined ? {} : { from }) } as const,
});
const beyond = (value: number, inclusive = true) => ({
  of: { kind: "time-beyond", over: hours(1), direction: "high", limit: value, inclusive } as const,
});

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

describe("rules that come and go", () => {
  test.each([
    { what: "a new rule is tighter", before: [], after: [limit()], change: "added", verdict: "tighter" },
    { what: "one that is taken away is looser", before: [limit()], after: [], change: "removed", verdict: "looser" },
  ] as const)("$what", ({ before, after, change, verdict }) => {
    expect(differencesBetween(siteOf(before), siteOf(after))).toMatchObject([{ change, verdict, isSafety: true }]);
  });

  test("groups of silences follow from their members, and are nobody's change", () => {
    expect(differencesBetween(siteOf([limit(), group("a")]), siteOf([limit(), group("b")]))).toEqual([]);
    expect(differencesBetween(siteOf([]), siteOf([group("a")]))).toEqual([]);
  });

  test("with the signal go its rules", () => {
    const differences = differencesBetween(siteOf([limit()]), testSite({ signals: [] }));
    expect(differences.filter(({ about }) => about === "rule")).toMatchObject([
      { id: "cab-17/vapour/high", change: "removed", verdict: "looser" },
    ]);
  });
});

describe("which rules lives depend on", () => {
  const isSafety = (rules: readonly AlarmRule[], changed: AlarmRule): boolean =>
    differencesBetween(siteOf(rules), siteOf(rules.map((rule) => (rule.id === changed.id ? changed : rule)))).some(needsSecondPerson);
  const plain = limit({ lifeSafety: false });

  test.each([
    { what: "one that says so", rules: [limit()], changed: limit({ setpoint: 11 }), is: true },
    {
      what: "one that is critical",
      rules: [limit({ lifeSafety: false, priority: "critical" })],
      changed: limit({ lifeSafety: false, priority: "critical", setpoint: 11 }),
      is: true,
    },
    { what: "one that becomes so in the same change", rules: [plain], changed: limit({ setpoint: 11 }), is: true },
    { what: "no other", rules: [plain], changed: limit({ lifeSafety: false, setpoint: 11 }), is: false },
    { what: "not when it gets tighter", rules: [limit()], changed: limit({ setpoint: 9 }), is: false },
    { what: "not when only its words change", rules: [limit()], changed: limit({ source: "EN 1" }), is: false },
    {
      what: "the silence of a signal that has such a rule",
      rules: [limit(), silence({ lifeSafety: false })],
      changed: silence({ lifeSafety: false, after: hours(1) }),
      is: true,
    },
    {
      what: "but not of another",
      rules: [plain, silence({ lifeSafety: false })],
      changed: silence({ lifeSafety: false, after: hours(1) }),
      is: false,
    },
  ])("$what: $is", ({ rules, changed, is }) => {
    expect(isSafety(rules, changed)).toBe(is);
  });
});

test.each([
  { to: { min: -10, max: 200 }, verdict: "looser" },
  { to: { min: -10, max: 50 }, verdict: "tighter" },
  { to: { min: 0, max: 100 }, verdict: "unclear" },
] as const)("a range of -10 to 100 that becomes $to.min to $to.max is $verdict", ({ to, verdict }) => {
  const rules = [limit()];
  const [before, after] = [siteOf(rules, { range: { min: -10, max: 100 } }), siteOf(rules, { range: to })];
  expect(differencesBetween(before, after)).toMatchObject([{ about: "signal", verdict }]);
});

describe("how a signal is watched", () => {
  test.each([
    { attribute: "hold", after: { hold: minutes(5) }, told: ["90s", "5min"], verdict: "looser", back: "tighter" },
    { attribute: "lateness", after: { lateness: minutes(1) }, told: ["5min", "1min"], verdict: "looser", back: "tighter" },
    { attribute: "clockTolerance", after: { clockTolerance: hours(1) }, told: ["2min", "1h"], verdict: "looser", back: "tighter" },
    { attribute: "range", after: { range: { min: -10, max: 100 } }, told: [undefined, "-10…100"], verdict: "tighter", back: "looser" },
    {
      attribute: "dueAt",
      after: { dueAt: epochMs(Date.UTC(2027, 0, 1)) },
      told: [undefined, "2027-01-01T00:00:00.000Z"],
      verdict: "tighter",
      back: "looser",
    },
    { attribute: "zoneId", after: { zoneId: "room-114" }, told: ["cabinet-17", "room-114"], verdict: "unclear", back: "unclear" },
    { attribute: "substance", after: { substance: "CH4" }, told: ["VOC", "CH4"], verdict: "unclear", back: "unclear" },
    {
      attribute: "label",
      after: { label: text("x") },
      told: [{ en: "Solvent vapour", zh: "溶剂蒸气" }, text("x")],
      verdict: "neutral",
      back: "neutral",
    },
    { attribute: "states", after: { states: ["a", "b"] }, told: [undefined, '["a","b"]'], verdict: "unclear", back: "unclear" },
  ] as const)("$attribute from $told.0 to $told.1: $verdict, and back: $back", ({ attribute, after, told, verdict, back }) => {
    const rules = [limit()];
    const [old, fresh] = [siteOf(rules), siteOf(rules, after as Partial<Signal>)];
    const [was, is] = told;
    expect(differencesBetween(old, fresh)).toEqual([
      {
        about: "signal",
        id: "cab-17/vapour",
        change: "changed",
        isSafety: true,
        verdict,
        attributes: [{ attribute, ...(was === undefined ? {} : { before: was }), after: is, verdict }],
      },
    ]);
    expect(differencesBetween(fresh, old)).toMatchObject([{ verdict: back }]);
  });

  test("a signal without such a rule is one person's to change", () => {
    const rules = [limit({ lifeSafety: false })];
    expect(differencesBetween(siteOf(rules), siteOf(rules, { hold: hours(1) })).filter(needsSecondPerson)).toEqual([]);
  });
});

test("of whom a signal is read, and how, cuts both ways: a second person looks at it", () => {
  const wire = { name: "contact" };
  const behind = (address: string, topic: string): Site => {
    const speaks = { convention: "zigbee2mqtt", topics: [topic], timeZone: "Asia/Shanghai" } as const;
    const named = { name: text("x"), zoneId: "cabinet-17", signals: [] };
    const devices = [
      { id: "gw", ...named, speaks },
      { id: "cab-17", ...named, gateway: "gw", address },
    ];
    return siteOf([limit({ version: "1" })], { gateway: "gw", wire }, { devices });
  };
  const [difference] = differencesBetween(behind("0x17", "a/#"), behind("0x18", "b/#"));
  expect(difference).toMatchObject({ about: "signal", id: "cab-17/vapour", verdict: "unclear" });
  expect(difference?.attributes.map(({ attribute }) => attribute)).toEqual(["address", "speaks"]);
  expect(difference && needsSecondPerson(difference)).toBe(true);
  expect(differencesBetween(behind("0x17", "a/#"), behind("0x17", "a/#"))).toEqual([]);
});

describe("who is told", () => {
  const rules = [limit()];
  const changed = (over: Partial<Site>): readonly SiteDifference[] => differencesBetween(siteOf(rules), siteOf(rules, {}, over));
  const { zones, people, escalation } = testSite();
  const zonesWith = (over: object): Partial<Site> => ({
    zones: zones.map((zone) => (zone.id === "cabinet-17" ? { ...zone, ...over } : zone)),
  });
  const withoutPhone = (id: string): Partial<Site> => ({
    people: people.map((person) => (person.id === id ? { id, name: person.name, language: person.language } : person)),
  });
  const { deputy: _deputy, ...withoutDeputy } = zones.find(({ id }) => id === "cabinet-17") ?? zones[0]!;

  test.each([
    {
      what: "another person",
      over: zonesWith({ responsible: "desk" }),
      told: "responsible: Wang Fang, Security centre",
      verdict: "neutral",
      second: false,
    },
    {
      what: "nobody any more",
      over: { zones: [zones[0]!, zones[1]!, withoutDeputy] },
      told: "deputy: Alex Smith, undefined",
      verdict: "looser",
      second: true,
    },
    {
      what: "a person without a name in the site",
      over: zonesWith({ deputy: "nobody" }),
      told: "deputy: Alex Smith, undefined",
      verdict: "looser",
      second: true,
    },
  ])("in a zone, $what: $verdict", ({ over, told, verdict, second }) => {
    const differences = changed(over);
    expect(differences.map(({ about, id, verdict: is }) => ({ about, id, is }))).toEqual([
      { about: "reach", id: "cabinet-17", is: verdict },
    ]);
    expect(differences[0]?.attributes.map(({ attribute, before, after }) => `${attribute}: ${words(before)}, ${words(after)}`)).toEqual([
      told,
    ]);
    expect(differences.some(needsSecondPerson)).toBe(second);
  });

  test("a phone taken away is looser wherever it was the way, given back tighter; zones nobody's life depends on need nobody", () => {
    const differences = changed(withoutPhone("smith"));
    expect(differences.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(["cabinet-17 looser", "room-114 looser"]);
    expect(differences[0]?.attributes).toEqual([
      {
        attribute: "deputy",
        before: "Alex Smith",
        after: { en: "Alex Smith (no address)", zh: "Alex Smith(无联系方式)" },
        verdict: "looser",
      },
    ]);
    expect(differences.filter(needsSecondPerson).map(({ id }) => id)).toEqual(["cabinet-17"]);
    const back = differencesBetween(siteOf(rules, {}, withoutPhone("smith")), siteOf(rules));
    expect(back.map(({ verdict }) => verdict)).toEqual(["tighter", "tighter"]);
  });

  test("a zone that is in one of the sites only is compared by what is watched in it", () => {
    expect(changed({ zones: zones.slice(1) })).toEqual([]);
  });

  test.each([
    {
      over: { escalation: { ...escalation, deputyAfter: minutes(4) } },
      told: "escalation.deputyAfter: 3min, 4min",
      verdict: "looser",
      back: "tighter",
    },
    {
      over: { escalation: { ...escalation, securityCentreAfter: hours(1) } },
      told: "escalation.securityCentreAfter: 6min, 1h",
      verdict: "looser",
      back: "tighter",
    },
    {
      over: { escalation: { ...escalation, minimumPriority: "high" as const } },
      told: "escalation.minimumPriority: medium, high",
      verdict: "looser",
      back: "tighter",
    },
    {
      over: { securityCentre: ["desk", "smith"] },
      told: "securityCentre: Security centre, Security centre, Alex Smith",
      verdict: "tighter",
      back: "looser",
    },
    { over: { securityCentre: ["smith"] }, told: "securityCentre: Security centre, Alex Smith", verdict: "neutral", back: "neutral" },
    { over: withoutPhone("desk"), told: "securityCentre: Security centre, ", verdict: "looser", back: "tighter" },
  ])("for the whole site, $told: $verdict, and back: $back", ({ over, told, verdict, back }) => {
    const [difference, ...more] = changed(over);
    expect(more).toEqual([]);
    expect(difference).toMatchObject({ about: "site", id: "test-site", verdict, isSafety: true });
    expect(difference?.attributes.map(({ attribute, before, after }) => `${attribute}: ${words(before)}, ${words(after)}`)).toEqual([told]);
    expect(differencesBetween(siteOf(rules, {}, over), siteOf(rules))).toMatchObject([{ verdict: back }]);
  });

  test("where no life depends on an alarm, it is one person's to change", () => {
    const plain = [limit({ lifeSafety: false })];
    const after = siteOf(plain, {}, { escalation: { ...escalation, deputyAfter: hours(1) } });
    expect(differencesBetween(siteOf(plain), after)).toMatchObject([{ verdict: "looser", isSafety: false }]);
  });
});

test("names of places and people are not among the differences, and what needs a second person comes first", () => {
  const [cabinet] = [signal({ rules: [limit({ lifeSafety: false }), limit({ id: "cab-17/vapour/critical", priority: "critical" })] })];
  const after = signal({
    rules: [limit({ lifeSafety: false, setpoint: 11 }), limit({ id: "cab-17/vapour/critical", priority: "critical", setpoint: 11 })],
  });
  const renamed = testSite().zones.map((zone) => ({ ...zone, name: text("other"), path: text("other") }));
  const differences = differencesBetween(
    testSite({ signals: [cabinet] }),
    testSite({ signals: [after], zones: renamed, name: text("other") }),
  );
  expect(differences.map(({ id }) => id)).toEqual(["cab-17/vapour/critical", "cab-17/vapour/high"]);
});

describe("of any two rules", () => {
  const arbitrary = fc.record({
    setpoint: fc.integer({ min: 1, max: 3 }),
    inclusive: fc.boolean(),
    onDelay: fc.integer({ min: 0, max: 2 }).map(seconds),
    priority: fc.constantFrom(...PRIORITIES),
    latching: fc.boolean(),
  });

  test("one that is tighter than another is looser the other way round, and nothing differs from itself", () => {
    const mirror: Readonly<Record<Verdict, Verdict>> = { looser: "tighter", tighter: "looser", unclear: "unclear", neutral: "neutral" };
    fc.assert(
      fc.property(arbitrary, arbitrary, (a, b) => {
        const [first, second] = [siteOf([limit(a)]), siteOf([limit(b)])];
        const there = differencesBetween(first, second).flatMap(({ attributes }) => attributes);
        const back = differencesBetween(second, first).flatMap(({ attributes }) => attributes);
        expect(back.map(({ verdict }) => verdict)).toEqual(there.map(({ verdict }) => mirror[verdict]));
        expect(differencesBetween(first, siteOf([limit(a)]))).toEqual([]);
      }),
    );
  });

  test("without a looser attribute every value that raised the first raises the second, no later and no less gravely", () => {
    fc.assert(
      fc.property(arbitrary, arbitrary, fc.integer({ min: 0, max: 4 }), (a, b, value) => {
        if (differencesBetween(siteOf([limit(a)]), siteOf([limit(b)])).some(needsSecondPerson)) return;
        const isBeyond = ({ setpoint, inclusive }: typeof a): boolean => (inclusive ? value >= setpoint : value > setpoint);
        if (isBeyond(a)) expect(isBeyond(b)).toBe(true);
        expect(b.onDelay).toBeLessThanOrEqual(a.onDelay);
        expect(PRIORITIES.indexOf(b.priority)).toBeLessThanOrEqual(PRIORITIES.indexOf(a.priority));
      }),
    );
  });
});
