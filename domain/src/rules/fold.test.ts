import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { fold, records, START, siteRecord, story } from "../../../test/support/folding.ts";
import { averageRules, limitRule, overRangeRule, signal, silenceRule } from "../../../test/support/site.ts";
import { type DurationMs, epochMs, minutes, seconds } from "../basics/index.ts";
import { FAULT_REASONS, type Quality } from "../telemetry/index.ts";
import type { ConditionChange } from "./condition.ts";
import { RuleFold } from "./fold.ts";
import type { FoldInput, FoldState } from "./fold-state.ts";
import type { AlarmRule, Signal, StateRule } from "./rule.ts";

const watched = (...rules: AlarmRule[]): Signal[] => [signal({ rules })];

describe("a limit", () => {
  const rule = limitRule({ setpoint: 8, deadband: 0.5, onDelay: minutes(20), inclusive: false });
  test.each([
    { celsius: [8, 8, 8], story: [], because: "at the set-point is not above it" },
    { celsius: [8.1, 7.9, 8.1], story: [], because: "it cleared before the on-delay ran out" },
    { celsius: [8.1, 8.1, 8.1], story: ["1200s high raised"], because: "it stayed above for the whole on-delay" },
    { celsius: [8.1, 8.1, 8.1, 7.6], story: ["1200s high raised"], because: "7.6 is still inside the deadband" },
    { celsius: [8.1, 8.1, 8.1, 7.5], story: ["1200s high raised", "1800s high cleared"], because: "7.5 is past the deadband" },
    { celsius: [8.1, 7.9, 8.1, 8.1, 8.1], story: ["2400s high raised"], because: "the delay starts again" },
  ])("readings $celsius every ten minutes give $story: $because", ({ celsius, story: expected }) => {
    const inputs = records(celsius.map((value, index) => ({ at: index * 600, value })));
    expect(story(fold([signal({ hold: minutes(15), rules: [rule] })], inputs))).toEqual(expected);
  });

  it("triggers at its value when it is inclusive, from either side", () => {
    const low = limitRule({ id: "cab-17/vapour/low", direction: "low", setpoint: 2, inclusive: true, deadband: 0 });
    const changes = fold(
      watched(limitRule({ setpoint: 10 }), low),
      records([
        { at: 0, value: 10 },
        { at: 1, value: 2 },
      ]),
    );
    expect(story(changes)).toEqual(["0s high raised", "1s high cleared", "1s low raised"]);
  });

  it("ends its on-delay without a sample, while the last one still counts as watching", () => {
    const rules = watched(limitRule({ onDelay: seconds(30) }));
    expect(story(fold(rules, records([{ at: 0, value: 12 }, { at: 29 }, { at: 30 }])))).toEqual(["30s high raised"]);
  });

  it("does not let a gap satisfy the on-delay", () => {
    const rules = [signal({ hold: seconds(20), rules: [limitRule({ onDelay: seconds(30) })] })];
    const inputs = records([
      { at: 0, value: 12 },
      { at: 30 },
      { at: 60, value: 12 },
      { at: 75, value: 12 },
      { at: 89, value: 12 },
      { at: 90, value: 12 },
    ]);
    expect(story(fold(rules, inputs))).toEqual(["90s high raised"]);
  });

  it("keeps the alarm until the off-delay is over, and starts that anew when the condition comes back", () => {
    const rules = watched(limitRule({ offDelay: seconds(30) }));
    const inputs = records([
      { at: 0, value: 12 },
      { at: 10, value: 3 },
      { at: 20, value: 12 },
      { at: 30, value: 3 },
      { at: 59 },
      { at: 60 },
    ]);
    expect(story(fold(rules, inputs))).toEqual(["0s high raised", "60s high cleared"]);
  });

  it("raises every level that is crossed", () => {
    const rules = watched(limitRule(), limitRule({ id: "cab-17/vapour/high-high", setpoint: 20 }));
    expect(
      story(
        fold(
          rules,
          records([
            { at: 0, value: 11 },
            { at: 2, value: 25 },
          ]),
        ),
      ),
    ).toEqual(["0s high raised", "2s high-high raised"]);
  });

  it("makes a new occurrence each time", () => {
    const changes = fold(
      watched(limitRule()),
      records([
        { at: 0, value: 12 },
        { at: 1, value: 1 },
        { at: 2, value: 12 },
      ]),
    );
    expect(new Set(changes.map(({ occurrenceId }) => occurrenceId)).size).toBe(2);
  });

  it("names each occurrence apart when one batch raises, clears and raises again", () => {
    const batch = records([
      { at: 0, value: 12 },
      { at: 0, value: 1 },
      { at: 0, value: 12 },
    ]).flatMap((input) => (input.kind === "readings" ? input.readings : []));
    const changes = fold(watched(limitRule()), [{ kind: "readings", position: 2, receivedAt: epochMs(START), readings: batch }]);
    expect(changes.map(({ change }) => change)).toEqual(["raised", "cleared", "raised"]);
    expect(new Set(changes.map(({ id }) => id)).size).toBe(3);
  });

  it("names ten thousand signals that fall silent in one second apart", () => {
    const rules = Array.from({ length: 10_000 }, (_, index) => silenceRule({ id: `dev/${index}/silent`, signal: `dev/${index}` }));
    const signals = rules.map((rule) => signal({ key: rule.signal, rules: [rule] }));
    const changes = fold(signals, records([{ at: 3600 }]));
    expect(new Set(changes.map(({ occurrenceId }) => occurrenceId)).size).toBe(10_000);
    expect(changes.every(({ occurrenceId }) => /^[0-9a-z-]{1,40}$/.test(occurrenceId))).toBe(true);
  });

  it("says why, with the samples that led to it", () => {
    const [raised] = fold(
      watched(limitRule({ onDelay: seconds(4) })),
      records([
        { at: 0, value: 9 },
        { at: 2, value: 11 },
        { at: 6, value: 12.5 },
      ]),
    );
    expect(raised?.evidence.reason).toBe("12.5 %LEL is >= 10 %LEL for 4 s");
    expect(raised?.evidence.samples.map(({ value }) => value)).toEqual([9, 11, 12.5]);
  });
});

