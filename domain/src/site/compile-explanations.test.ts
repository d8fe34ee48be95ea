import { describe, expect, test } from "vitest";
import { minutes } from "../basics/index.ts";
import type { AlarmRule, RecoveryRule } from "../rules/index.ts";
import { compileSite } from "./compile.ts";
import type { RuleFile, ZoneFile } from "./file.ts";

const text = (en: string) => ({ en, zh: en });

const limit = (over: Partial<RuleFile>): RuleFile => ({
  kind: "limit",
  direction: "high",
  setpoint: 8,
  priority: "high",
  consequence: text("spoilt"),
  firstAction: text("close the door"),
  responseTime: "30min",
  source: "test",
  ...over,
});

function compiled(rule: RuleFile, zoneRules?: ZoneFile["rules"]) {
  const door = { quantity: "door", states: ["closed", "open"], interval: "1min" };
  const temperature = { quantity: "temperature", unit: "Cel", interval: "1min", rules: { high: rule } };
  return compileSite(
    {
      site: "test",
      name: text("Test"),
      timeZone: "UTC",
      people: { wang: { name: "Wang", language: "zh" } },
      securityCentre: ["wang"],
      conditions: { opened: "fridge/door = open" },
      zones: [{ id: "ward", kind: "room", name: text("Ward"), ...(zoneRules === undefined ? {} : { rules: zoneRules }) }],
      devices: [{ id: "fridge", zone: "ward", signals: { temperature, door } }],
    },
    "1",
  );
}

function ruleOf(rule: RuleFile): AlarmRule {
  const site = compiled(rule);
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  return site.value.signals[0]?.rules.find(({ id }) => id.endsWith("/high")) as AlarmRule;
}

const told = (site: ReturnType<typeof compiled>): readonly string[] =>
  site.ok ? [] : site.error.map(({ code, path, message }) => `${code} ${path.slice(-3).join(".")}: ${message}`);

describe("a limit with a recovery", () => {
  test("keeps its delay for excursions that nothing explains", () => {
    const rule = ruleOf(limit({ onDelay: "5min", recovery: { after: "door = open", within: "20min" } })) as RecoveryRule;
    expect(rule).toMatchObject({
      kind: "recovery",
      onDelay: 0,
      unexcused: minutes(5),
      within: minutes(20),
      afterText: "door = open",
      setpoint: 8,
    });
  });

  test("has another version with another time to recover", () => {
    const versions = ["20min", "25min"].map((within) => ruleOf(limit({ recovery: { after: "door = open", within } })).version);
    expect(new Set(versions).size).toBe(2);
  });

  test.each<{ over: Partial<RuleFile>; told: string }>([
    {
      over: { of: { figure: "average", over: "1h" }, recovery: { after: "door = open", within: "20min" } },
      told: "SITE_RULE_KIND rules.high.recovery: only a limit on the value itself has a recovery; take it away, or set the limit without of",
    },
    {
      over: { recovery: { after: "temperature > 4", within: "20min" } },
      told: "SITE_RULE_KIND high.recovery.after: fridge/temperature cannot explain itself; name a door, a defrost or another signal",
    },
    {
      over: { recovery: { after: "door = open", within: "5min" } },
      told: "SITE_DURATION high.recovery.within: 5min is too short: it must be longer than onDelay, and at least 720s here, four times the signal's hold, or the way back could not be told",
    },
    {
      over: { onDelay: "30min", recovery: { after: "door = open", within: "20min" } },
      told: "SITE_DURATION high.recovery.within: 20min is too short: it must be longer than onDelay, and at least 720s here, four times the signal's hold, or the way back could not be told",
    },
    {
      over: { recovery: { after: "door = open", within: "soon" } },
      told: 'SITE_DURATION high.recovery.within: "soon" is not a span of time; write for example 90s, 15min or 2h',
    },
  ])("is refused with $told", ({ over, told: expected }) => {
    expect(told(compiled(limit(over)))).toContain(expected);
  });
});

describe("a rule that is suppressed by design", () => {
  test("says by what, in the words of the site, and for how long at most", () => {
    const suppressed = { when: "@opened", atMost: "10min" };
    expect(ruleOf(limit({ suppressed })).suppression).toMatchObject({ name: "@opened", atMost: minutes(10), when: { kind: "comparison" } });
    expect(ruleOf(limit({ suppressed: { ...suppressed, name: "Door open" } })).suppression?.name).toBe("Door open");
  });

  test("may be one with a recovery, or of a zone", () => {
    const suppressed = { when: "fridge/door = open", atMost: "10min" };
    expect(ruleOf(limit({ suppressed, recovery: { after: "door = open", within: "20min" } }))).toMatchObject({
      kind: "recovery",
      suppression: {},
    });
    const { direction: _direction, setpoint: _setpoint, ...rest } = limit({});
    const ofZone: RuleFile = { ...rest, kind: "expression", label: text("Warm"), when: "fridge/temperature > 8", suppressed };
    const site = compiled(limit({}), { warm: ofZone });
    const rules = site.ok ? site.value.signals.flatMap((signal) => signal.rules) : [];
    expect(rules.find(({ id }) => id === "ward/warm")?.suppression?.atMost).toBe(minutes(10));
  });

  test.each([
    { suppressed: { when: "door = ajar", atMost: "10min" }, told: /^SITE_STATE high.suppressed.when: at character 8: / },
    { suppressed: { when: "3 of 5 samples: door = open", atMost: "10min" }, told: /^SITE_EXPRESSION high.suppressed.when: / },
    { suppressed: { when: "door = open", atMost: "0s" }, told: /^SITE_DURATION high.suppressed.atMost: "0s" is no time at all/ },
  ])("is refused with $told", ({ suppressed, told: expected }) => {
    expect(told(compiled(limit({ suppressed })))).toContainEqual(expect.stringMatching(expected));
  });
});
