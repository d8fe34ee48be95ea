import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { group, limit, silence, siteOf, text, words } from "../../../../test/support/differing-sites.ts";
import { signal, testSite } from "../../../../test/support/site.ts";
import { epochMs, hours, minutes, seconds } from "../../basics/index.ts";
import { type AlarmRule, PRIORITIES, type Signal } from "../../rules/index.ts";
import type { Site } from "../site.ts";
import { differencesBetween, needsSecondPerson, type SiteDifference, type Verdict } from "./index.ts";

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
      told: "responsible: {person:wang}, {person:desk}",
      verdict: "neutral",
      second: false,
    },
    {
      what: "nobody any more",
      over: { zones: [zones[0]!, zones[1]!, withoutDeputy] },
      told: "deputy: {person:smith}, undefined",
      verdict: "looser",
      second: true,
    },
    {
      what: "a person without a name in the site",
      over: zonesWith({ deputy: "nobody" }),
      told: "deputy: {person:smith}, undefined",
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
        before: "{person:smith}",
        after: { en: "{person:smith} (no address)", zh: "{person:smith}(无联系方式)" },
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
      told: "securityCentre: {person:desk}, {person:desk}, {person:smith}",
      verdict: "tighter",
      back: "looser",
    },
    { over: { securityCentre: ["smith"] }, told: "securityCentre: {person:desk}, {person:smith}", verdict: "neutral", back: "neutral" },
    { over: withoutPhone("desk"), told: "securityCentre: {person:desk}, ", verdict: "looser", back: "tighter" },
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
