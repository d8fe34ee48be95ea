import { describe, expect, test } from "vitest";
import type { ExpressionRule } from "../rules/index.ts";
import { compileSite } from "./compile.ts";
import { compileCondition } from "./compile-condition.ts";
import { createConditionScope } from "./condition-scope.ts";
import type { RuleFile, SignalFile, SiteFile, ZoneFile } from "./file.ts";
import { Problems } from "./problem.ts";

const text = (en: string) => ({ en, zh: en });

const expression = (when?: string, over: Partial<RuleFile> = {}): RuleFile => ({
  kind: "expression",
  priority: "high",
  label: text("Gas without ventilation"),
  ...(when === undefined ? {} : { when }),
  consequence: text("fire"),
  firstAction: text("leave"),
  responseTime: "5min",
  source: "test",
  ...over,
});

const FAN: SignalFile = { quantity: "state", states: ["stopped", "running", "1", "half speed"] };

interface Parts {
  readonly rules?: Readonly<Record<string, RuleFile | null>>;
  readonly zone?: ZoneFile;
  readonly over?: Partial<SiteFile>;
}

/** A store with two methane detectors, of which the first has the rules of a test. */
const site = ({ rules = {}, zone, over = {} }: Parts): SiteFile => ({
  site: "test",
  name: text("Test"),
  timeZone: "Asia/Shanghai",
  people: { wang: { name: "Wang", language: "zh" } },
  securityCentre: ["wang"],
  zones: [zone ?? { id: "store", kind: "room", name: text("Store") }],
  devices: [
    {
      id: "det-1",
      zone: "store",
      signals: {
        ch4: { quantity: "gas-concentration", unit: "%LEL", substance: "CH4", interval: "10s", rules },
        t: { quantity: "temperature" },
        co: { quantity: "gas-concentration", substance: "CO" },
        fan: FAN,
        count: { quantity: "number" },
      },
    },
    {
      id: "det-2",
      zone: "store",
      signals: {
        ch4: { quantity: "gas-concentration", unit: "ppm", substance: "CH4" },
        t: { quantity: "temperature", unit: "degF" },
        rh: { quantity: "humidity" },
        odd: { quantity: "temperature", unit: "furlong" },
      },
    },
  ],
  ...over,
});

const rulesOf = (file: SiteFile): readonly ExpressionRule[] => {
  const compiled = compileSite(file, "1");
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error, undefined, 1));
  return compiled.value.signals.flatMap(({ rules }) => rules.filter((rule): rule is ExpressionRule => rule.kind === "expression"));
};

/** `odd` is wrong itself; that is told elsewhere. */
const right = (parts: Parts): SiteFile => {
  const file = site(parts);
  return {
    ...file,
    devices: file.devices.map((device) => ({
      ...device,
      signals: Object.fromEntries(Object.entries(device.signals).filter(([name]) => name !== "odd")),
    })),
  };
};

function only(parts: Parts): ExpressionRule {
  const [rule, ...more] = rulesOf(right(parts));
  if (rule === undefined || more.length > 0) throw new Error("not one rule");
  return rule;
}

const whenOf = (when: string) => only({ zone: { id: "store", kind: "room", name: text("Store"), rules: { r: expression(when) } } }).when;

const problemsOf = (file: SiteFile) => {
  const compiled = compileSite(file, "1");
  if (compiled.ok) return [];
  return compiled.error.filter(({ path }) => !path.includes("odd"));
};

describe("numbers are turned into the signal's unit, words into states", () => {
  test.each([
    { when: "det-1/ch4 >= 20 %LEL", value: 20 },
    { when: "det-1/ch4 >= 20", value: 20 },
    { when: "det-1/ch4 >= 1%vol", value: 20 },
    { when: "det-2/ch4 >= 20 %LEL", value: 10_000 },
    { when: "det-1/t > 278.15 K", value: 5 },
    { when: "det-2/t > 5 °C", value: 41 },
    { when: "det-1/fan = running", value: 1 },
    { when: "det-1/fan != 1", value: 2 },
    { when: 'det-1/fan = "half speed"', value: 3 },
    { when: "det-1/count = 3", value: 3 },
  ])("$when: $value", ({ when, value }) => {
    expect(whenOf(when)).toMatchObject({ kind: "comparison", value });
  });

  test("of differences, 2 K are 2 °C and 3.6 °F", () => {
    expect(whenOf("deviation(det-1/t, det-2/t) > 2 K")).toMatchObject({
      unit: "Cel",
      value: 2,
      of: [
        { signal: "det-1/t", factor: 1, offset: 0 },
        { signal: "det-2/t", factor: 5 / 9, offset: -17.7777777777778 },
      ].map(({ factor, offset, ...rest }) => ({ ...rest, factor: expect.closeTo(factor, 10), offset: expect.closeTo(offset, 10) })),
    });
    expect(whenOf("deviation(det-2/t, det-1/t) > 2 Cel")).toMatchObject({ unit: "degF", value: 3.6 });
    expect(whenOf("deviation(det-2/t, det-1/t) > 2")).toMatchObject({ unit: "degF", value: 2 });
    expect(whenOf("deviation(det-1/ch4, det-2/ch4) > 2500 ppm")).toMatchObject({ unit: "%LEL", value: 5 });
  });
});

