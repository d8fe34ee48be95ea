import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold, records, type Said, siteRecord } from "../../../test/support/folding.ts";
import type { ConditionChange, Signal } from "../rules/index.ts";
import { type FoldInput, RuleFold } from "../rules/index.ts";
import { compileSite } from "./compile.ts";
import type { RuleFile } from "./file.ts";

/** From the text in a site file to the alarm: three methane detectors, every 20 s, held for a minute, and a fan. */

const text = (en: string) => ({ en, zh: en });
const GAS = { quantity: "gas-concentration", unit: "%LEL", substance: "CH4", interval: "20s" };

function storeWith(when: string, over: Partial<RuleFile> = {}): readonly Signal[] {
  const detectors = ["a", "b", "c"].map((id) => ({ id, zone: "store", signals: { ch4: GAS } }));
  const fan = { id: "fan", zone: "store", signals: { fan: { quantity: "state", states: ["stopped", "running"], interval: "20s" } } };
  const rule: RuleFile = {
    kind: "expression",
    label: text("Gas"),
    when,
    priority: "critical",
    consequence: text("fire"),
    firstAction: text("leave"),
    responseTime: "5min",
    source: "test",
    ...over,
  };
  const site = compileSite(
    {
      site: "test",
      name: text("Test"),
      timeZone: "Asia/Shanghai",
      people: { wang: { name: "Wang", language: "zh" } },
      securityCentre: ["wang"],
      zones: [{ id: "store", kind: "room", name: text("Store"), rules: { gas: rule } }],
      devices: [...detectors, fan],
    },
    "1",
  );
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  return site.value.signals;
}

const gas = (device: string, at: number, value: number | null): Said => ({ at, key: `${device}/ch4`, value });
const fan = (at: number, value: number): Said => ({ at, key: "fan/fan", value });
const tick = (at: number): Said => ({ at });

const ofRule = (changes: readonly ConditionChange[]): readonly ConditionChange[] => changes.filter(({ ruleId }) => ruleId === "store/gas");
/** `30s raised: a/ch4 25 %LEL, fan/fan stopped`. */
const told = (signals: readonly Signal[], said: readonly Said[]): readonly string[] => {
  const start = siteRecord(signals).receivedAt;
  return ofRule(fold(signals, records(said))).map(
    ({ change, receivedAt, evidence }) => `${(receivedAt - start) / 1000}s ${change}: ${evidence.reason}`,
  );
};

describe("gas and no ventilation", () => {
  const signals = storeWith("a/ch4 >= 20 %LEL and not fan/fan = running");
  test.each<{ said: readonly Said[]; told: readonly string[]; because: string }>([
    {
      said: [gas("a", 0, 25), fan(1, 1), fan(10, 0), gas("a", 20, 30), gas("a", 40, 5)],
      told: ["10s raised: a/ch4 25 %LEL, fan/fan stopped", "40s cleared: a/ch4 5 %LEL"],
      because: "whichever of the two comes last decides",
    },
    { said: [gas("a", 0, 25), gas("a", 20, 25)], told: [], because: "a fan never heard is not a fan that stands still" },
    {
      said: [fan(0, 0), gas("a", 1, 25), gas("a", 20, null), tick(30)],
      told: ["1s raised: a/ch4 25 %LEL, fan/fan stopped"],
      because: "a fault does not end it",
    },
    {
      said: [fan(0, 0), gas("a", 1, 25), gas("a", 50, 25), tick(62), gas("a", 70, 25)],
      told: ["1s raised: a/ch4 25 %LEL, fan/fan stopped"],
      because: "nor does a fan that is not heard any more",
    },
    {
      said: [fan(0, 0), gas("a", 1, 25), tick(80), gas("a", 100, 5)],
      told: ["1s raised: a/ch4 25 %LEL, fan/fan stopped", "100s cleared: a/ch4 5 %LEL"],
      because: "without gas it is over, whatever the fan does",
    },
    {
      said: [fan(0, 0), { at: 1, key: "a/ch4", value: 25, historical: true }, gas("a", 20, 5)],
      told: [],
      because: "a late sample is not of now",
    },
  ])("$told: $because", ({ said, told: expected }) => {
    expect(told(signals, said)).toEqual(expected);
  });
});