describe("bad, late and doubtful samples", () => {
  it.each([
    { said: { at: 5, value: null }, what: "a fault" },
    { said: { at: 5, value: 1, quality: "maintenance" as const }, what: "a value under maintenance" },
    { said: { at: 5, value: 1, historical: true }, what: "a late value" },
  ])("$what cannot clear an alarm", ({ said }) => {
    expect(story(fold(watched(limitRule()), records([{ at: 0, value: 12 }, said])))).toEqual(["0s high raised"]);
  });

  it("a device its gateway does not hear is faulty at once, however far ahead its clock is", () => {
    const rules = new RuleFold([]);
    const inputs = records([
      { at: 60, received: 0, value: 1 },
      { at: 1, value: null, fault: "offline" },
    ]);
    for (const input of [siteRecord(watched(limitRule())), ...inputs]) rules.apply(input);
    expect(rules.view("cab-17/vapour")).toMatchObject({ impairment: "faulty", fault: "offline" });
    // What the device itself says behind its time stays behind: it may be older than the newest value.
    const other = new RuleFold([]);
    const own = records([
      { at: 60, received: 0, value: 1 },
      { at: 1, value: null },
    ]);
    for (const input of [siteRecord(watched(limitRule())), ...own]) other.apply(input);
    expect(other.view("cab-17/vapour")).not.toHaveProperty("fault");
  });

  it("an out-of-order sample neither raises nor clears, and its excursion is told once", () => {
    const inputs = records([
      { at: 10, value: 1 },
      { at: 5, value: 15, received: 11 },
      { at: 6, value: 15, received: 12 },
      { at: 7, value: 1, received: 13 },
    ]);
    expect(story(fold(watched(limitRule()), inputs))).toEqual(["11s high historical"]);
  });

  it("counts what impairs protection, gravest first", () => {
    const rules = new RuleFold([]);
    for (const input of [
      siteRecord(watched(limitRule(), silenceRule({ after: seconds(60) }))),
      ...records([{ at: 0, value: 1, quality: "simulated" }]),
    ])
      rules.apply(input);
    expect(rules.impaired()).toMatchObject({ simulated: 1, silent: 0 });
    for (const input of records([{ at: 1, value: null }])) rules.apply(input);
    expect(rules.view("cab-17/vapour")).toMatchObject({ value: 1, impairment: "faulty" });
    for (const input of records([{ at: 61 }])) rules.apply(input);
    expect(rules.impaired()).toMatchObject({ simulated: 0, faulty: 0, silent: 1 });
  });
});

