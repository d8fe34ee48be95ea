import { describe, expect, test } from "vitest";
import { minutes, seconds } from "../basics/index.ts";
import { compileSite } from "./compile.ts";
import type { RuleFile, SiteFile } from "./file.ts";

const text = { en: "x", zh: "x" };
const common = { priority: "high", consequence: text, firstAction: text, responseTime: "5min", source: "chosen: test" } as const;
const FORCED = { ...common, kind: "opened-without-access", access: "granted" } as const;

type People = NonNullable<SiteFile["people"]>;
const PEOPLE: People = {
  wang: { name: "Wang Fang", language: "zh", badges: ["1"], roles: ["keeper"] },
  smith: { name: "Alex Smith", language: "en", badges: ["2"], roles: ["user", "guest"] },
  ghost: { name: "No Badge", language: "en", roles: ["inspector"] },
  desk: { name: "Desk", language: "en" },
};

/** A store with a door and scales, a reader, and a controller of two doors; the rule stands under the door or the weight. */
function compiled(rule: RuleFile, over: { readonly under?: "door" | "weight"; readonly people?: People } = {}) {
  const { under = "door", people = PEOPLE } = over;
  const file: SiteFile = {
    site: "s",
    name: text,
    timeZone: "Asia/Shanghai",
    people,
    securityCentre: ["desk"],
    zones: [{ id: "room", kind: "room", name: text }],
    profiles: { hatch: { quantity: "door", states: ["shut", "ajar", "wide"] } },
    devices: [
      {
        id: "store",
        zone: "room",
        signals: {
          door: { quantity: "door", states: ["closed", "open"], rules: under === "door" ? { rule } : {} },
          weight: { quantity: "mass", unit: "g", interval: "5s", rules: under === "weight" ? { rule } : {} },
        },
      },
      { id: "reader", zone: "room", signals: {} },
      { id: "gate", zone: "room", signals: { hatch: { profile: "hatch" }, level: { quantity: "level" } } },
    ],
  };
  const site = compileSite(file, "1");
  if (!site.ok) return { problems: site.error.map(({ code, path }) => `${code} ${path.slice(4).join(".")}`.trim()) };
  return { rule: site.value.signals.flatMap(({ rules }) => rules).find(({ id }) => id === `store/${under}/rule`) };
}

describe("a rule of custody", () => {
  test.each([
    {
      what: "has a window, a grace and its own device's readers, and latches",
      rule: FORCED,
      gives: {
        door: "store/door",
        open: [1],
        access: "granted",
        within: seconds(30),
        grace: seconds(10),
        readers: [{ deviceId: "store", door: "door" }],
        latching: true,
      },
    },
    {
      what: "takes what the file says instead",
      rule: {
        ...FORCED,
        within: "2min",
        grace: "0s",
        latching: false,
        open: ["closed"],
        readers: ["reader", "gate/hatch"],
        buttons: ["exit"],
      } as const,
      gives: {
        open: [0],
        within: minutes(2),
        grace: 0,
        readers: [{ deviceId: "reader" }, { deviceId: "gate", door: "hatch" }],
        buttons: ["exit"],
        latching: false,
      },
    },
    { what: "may be about unlocking", rule: { ...common, kind: "unlocked-unopened" } as const, gives: { kind: "unlocked-unopened" } },
    { what: "may ask for two people", rule: { ...common, kind: "two-person" } as const, gives: { on: "opened" } },
    {
      what: "may ask for their roles",
      rule: { ...common, kind: "two-person", on: "unlocked", roles: ["keeper", "user"] } as const,
      gives: { on: "unlocked", roles: ["keeper", "user"] },
    },
  ])("$what", ({ rule, gives }) => {
    expect(compiled(rule).rule).toMatchObject(gives);
  });

  test("may be about a weight and the door of its store", () => {
    const rule: RuleFile = { ...common, kind: "weight-without-opening", change: 5, door: "door" };
    const gives = { of: "store/weight", door: "store/door", open: [1], change: 5, unit: "g", settle: seconds(30) };
    expect(compiled(rule, { under: "weight" }).rule).toMatchObject(gives);
    const elsewhere = { ...rule, door: "gate/hatch", open: ["ajar", "wide"], settle: "1min" };
    expect(compiled(elsewhere, { under: "weight" }).rule).toMatchObject({ door: "gate/hatch", open: [1, 2], settle: minutes(1) });
  });

  test("has another version when its readers change", () => {
    const versions = [FORCED, { ...FORCED, readers: ["reader"] }].map((rule) => compiled(rule).rule?.version);
    expect(versions[0]).not.toBe(versions[1]);
  });
});