describe("two of three detectors", () => {
  const vote = (declared: string, over: Partial<RuleFile> = {}) =>
    storeWith(`2 of (a/ch4 > 20, b/ch4 > 20, c/ch4 > 20), a faulty voter ${declared}`, { onDelay: "30s", ...over });
  const all = (at: number, a: number, b: number, c: number): Said[] => [gas("a", at, a), gas("b", at, b), gas("c", at, c)];
  const twoFaulty: readonly Said[] = [
    ...all(0, 5, 5, 5),
    gas("b", 20, null),
    gas("c", 20, null),
    gas("a", 40, 5),
    gas("a", 60, 5),
    tick(61),
  ];

  test("agree for the whole on-delay", () => {
    expect(told(vote("is left out"), [...all(0, 5, 5, 5), ...all(20, 25, 5, 22), ...all(40, 25, 5, 22), ...all(50, 26, 5, 23)])).toEqual([
      "50s raised: a/ch4 26 %LEL, c/ch4 22 %LEL: 2 of 3 for 30 s",
    ]);
  });

  test.each([
    {
      declared: "counts as alarm",
      reason: "b/ch4 is faulty or suspect (counts as alarm), c/ch4 is faulty or suspect (counts as alarm): 2 of 3 for 30 s",
    },
    {
      declared: "is left out",
      reason:
        "b/ch4 is faulty or suspect (is left out), c/ch4 is faulty or suspect (is left out): only 1 of 3 voters can be told, fewer than the 2 needed, which counts as met for 30 s",
    },
  ])("with two faulty ones alarm where a faulty voter $declared", ({ declared, reason }) => {
    expect(told(vote(declared), twoFaulty)).toEqual([`60s raised: ${reason}`]);
  });

  test("with two faulty ones do not where a faulty voter counts as no alarm", () => {
    expect(told(vote("counts as no alarm"), twoFaulty)).toEqual([]);
  });

  test("turn faulty by saying nothing, without anything coming in", () => {
    expect(told(vote("counts as alarm", { onDelay: "0s" }), [...all(0, 5, 5, 5), gas("a", 30, 5), tick(60), tick(61)])).toEqual([
      "61s raised: b/ch4 was not heard within its hold (counts as alarm), c/ch4 was not heard within its hold (counts as alarm): 2 of 3",
    ]);
  });
});

test("voters not heard yet are not faulty before their time is over, after a restart as at first", () => {
  const signals = storeWith("2 of (a/ch4 > 20, b/ch4 > 20, c/ch4 > 20), a faulty voter counts as alarm");
  expect(told(signals, [tick(30), tick(60)])).toEqual([]);
  expect(told(signals, [tick(30), tick(61)])).toEqual([expect.stringContaining("61s raised: a/ch4 was never heard (counts as alarm)")]);
});

test("an on-delay does not run over a time in which the condition was not known", () => {
  const signals = storeWith("a/ch4 > 20", { onDelay: "90s" });
  const every20s = (from: number, to: number): Said[] =>
    Array.from({ length: (to - from) / 20 + 1 }, (_, place) => gas("a", from + place * 20, 25));
  expect(told(signals, [...every20s(0, 80), tick(89), tick(90)])).toEqual(["90s raised: a/ch4 25 %LEL for 90 s"]);
  expect(told(signals, [...every20s(0, 20), tick(81), ...every20s(110, 190), tick(199), tick(200)])).toEqual([
    "200s raised: a/ch4 25 %LEL for 90 s",
  ]);
});