describe("a rule over several signals", () => {
  test("stands under a signal, whose device bare names are of", () => {
    const rule = only({ rules: { r: expression("ch4 >=  20 %LEL and\n not (fan = running)", { onDelay: "30s", latching: true }) } });
    expect(rule).toMatchObject({
      id: "det-1/ch4/r",
      signal: "det-1/ch4",
      label: text("Gas without ventilation"),
      onDelay: 30_000,
      latching: true,
      text: "ch4 >= 20 %LEL and not fan = running",
      when: {
        kind: "and",
        of: [
          { kind: "comparison", of: { signal: "det-1/ch4", unit: "%LEL", hold: 30_000 }, operator: ">=", value: 20 },
          { kind: "not", of: { kind: "comparison", of: { signal: "det-1/fan", states: FAN.states }, operator: "=", value: 1 } },
        ],
      },
    });
    expect(rule).not.toHaveProperty("zoneId");
  });

  test("or under a zone, and belongs to the first signal it names", () => {
    const inner: ZoneFile = {
      id: "cabinet",
      kind: "cabinet",
      name: text("C"),
      rules: { gas: expression("det-2/ch4 > 5 %LEL or det-1/ch4 > 5 %LEL") },
    };
    const [rule] = rulesOf(right({ zone: { id: "store", kind: "room", name: text("Store"), zones: [inner] } }));
    expect(rule).toMatchObject({ id: "cabinet/gas", signal: "det-2/ch4", zoneId: "cabinet" });
  });

  test("or in a profile, where bare names are of the device that has it, and may be taken away again", () => {
    const profiles = {
      methane: { quantity: "gas-concentration", unit: "%LEL", substance: "CH4", rules: { r: expression("ch4 > 20 or t > 60") } },
    };
    const signals = { ch4: { profile: "methane" }, t: { quantity: "temperature" } };
    const devices = [
      { id: "a", zone: "store", signals },
      { id: "b", zone: "store", signals: { ...signals, ch4: { profile: "methane", rules: { r: null } } } },
    ];
    expect(rulesOf(site({ over: { profiles, devices } })).map(({ id, when }) => ({ id, when }))).toMatchObject([
      { id: "a/ch4/r", when: { of: [{ of: { signal: "a/ch4" } }, { of: { signal: "a/t" } }] } },
    ]);
  });

  test("ids of zones and of signals cannot be the same", () => {
    const zone: ZoneFile = { id: "det-1", kind: "room", name: text("Z"), rules: { ch4: expression("det-1/ch4 > 5") } };
    const file = right({ rules: { r: expression("ch4 > 5") }, zone });
    const ids = rulesOf({ ...file, devices: file.devices.map((device) => ({ ...device, zone: "det-1" })) }).map(({ id }) => id);
    expect(ids).toEqual(["det-1/ch4/r", "det-1/ch4"]);
  });

  test("has another version when a condition it refers to has changed, and the same text otherwise", () => {
    const ruleWith = (gas: string) => only({ rules: { r: expression("ch4 > 5 and @gas") }, over: { conditions: { gas } } });
    expect(ruleWith("det-2/ch4 > 5 %LEL").version).toBe(ruleWith("det-2/ch4  >  5 %LEL").version);
    expect(ruleWith("det-2/ch4 > 5 %LEL").version).not.toBe(ruleWith("det-2/ch4 > 6 %LEL").version);
    expect(ruleWith("det-2/ch4 > 5 %LEL").text).toBe("ch4 > 5 and @gas");
  });
});