const WEIGHT = { ...common, kind: "weight-without-opening", change: 5, door: "door" } as const;
const TWO = { ...common, kind: "two-person" } as const;

describe("what could never be decided is refused", () => {
  test.each<{ readonly rule: RuleFile; readonly under?: "door" | "weight"; readonly people?: People; readonly problems: string[] }>([
    { rule: { ...common, kind: "opened-without-access" }, problems: ["SITE_MISSING rules.rule.access"] },
    { rule: { ...FORCED, open: ["ajar"] }, problems: ["SITE_STATE rules.rule.open"] },
    { rule: { ...FORCED, open: [] }, problems: ["SITE_STATE rules.rule.open"] },
    { rule: { ...FORCED, open: ["closed", "open"] }, problems: ["SITE_STATE rules.rule.open"] },
    { rule: { ...FORCED, readers: [] }, problems: ["SITE_CUSTODY rules.rule.readers"] },
    { rule: { ...FORCED, readers: ["reader", "raeder"] }, problems: ["SITE_CUSTODY rules.rule.readers.1"] },
    { rule: { ...FORCED, readers: ["gate/level"] }, problems: ["SITE_CUSTODY rules.rule.readers.0"] },
    { rule: { ...FORCED, readers: ["gate/window"] }, problems: ["SITE_CUSTODY rules.rule.readers.0"] },
    { rule: { ...FORCED, within: "5s" }, problems: ["SITE_CUSTODY rules.rule.within"] },
    { rule: { ...FORCED, within: "0s", grace: "0s" }, problems: ["SITE_DURATION rules.rule.within"] },
    { rule: { ...FORCED, grace: "soon" }, problems: ["SITE_DURATION rules.rule.grace"] },
    { rule: { ...FORCED, onDelay: "5s" }, problems: ["SITE_CUSTODY rules.rule.onDelay"] },
    { rule: FORCED, under: "weight", problems: ["SITE_RULE_KIND rules.rule.open"] },
    { rule: { ...TWO, roles: ["keeper"] }, problems: ["SITE_CUSTODY rules.rule.roles"] },
    { rule: { ...TWO, roles: ["keeper", "user", "guest"] }, problems: ["SITE_CUSTODY rules.rule.roles"] },
    { rule: { ...TWO, roles: ["keeper", "wizard"] }, problems: ["SITE_CUSTODY rules.rule.roles"] },
    { rule: { ...TWO, roles: ["keeper", "keeper"] }, problems: ["SITE_CUSTODY rules.rule.roles"] },
    { rule: { ...TWO, roles: ["user", "guest"] }, problems: ["SITE_CUSTODY rules.rule.roles"] },
    { rule: { ...TWO, roles: ["keeper", "inspector"] }, problems: ["SITE_CUSTODY rules.rule.roles"] },
    { rule: TWO, people: { desk: { name: "Desk", language: "en", badges: ["1"] } }, problems: ["SITE_CUSTODY rules.rule"] },
    { rule: WEIGHT, problems: ["SITE_RULE_KIND rules.rule.kind"] },
    { rule: { ...common, kind: "weight-without-opening", door: "door" }, under: "weight", problems: ["SITE_MISSING rules.rule"] },
    { rule: { ...common, kind: "weight-without-opening", change: 5 }, under: "weight", problems: ["SITE_MISSING rules.rule"] },
    { rule: { ...WEIGHT, door: "window" }, under: "weight", problems: ["SITE_CUSTODY rules.rule.door"] },
    { rule: { ...WEIGHT, door: "nowhere/door" }, under: "weight", problems: ["SITE_CUSTODY rules.rule.door"] },
    { rule: { ...WEIGHT, door: "weight" }, under: "weight", problems: ["SITE_RULE_KIND rules.rule.open"] },
    { rule: { ...WEIGHT, door: "gate/hatch" }, under: "weight", problems: ["SITE_STATE rules.rule.open"] },
    { rule: { ...WEIGHT, change: -5 }, under: "weight", problems: ["SITE_CUSTODY rules.rule.change"] },
    { rule: { ...WEIGHT, change: 1e12 }, under: "weight", problems: ["SITE_CUSTODY rules.rule.change"] },
    { rule: { ...WEIGHT, settle: "10s" }, under: "weight", problems: ["SITE_CUSTODY rules.rule.settle"] },
  ])("%o", ({ rule, problems, ...over }) => {
    expect(compiled(rule, over).problems).toEqual(problems);
  });
});