test("3 of 5 samples: single spikes are none, and a changed rule counts anew", () => {
  const signals = storeWith("3 of 5 samples: a/ch4 > 20");
  const spikes = [25, 5, 25, 5, 5, 25, 5].map((value, place) => gas("a", place * 20, value));
  expect(told(signals, spikes)).toEqual([]);
  const often = [25, 5, 25, 25].map((value, place) => gas("a", place * 20, value));
  expect(told(signals, often)).toEqual(["60s raised: a/ch4 25 %LEL: 3 of the last 5 samples"]);
  const rules = new RuleFold([]);
  const [first, second, third, last] = records(often) as [FoldInput, FoldInput, FoldInput, FoldInput];
  for (const input of [siteRecord(signals), first, second, third]) rules.apply(input);
  rules.apply({ ...third, kind: "site", signals: storeWith("3 of 5 samples: a/ch4 > 21") });
  expect(ofRule(rules.apply(last))).toEqual([]);
});

test("going on from any point equals never having stopped", () => {
  const CONDITIONS = [
    "a/ch4 > 20 and not fan/fan = running",
    "2 of (a/ch4 > 20, b/ch4 > 20, c/ch4 > 20), a faulty voter is left out",
    "2 of 3 samples: (a/ch4 > 20 or b/ch4 > 20)",
    "deviation(a/ch4, b/ch4, c/ch4) > 10 or (1 of 2 samples: c/ch4 > 20)",
  ];
  const one = fc.record({
    after: fc.integer({ min: 0, max: 45 }),
    key: fc.constantFrom("a/ch4", "b/ch4", "c/ch4", "fan/fan", undefined),
    value: fc.constantFrom(0, 1, 25, 40, null),
  });
  fc.assert(
    fc.property(
      fc.array(one, { minLength: 1, maxLength: 40 }),
      fc.constantFrom(...CONDITIONS),
      fc.constantFrom("0s", "30s"),
      fc.nat(),
      (said, when, onDelay, cut) => {
        const signals = storeWith(when, { onDelay });
        let at = 0;
        const log = records(
          said.map(({ after, key, value }): Said => {
            at += after;
            return key === undefined ? { at } : { at, key, value: key === "fan/fan" && value !== null ? value % 2 : value };
          }),
        );
        const whole = new RuleFold([]);
        const changes = [siteRecord(signals), ...log].flatMap((input) => whole.apply(input));
        const split = cut % (log.length + 1);
        const before = new RuleFold([]);
        const first = [siteRecord(signals), ...log.slice(0, split)].flatMap((input) => before.apply(input));
        const after = new RuleFold(structuredClone(signals), structuredClone(before.save()));
        const rest = log.slice(split).flatMap((input) => after.apply(input));
        expect([...first, ...rest]).toEqual(changes);
      },
    ),
  );
});

test("both doors of an interlock open are an alarm, whichever was opened first, and a door that cannot be told is not called open", () => {
  const door = { quantity: "door", states: ["closed", "open"], interval: "20s" };
  const rule: RuleFile = {
    kind: "expression",
    label: text("Both doors of the lock are open"),
    when: "lock/inner = open and lock/outer = open",
    priority: "high",
    consequence: text("air of the barrier room is lost"),
    firstAction: text("close one"),
    responseTime: "1min",
    source: "test",
  };
  const site = compileSite(
    {
      site: "test",
      name: text("Test"),
      timeZone: "Asia/Shanghai",
      people: { wang: { name: "Wang", language: "zh" } },
      securityCentre: ["wang"],
      zones: [{ id: "barrier", kind: "room", name: text("Barrier room"), rules: { interlock: rule } }],
      devices: [{ id: "lock", zone: "barrier", signals: { inner: door, outer: door } }],
    },
    "1",
  );
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  const { signals } = site.value;
  const said = (at: number, name: "inner" | "outer", value: number | null): Said => ({ at, key: `lock/${name}`, value });
  const log = [
    said(0, "inner", 0),
    said(0, "outer", 0),
    said(5, "outer", 1),
    said(9, "inner", 1),
    said(12, "outer", 0),
    said(20, "outer", null),
  ];
  const start = siteRecord(signals).receivedAt;
  const changes = fold(signals, records(log)).filter(({ ruleId }) => ruleId === "barrier/interlock");
  expect(changes.map(({ change, receivedAt }) => `${(receivedAt - start) / 1000}s ${change}`)).toEqual(["9s raised", "12s cleared"]);
});