test("named conditions refer to one another in any order", () => {
  const conditions = { both: "@warm and @gas", gas: "not (det-1/ch4 < 5)", warm: "det-1/t > 30 or @gas" };
  const gas = { kind: "not", of: { kind: "comparison", of: { signal: "det-1/ch4" } } };
  expect(only({ rules: { r: expression("@both or ch4 > 50") }, over: { conditions } }).when).toMatchObject({
    kind: "or",
    of: [{ kind: "and", of: [{ kind: "or", of: [{ of: { signal: "det-1/t" } }, gas] }, gas] }, { of: { signal: "det-1/ch4" } }],
  });
});

describe("what has no meaning is told with its character, and what would have", () => {
  test.each([
    { when: "ch5 > 20", code: "SITE_UNKNOWN_SIGNAL", at: 1, says: 'det-1 has no signal "ch5"; it has ch4, t, co, fan, count' },
    {
      when: "ch4 > 20 and det-9/ch4 > 20",
      code: "SITE_UNKNOWN_SIGNAL",
      at: 14,
      says: 'there is no device "det-9"; there are det-1, det-2',
    },
    { when: "ch4 > 20 and @gas", code: "SITE_UNKNOWN_CONDITION", at: 14, says: '"gas" is not under conditions; there are none yet' },
    {
      when: "ch4 > 20 and t > 5 ppm",
      code: "SITE_UNIT",
      at: 18,
      says: "ppm cannot be turned into Cel, the unit of det-1/t: the two units measure different things; write it in Cel",
    },
    { when: "ch4 > 20 and det-2/rh > 60 %", code: "SITE_UNIT", at: 25, says: "write it in %RH" },
    { when: "ch4 > 20 and fan = 1 ppm", code: "SITE_UNIT", at: 20, says: "states, which have no unit" },
    { when: "ch4 > 20 and fan = runing", code: "SITE_STATE", at: 20, says: "the states of det-1/fan are stopped, running, 1, half speed" },
    { when: "ch4 > 20 and fan > stopped", code: "SITE_EXPRESSION", at: 20, says: "no order; compare it with = or !=" },
    { when: "ch4 > high", code: "SITE_EXPRESSION", at: 7, says: 'det-1/ch4 is a number in %LEL, and "high" is none' },
    { when: "ch4 = 20", code: "SITE_EXPRESSION", at: 7, says: "never exactly a number; hold det-1/ch4 against it with > >= < or <=" },
    { when: "ch4 > 20 and t > 9000", code: "SITE_SETPOINT", at: 18, says: "9000 Cel lies outside -273.15 to 2000; is the unit right?" },
    { when: "ch4 > 20 and co > 5000", code: "SITE_SETPOINT", at: 19, says: "immediately dangerous to life or health" },
    { when: "ch4 > 20 and not co <= 5000", code: "SITE_SETPOINT", at: 24, says: "immediately dangerous to life or health" },
    { when: "deviation(ch4, ch4) > 2", code: "SITE_EXPRESSION", at: 16, says: "named twice" },
    { when: "deviation(ch4, t) > 2", code: "SITE_EXPRESSION", at: 16, says: "det-1/t does not measure what det-1/ch4 does" },
    { when: "deviation(ch4, co) > 2", code: "SITE_EXPRESSION", at: 16, says: "does not measure what" },
    { when: "deviation(fan, ch4) > 2", code: "SITE_EXPRESSION", at: 11, says: "only numbers deviate" },
    {
      when: "deviation(ch4, det-2/ch4) > much",
      code: "SITE_EXPRESSION",
      at: 29,
      says: 'a deviation is a number in %LEL, and "much" is none',
    },
    { when: "deviation(ch4, det-2/ch4) = 2", code: "SITE_EXPRESSION", at: 29, says: "never exactly a number" },
    { when: "deviation(ch4, det-2/ch4) > 2 K", code: "SITE_UNIT", at: 29, says: "K cannot be turned into %LEL" },
    { when: "deviation(ch4, det-2/ch4) > -2", code: "SITE_SETPOINT", at: 29, says: "is from 0 to" },
    { when: "deviation(ch4, det-3/ch4) > 2", code: "SITE_UNKNOWN_SIGNAL", at: 16, says: "no device" },
    { when: "2 of 3 samples: (ch4 > 5 and 2 of 3 samples: ch4 > 6)", code: "SITE_EXPRESSION", at: 30, says: "count once" },
    { when: "ch4 > 20 and", code: "SITE_EXPRESSION", at: 13, says: "here the condition ends" },
  ])("$when", ({ when, code, at, says }) => {
    const [problem, ...more] = problemsOf(right({ rules: { r: expression(when) } }));
    expect(more).toEqual([]);
    expect(problem).toEqual({
      code,
      path: ["devices", 0, "signals", "ch4", "rules", "r", "when"],
      message: expect.stringContaining(says),
      excerpt: `when: ${when}\n${" ".repeat("when: ".length + at - 1)}^`,
    });
    expect(problem?.message).toMatch(new RegExp(`^at character ${at}: `));
  });

  test("every mistake at once", () => {
    const problems = problemsOf(right({ rules: { r: expression("ch5 > 20 or 2 of (@x, t > 1 ppm), a faulty voter is left out") } }));
    expect(problems.map(({ code }) => code)).toEqual(["SITE_UNKNOWN_SIGNAL", "SITE_UNKNOWN_CONDITION", "SITE_UNIT"]);
  });

  test("a signal that is wrong itself is told once, where it stands", () => {
    expect(problemsOf(site({ rules: { r: expression("ch4 > 20 or det-2/odd > 1") } }))).toEqual([]);
    expect(compileSite(site({ rules: { r: expression("ch4 > 20 or det-2/odd > 1") } }), "1")).toMatchObject({
      ok: false,
      error: [{ code: "SITE_UNIT", path: ["devices", 1, "signals", "odd", "unit"] }],
    });
  });

  test("many devices are not listed to the end", () => {
    const devices = Array.from({ length: 20 }, (_, place) => ({
      id: `d${place}`,
      zone: "store",
      signals: { t: { quantity: "temperature" } },
    }));
    const [problem] = problemsOf(site({ over: { devices, conditions: { c: "x/t > 1" } } }));
    expect(problem?.message).toContain("d11 and 8 more");
  });

  test("letters before the place that are two columns wide are made up for", () => {
    const states = ["停", "开"];
    const signals = { fan: { quantity: "state", states } };
    const [problem] = problemsOf(
      site({ over: { devices: [{ id: "a", zone: "store", signals }], conditions: { c: "a/fan = 开 or a/fan = 关" } } }),
    );
    expect(problem?.excerpt).toBe(`c: a/fan = 开 or a/fan = 关\n${" ".repeat(11)}\u3000${" ".repeat(12)}^`);
  });

  test("of a long text the part around the place is shown", () => {
    const [problem] = problemsOf(right({ rules: { r: expression(`${"ch4 > 20 or ".repeat(30)}ch5 > 1${" or ch4 > 20".repeat(30)}`) } }));
    const [line = "", mark = ""] = (problem?.excerpt ?? "").split("\n");
    expect(line.slice(mark.indexOf("^")).startsWith("ch5 > 1")).toBe(true);
    expect(line).toMatch(/^when: ….*…$/);
    expect(line.length).toBeLessThan(140);
  });
});