describe("a limit on a figure of the recent samples", () => {
  const every10s = (values: readonly (number | null)[]): FoldInput[] => records(values.map((value, index) => ({ at: index * 10, value })));
  const average = (setpoint: number): Signal[] => [
    signal({ hold: seconds(30), rules: [limitRule({ of: { kind: "average", over: minutes(1), coverage: 0.75 }, setpoint, deadband: 0 })] }),
  ];

  it("is quiet while the value alone is beyond it, and raised when the average is", () => {
    const changes = fold(average(10), every10s([0, 0, 0, 0, 0, 0, 30, 30, 30, 30, 0, 0, 0, 0, 0, 0]));
    expect(story(changes)).toEqual(["80s high raised", "150s high cleared"]);
    expect(changes[0]).toMatchObject({ value: 10, evidence: { reason: "1 min average 10 %LEL is >= 10 %LEL" } });
    expect(changes[1]).toMatchObject({ value: 5, evidence: { reason: "1 min average 5 %LEL, back inside the limit" } });
  });

  it("is not assessable, and so neither raised nor ended, while too little of the window was watched", () => {
    expect(story(fold(average(10), every10s([50, 50, 50, 50])))).toEqual([]);
    const inputs = [
      ...every10s([50, 50, 50, 50, 50, 50, 50]),
      ...records([
        { at: 300, value: 0 },
        { at: 310, value: 0 },
      ]),
    ];
    expect(story(fold(average(10), inputs))).toEqual(["50s high raised"]);
  });

  it("tells a freezer's rise while its temperature is still in order", () => {
    const rising = limitRule({ of: { kind: "rate", over: minutes(5) }, setpoint: 1, deadband: 0.2, direction: "high" });
    const freezer = [signal({ quantity: "temperature", unit: "Cel", hold: minutes(2), rules: [rising] })];
    const inputs = records(Array.from({ length: 16 }, (_, minute) => ({ at: minute * 60, value: -80 + Math.max(0, minute - 5) * 1.5 })));
    const [raised, ...more] = fold(freezer, inputs);
    expect(more).toEqual([]);
    expect(raised).toMatchObject({ change: "raised", value: 1, evidence: { reason: "rate over 5 min 1 °C/min is >= 1 °C/min" } });
  });

  it("has no late excursions: a late sample does not belong to it", () => {
    const inputs = [...every10s([0, 0, 0]), ...records([{ at: 5, value: 90, received: 31, historical: true }])];
    expect(story(fold(average(10), inputs))).toEqual([]);
  });

  it("ends an on-delay without a sample with the figure it last had", () => {
    const rules = [
      signal({ hold: seconds(30), rules: [limitRule({ of: { kind: "average", over: minutes(1), coverage: 0.5 }, onDelay: seconds(25) })] }),
    ];
    const changes = fold(rules, [...every10s([20, 20, 20, 20]), ...records([{ at: 55 }])]);
    expect(changes).toMatchObject([{ change: "raised", value: 20 }]);
  });
});