describe("a condition is refused", () => {
  const problemsIn = (conditions: Readonly<Record<string, string>>) => problemsOf(right({ over: { conditions } }));

  test("when it goes round in a circle: each circle is told once, and what rests on it is not", () => {
    const problems = problemsIn({ a: "det-1/t > 1 or @b", b: "not @c", c: "@a and @d", d: "det-1/t > 2", e: "@a", f: "@f" });
    expect(problems).toEqual([
      {
        code: "SITE_CYCLE",
        path: ["conditions", "c"],
        message: "at character 1: @a → @b → @c → @a goes round in a circle; say one of them without the next",
        excerpt: "c: @a and @d\n   ^",
      },
      expect.objectContaining({ code: "SITE_CYCLE", path: ["conditions", "f"], message: expect.stringContaining("@f → @f") }),
    ]);
  });

  test("when a bare name has no device to be of", () => {
    expect(problemsIn({ c: "t > 5" })).toMatchObject([
      { code: "SITE_UNKNOWN_SIGNAL", message: 'at character 1: "t" is of no device here; write device/t' },
    ]);
  });

  test("when it doubles at every step, or stands too deep", () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 12 }, (_, n) => [`c${n}`, n === 0 ? "det-1/t > 1" : `@c${n - 1} and @c${n - 1}`]),
    );
    expect(problemsIn(doubling)).toMatchObject([{ path: ["conditions", "c7"], message: expect.stringContaining("more than 100 signals") }]);
    const deep = Object.fromEntries(Array.from({ length: 80 }, (_, n) => [`c${n}`, n === 0 ? "det-1/t > 1" : `not @c${n - 1}`]));
    expect(problemsIn(deep)).toMatchObject([{ path: ["conditions", "c64"], message: expect.stringContaining("more than 64 deep") }]);
  });

  test("when it refers to one that is wrong, that one is told only", () => {
    expect(problemsIn({ bad: "det-1/t >", good: "not @bad" })).toMatchObject([{ path: ["conditions", "bad"] }]);
  });
});

describe("samples are not counted where nothing remembers them", () => {
  const file = right({ over: { conditions: { often: "2 of 3 samples: det-1/t > 5" } } });
  const compiled = compileSite(file, "1");
  if (!compiled.ok) throw new Error("wrong site");
  const compile = (condition: string) => {
    const problems = new Problems();
    const scope = createConditionScope(file, compiled.value.signals, problems);
    const found = compileCondition(condition, { scope, mayCountSamples: false }, ["when"], problems);
    return { found, problems: problems.list.map(({ message }) => message) };
  };
  test.each(["2 of 3 samples: det-1/t > 5", "@often"])("%s", (condition) => {
    expect(compile(condition)).toEqual({ found: undefined, problems: [expect.stringContaining("asked at one moment")] });
  });
  test("anything else may be asked", () => {
    expect(compile("det-1/t > 5")).toMatchObject({ found: { text: "det-1/t > 5", when: { kind: "comparison" } }, problems: [] });
  });
});

describe("keys that make no sense are refused with the reason", () => {
  const PATH = "devices.0.signals.ch4.rules.r";
  const only = (rule: RuleFile) => problemsOf(right({ rules: { r: rule } })).map(({ path, message }) => `${path.join(".")}: ${message}`);
  test.each([
    { over: { setpoint: 5 }, says: `${PATH}.setpoint: an expression has no setpoint: the condition says it` },
    { over: { direction: "high" as const }, says: `${PATH}.direction: an expression has no direction: the condition says it, with > or <` },
    { over: { inclusive: true }, says: `${PATH}.inclusive: an expression has no inclusive: the condition says it, with >= or >` },
    {
      over: { deadband: 1 },
      says: `${PATH}.deadband: an expression has no deadband: a condition is true or it is not; hold it down with onDelay and offDelay`,
    },
    { over: { states: ["open"] }, says: `${PATH}.states: an expression has no states: the condition says them, as in door = open` },
    { over: { after: "5min" }, says: `${PATH}.after: an expression has no after: silence has a rule of its own, kind: silence` },
    {
      over: { of: { figure: "rate" as const, over: "5min" } },
      says: `${PATH}.of: an expression has no of: a figure is of one signal; set a limit on it`,
    },
  ])("$over", ({ over, says }) => {
    expect(only(expression("ch4 > 5", over))).toEqual([says]);
  });

  test("what is missing, too", () => {
    expect(only(expression())).toEqual([`${PATH}: an expression needs when: the condition, for example ch4 > 20 %LEL and fan = off`]);
    const { label: _label, ...unnamed } = expression("ch4 > 5");
    expect(only(unnamed)).toEqual([expect.stringContaining(`${PATH}: an expression needs a label`)]);
  });

  test("a rule under a signal looks at it", () => {
    expect(only(expression("t > 5"))).toEqual([
      `${PATH}.when: the condition does not look at det-1/ch4; put the rule under a signal that it looks at, or under rules of a zone`,
    ]);
  });

  test("silence keeps its name, and zones have no rules of one signal", () => {
    expect(problemsOf(right({ rules: { silent: expression("ch4 > 5") } }))).toMatchObject([{ code: "SITE_RULE_KIND" }]);
    const zone: ZoneFile = { id: "store", kind: "room", name: text("S"), rules: { r: { ...expression("det-1/t > 5"), kind: "limit" } } };
    expect(problemsOf(right({ zone }))).toMatchObject([{ code: "SITE_RULE_KIND", path: ["zones", 0, "rules", "r", "kind"] }]);
    const wrong: ZoneFile = { id: "store", kind: "room", name: text("S"), rules: { r: expression("t > 5") } };
    expect(problemsOf(right({ zone: wrong }))).toMatchObject([{ code: "SITE_UNKNOWN_SIGNAL", path: ["zones", 0, "rules", "r", "when"] }]);
  });
});