describe("a state held", () => {
  const door: StateRule = (() => {
    const {
      direction: _d,
      setpoint: _s,
      inclusive: _i,
      deadband: _b,
      ...attributes
    } = limitRule({ id: "cab-17/door/held", signal: "cab-17/door", onDelay: seconds(30) });
    return { ...attributes, kind: "state", states: [1] };
  })();
  const signals = [
    signal({
      key: "cab-17/door",
      name: "door",
      quantity: "door",
      unit: "state",
      states: ["closed", "open"],
      hold: minutes(5),
      rules: [door],
    }),
  ];

  it("is an alarm after its time though the door says nothing more, and ends when it closes", () => {
    const inputs = records([{ at: 0, value: 1 }, { at: 31 }, { at: 40, value: 0 }], "cab-17/door");
    const changes = fold(signals, inputs);
    expect(story(changes)).toEqual(["31s held raised", "40s held cleared"]);
    expect(changes[0]?.evidence.reason).toBe("open for 30 s");
  });
});

describe("silence", () => {
  const rules = watched(silenceRule({ after: seconds(60) }));

  it("of a signal never heard is an alarm", () => {
    expect(story(fold(rules, records([{ at: 59 }, { at: 60 }])))).toEqual(["60s silent raised"]);
  });

  it("ends with the next fresh reading, and begins again", () => {
    expect(story(fold(rules, records([{ at: 61 }, { at: 62, value: 1 }, { at: 121 }, { at: 122 }])))).toEqual([
      "61s silent raised",
      "62s silent cleared",
      "122s silent raised",
    ]);
  });

  it.each([
    { at: 50, value: null },
    { at: 50, value: 1, historical: true },
  ])("is not ended or put off by %j", (said) => {
    expect(story(fold(rules, records([said, { at: 60 }])))).toEqual(["60s silent raised"]);
  });

  it("is counted from the start when the platform was down", () => {
    const started: FoldInput = { kind: "started", position: 9, receivedAt: epochMs(START + 600_000) };
    const changes = fold(rules, [...records([{ at: 10, value: 1 }]), started, ...records([{ at: 659 }, { at: 660 }])]);
    expect(story(changes)).toEqual(["660s silent raised"]);
  });
});

describe("a change of the site", () => {
  const change = (rules: readonly AlarmRule[], at: number): FoldInput => ({
    kind: "site",
    position: 100 + at,
    receivedAt: epochMs(START + at * 1000),
    signals: [signal({ rules })],
  });

  it("keeps an alarm whose rule was edited until it is evaluated again", () => {
    const inputs = [
      ...records([{ at: 0, value: 12 }]),
      change([limitRule({ setpoint: 15, version: "2" })], 1),
      ...records([{ at: 2, value: 12 }]),
    ];
    const changes = fold(watched(limitRule()), inputs);
    expect(story(changes)).toEqual(["0s high raised", "2s high cleared"]);
    expect(changes[1]?.ruleVersion).toBe("2");
  });

  it("ends an alarm whose rule was removed, and says so", () => {
    const changes = fold(watched(limitRule()), [...records([{ at: 0, value: 12 }]), change([], 1)]);
    expect(changes[1]).toMatchObject({ change: "cleared", evidence: { reason: "the rule was removed from the site" } });
  });

  it("keeps an alarm that was about to clear when its rule becomes another kind, and clears it by the new one", () => {
    const before = limitRule({ offDelay: seconds(30), version: "1" });
    const after = silenceRule({ id: before.id, version: "2", after: seconds(60) });
    const inputs = [
      ...records([
        { at: 0, value: 12 },
        { at: 1, value: 1 },
      ]),
      change([after], 2),
      ...records([{ at: 3, value: 1 }]),
    ];
    expect(story(fold(watched(before), inputs))).toEqual(["0s high raised", "3s high cleared"]);
  });

  it("starts a running delay anew under other figures", () => {
    const delayed = (onDelay: DurationMs, version: string) => limitRule({ onDelay, version });
    const inputs = [
      ...records([{ at: 0, value: 12 }]),
      change([delayed(seconds(40), "2")], 20),
      ...records([{ at: 30, value: 12 }, { at: 70 }]),
    ];
    expect(story(fold(watched(delayed(seconds(30), "1")), inputs))).toEqual(["70s high raised"]);
  });
});

describe("the fold", () => {
  const signals = [
    signal({
      hold: seconds(40),
      rules: [
        limitRule({ onDelay: seconds(15), offDelay: seconds(10) }),
        limitRule({ id: "cab-17/vapour/high-high", setpoint: 20, priority: "critical" }),
        ...averageRules({ kind: "average", over: minutes(2), coverage: 0.5 }, { setpoint: 9, onDelay: seconds(5) }),
        overRangeRule({ top: 30, cleanAir: { max: 20 }, cleanFor: seconds(40) }),
        limitRule({ id: "cab-17/vapour/rising", setpoint: 2, of: { kind: "rate", over: minutes(5) } }),
        silenceRule({ after: seconds(45) }),
      ],
    }),
  ];
  const said = fc.record({
    at: fc.integer({ min: 1, max: 60 }),
    value: fc.option(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom(30, null)), { nil: undefined }),
    quality: fc.constantFrom<Quality>("good", "good", "good", "simulated", "maintenance"),
    fault: fc.constantFrom(...FAULT_REASONS),
    behind: fc.integer({ min: -30, max: 0 }),
  });
  const logs = fc.array(fc.oneof({ weight: 9, arbitrary: said }, { weight: 1, arbitrary: fc.constant("started" as const) }), {
    maxLength: 60,
  });

  /** A log in which time only goes on; samples may be older than those before. */
  function logOf(steps: typeof logs extends fc.Arbitrary<infer T> ? T : never): FoldInput[] {
    let now = 0;
    return [
      siteRecord(signals),
      ...steps.map((step, index): FoldInput => {
        if (step === "started") return { kind: "started", position: index + 2, receivedAt: epochMs(START + now * 1000) };
        now += step.at;
        const { value, quality, fault, behind } = step;
        const what = value === undefined ? {} : { value, overRange: value === 30 };
        const [record] = records([{ at: Math.max(0, now + behind), received: now, quality, fault, ...what }]);
        return { ...(record as FoldInput), position: index + 2 };
      }),
    ];
  }

  it("gives the same history to the byte from every point it is restarted at", () => {
    fc.assert(
      fc.property(logs, (steps) => {
        const log = logOf(steps);
        const whole = new RuleFold([]);
        const saved: { state: FoldState; changes: readonly ConditionChange[] }[] = [];
        let changes: ConditionChange[] = [];
        for (const input of log) {
          changes = [...changes, ...whole.apply(input)];
          // As a snapshot goes to disk and comes back.
          saved.push({ state: structuredClone(whole.save()), changes });
        }
        const history = JSON.stringify(changes);
        for (const [index, { state, changes: before }] of saved.entries()) {
          const restarted = new RuleFold(signals, state);
          const after = log.slice(index + 1).flatMap((input) => restarted.apply(input));
          expect(JSON.stringify([...before, ...after])).toBe(history);
          expect(restarted.save()).toEqual(whole.save());
        }
      }),
      { numRuns: 200 },
    );
  });

  it("raises and clears in turn, never twice", () => {
    fc.assert(
      fc.property(logs, (steps) => {
        const rules = new RuleFold([]);
        const open = new Map<string, string>();
        for (const { change, ruleId, occurrenceId } of logOf(steps).flatMap((input) => rules.apply(input))) {
          if (change === "raised") {
            expect(open.has(ruleId)).toBe(false);
            open.set(ruleId, occurrenceId);
          } else if (change === "cleared") {
            expect(open.get(ruleId)).toBe(occurrenceId);
            open.delete(ruleId);
          }
        }
      }),
    );
  });
});
