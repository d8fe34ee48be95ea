import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { limitRule, signal, silenceRule } from "../../../test/support/site.ts";
import { type EpochMs, epochMs, hours, minutes, plus, seconds } from "../basics/index.ts";
import type { Reading } from "../telemetry/index.ts";
import { backtest, type Excursion, figuresOf, missedBy } from "./backtest.ts";
import { inOrderOfReceipt, replay, replayFrom } from "./backtest-replay.ts";
import type { ConditionChange } from "./condition.ts";
import { RuleFold } from "./fold.ts";
import type { AlarmRule, Signal } from "./rule.ts";
import { watchedBy } from "./watched-by.ts";

const FROM = epochMs(Date.UTC(2026, 10, 22, 8));
const SPAN = { from: FROM, to: plus(FROM, hours(2)) };
const at = (second: number): EpochMs => plus(FROM, seconds(second));

const sample = (second: number, value: number, over: Partial<Extract<Reading, { kind: "sample" }>> = {}): Reading => ({
  kind: "sample",
  signal: "cab-17/vapour",
  at: at(second),
  receivedAt: at(second),
  value,
  quality: "good",
  historical: false,
  tieBreak: 0,
  ...over,
});

/** A value every minute. */
const everyMinute = (values: readonly number[]): readonly Reading[] => values.map((value, minute) => sample(60 * minute, value));

const run = (rule: AlarmRule, readings: readonly Reading[]) => backtest(rule, [signal()], { readings }, SPAN);

describe("a back-test of a rule", () => {
  test("tells each time in alarm with its worst value, within the on-delay included", () => {
    const rule = limitRule({ onDelay: minutes(2), offDelay: minutes(1) });
    expect(run(rule, everyMinute([5, 18, 12, 12, 11, 5, 5, 5])).excursions).toEqual([
      { raisedAt: at(180), raisedReceivedAt: at(180), clearedAt: at(360), worst: 18 },
    ]);
  });

  test("forgets the worst of a breach that did not last", () => {
    const rule = limitRule({ onDelay: minutes(2) });
    expect(run(rule, everyMinute([30, 5, 12, 12, 13, 5])).excursions).toMatchObject([{ raisedAt: at(240), worst: 13 }]);
  });

  test("takes the lowest of a low limit for the worst", () => {
    expect(run(limitRule({ direction: "low" }), everyMinute([20, 9, 4, 8, 20])).excursions).toMatchObject([{ worst: 4 }]);
  });

  test("of a figure, tells the worst figure", () => {
    const rule = limitRule({ of: { kind: "average", over: minutes(4), coverage: 0.5 }, setpoint: 10 });
    const [excursion] = run(rule, everyMinute([0, 0, 0, 0, 40, 40, 0, 0, 0, 0, 0, 0])).excursions;
    expect(excursion?.worst).toBe(20);
  });

  test("tells silence from its deadline, to the whole of the span when nothing comes again", () => {
    const rule = silenceRule({ after: seconds(90) });
    expect(run(rule, [sample(0, 5)]).excursions).toEqual([{ raisedAt: at(90), raisedReceivedAt: at(90) }]);
  });

  test("knows a silence that began long before the span", () => {
    const { excursions } = run(silenceRule({ after: seconds(90) }), [sample(-86_400, 5), sample(60, 5), sample(120, 5)]);
    expect(excursions).toMatchObject([{ raisedAt: at(-86_310), clearedAt: at(60) }, { raisedAt: at(210) }]);
  });

  test("counts what late samples show, and raises nothing for it", () => {
    const late = sample(60, 50, { receivedAt: at(1200), historical: true });
    expect(run(limitRule(), [sample(0, 5), late])).toEqual({ excursions: [], late: 1 });
  });

  test("knows what was under way when the span began, and counts it as time, not as an alarm", () => {
    const before = [-600, -540, 0, 60].map((second, place) => sample(second, [12, 12, 12, 5][place] as number));
    const { excursions } = run(limitRule(), before);
    expect(excursions).toMatchObject([{ raisedAt: at(-600), clearedAt: at(60) }]);
    expect(figuresOf(excursions, SPAN, "UTC")).toEqual({ alarms: 0, atNight: 0, timeInAlarm: minutes(1), longest: minutes(1) });
  });
});

test("night is 22:00 to 06:00 where the site is", () => {
  const span = { from: epochMs(Date.UTC(2026, 9, 24)), to: epochMs(Date.UTC(2026, 9, 27)) };
  // Berlin sets its clocks back on 25 October at 01:00 UTC: from then on 21:00 UTC is 22:00, and 04:59 UTC is 05:59.
  const times = ["24T19:59", "24T20:00", "25T04:59", "25T05:00", "25T20:59", "25T21:00"];
  const excursions = times.map((time): Excursion => {
    const raised = epochMs(Date.parse(`2026-10-${time}:00Z`));
    return { raisedAt: raised, raisedReceivedAt: raised, clearedAt: raised };
  });
  expect(figuresOf(excursions, span, "Europe/Berlin")).toMatchObject({ alarms: 6, atNight: 3 });
});

const times = (...pairs: readonly (readonly [number, number?])[]): readonly Excursion[] =>
  pairs.map(([from, to]) => ({ raisedAt: at(from), raisedReceivedAt: at(from), ...(to === undefined ? {} : { clearedAt: at(to) }) }));

test.each([
  { because: "nothing else was found", others: [], own: [[0, 10]], missed: [[0, 10]] },
  { because: "one overlaps", others: [[5, 20]], own: [[0, 10]], missed: [] },
  {
    because: "one lies between two",
    others: [
      [0, 10],
      [30, 40],
    ],
    own: [[15, 20]],
    missed: [[15, 20]],
  },
  {
    because: "a long one covers several",
    others: [[0, 100]],
    own: [
      [1, 2],
      [50, 51],
      [101, 102],
    ],
    missed: [[101, 102]],
  },
  { because: "both last on", others: [[50]], own: [[60]], missed: [] },
  {
    because: "the last one lasts on",
    others: [[0, 10], [50]],
    own: [
      [20, 30],
      [90, 95],
    ],
    missed: [[20, 30]],
  },
] as const)("missed when $because: $missed", ({ others, own, missed }) => {
  expect(missedBy(times(...others), times(...own))).toEqual(times(...missed));
});

test("changes are those of a log with a tick at every second", () => {
  const watched = { ...signal(), hold: seconds(40) };
  const span = fc.integer({ min: 0, max: 120_000 }).map((ms) => ms as never);
  const rules = fc.record({
    onDelay: span,
    offDelay: span,
    after: fc.integer({ min: 1, max: 90_000 }),
    over: fc.integer({ min: 5000, max: 120_000 }),
  });
  const reading = fc.record({
    gap: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 100_000 }), fc.constantFrom(0, 1000, 60_000)),
    delay: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60_000 })),
    value: fc.constantFrom(0, 8.5, 9, 9.5, 10, 20),
    kind: fc.constantFrom("good", "good", "good", "good", "fault", "maintenance", "historical"),
  });
  fc.assert(
    fc.property(rules, fc.array(reading, { maxLength: 40 }), ({ onDelay, offDelay, after, over }, steps) => {
      const ruled: Signal = {
        ...watched,
        rules: [
          limitRule({ onDelay, offDelay }),
          limitRule({ id: "average", onDelay, of: { kind: "average", over: over as never, coverage: 0.5 } }),
          silenceRule({ after: after as never }),
        ],
      };
      let received = FROM as number;
      const readings = steps.map(({ gap, delay, value, kind }): Reading => {
        received += gap;
        const times = { at: epochMs(received - delay), receivedAt: epochMs(received), historical: kind === "historical" };
        if (kind === "fault") return { kind, signal: watched.key, reason: "not-measured", tieBreak: 0, ...times };
        return sample(0, value, { quality: kind === "maintenance" ? kind : "good", ...times });
      });
      const to = epochMs(received + 300_000);
      const changes: ConditionChange[] = [];
      const fold = replay([ruled], { readings }, to, (step) => changes.push(...step.changes));
      const reference = everySecond(ruled, readings, to);
      expect(changes.map(withoutPosition)).toEqual(reference.changes.map(withoutPosition));
      for (const { id } of ruled.rules) {
        const { state } = fold.stateOf(id) as { state: object };
        expect({ ...state, occurrenceId: "" }).toEqual({ ...reference.fold.stateOf(id)?.state, occurrenceId: "" });
      }
    }),
  );
});

/** The log's own way: every message and every whole second is a record. */
function everySecond(watched: Signal, readings: readonly Reading[], to: EpochMs) {
  const from = readings[0]?.receivedAt ?? to;
  const fold = new RuleFold([]);
  let position = 0;
  const changes = [...fold.apply({ kind: "site", position, receivedAt: from, signals: [watched] })];
  const messages = Map.groupBy(readings, ({ receivedAt }) => receivedAt);
  const moments = new Set<number>(messages.keys());
  for (let second = Math.ceil(from / 1000) * 1000; second < to; second += 1000) moments.add(second);
  for (const moment of [...moments].sort((a, b) => a - b)) {
    const receivedAt = epochMs(moment);
    const arrived = messages.get(receivedAt);
    if (arrived !== undefined) changes.push(...fold.apply({ kind: "readings", position: ++position, receivedAt, readings: arrived }));
    if (moment % 1000 === 0) changes.push(...fold.apply({ kind: "tick", position: ++position, receivedAt }));
  }
  return { fold, changes };
}

const withoutPosition = ({ id: _id, occurrenceId: _occurrence, evidence, ...rest }: ConditionChange) => ({
  ...rest,
  reason: evidence.reason,
  samples: evidence.samples,
});

describe("of several signals", () => {
  const other = signal({ key: "cab-18/vapour" });
  const elsewhere = (readings: readonly Reading[]): readonly Reading[] => readings.map((reading) => ({ ...reading, signal: other.key }));

  test("readings of others are fed in the order of receipt, and are not the rule's own", () => {
    const own = everyMinute([5, 12, 13, 5]);
    const merged = inOrderOfReceipt([own, elsewhere(everyMinute([90, 90, 90, 90, 90]))]);
    expect(merged.map(({ receivedAt }) => receivedAt)).toEqual([0, 0, 60, 60, 120, 120, 180, 180, 240].map(at));
    expect(backtest(limitRule(), [signal(), other], { readings: merged }, SPAN)).toEqual(
      backtest(limitRule(), [signal()], { readings: own }, SPAN),
    );
  });

  test("one alone is taken as it is", () => {
    const own = everyMinute([5, 12]);
    expect(inOrderOfReceipt([own])).toBe(own);
    expect(inOrderOfReceipt([])).toEqual([]);
  });

  test("whatever another signal says, a rule of this one finds the same", () => {
    const readings = fc.array(fc.record({ gap: fc.integer({ min: 0, max: 100 }), value: fc.constantFrom(0, 9.5, 10, 20) }), {
      maxLength: 30,
    });
    const placed = (steps: readonly { readonly gap: number; readonly value: number }[]): readonly Reading[] => {
      let received = FROM as number;
      return steps.map(({ gap, value }) => {
        received += seconds(gap); // between whole seconds, another's record lets a deadline pass before the tick does
        return sample(0, value, { at: epochMs(received), receivedAt: epochMs(received) });
      });
    };
    fc.assert(
      fc.property(readings, readings, (ours, theirs) => {
        const own = placed(ours);
        // Silence counts from the first record, so both begin with one of ours.
        const first = sample(0, 5);
        for (const rule of [limitRule({ onDelay: seconds(70), offDelay: seconds(30) }), silenceRule()]) {
          const alone = backtest(rule, [signal()], { readings: [first, ...own] }, SPAN);
          const together = inOrderOfReceipt([[first, ...own], elsewhere(placed(theirs))]);
          expect(backtest(rule, [other, signal()], { readings: together }, SPAN)).toEqual(alone);
        }
      }),
    );
  });
});

test.each([
  { rule: limitRule({ onDelay: minutes(1), offDelay: minutes(2) }), reach: minutes(3) },
  { rule: limitRule({ of: { kind: "average", over: hours(8), coverage: 0.75 } }), reach: hours(8) },
  { rule: silenceRule({ after: minutes(4) }), reach: minutes(4) },
])("a $rule.kind rule watches its own signal, as far back as $reach ms", ({ rule, reach }) => {
  expect(watchedBy(rule)).toEqual({ signals: ["cab-17/vapour"], devices: [], reach });
});

test("a fold says where its rules stand, and of no others", () => {
  const fold = replay([signal()], { readings: everyMinute([5, 12]) }, at(120));
  expect(fold.stateOf("cab-17/vapour/high")).toMatchObject({ state: { kind: "active" }, value: 12 });
  expect(fold.stateOf("cab-17/vapour/none")).toBeUndefined();
});

test("begins early enough for the longest window and delay", () => {
  const rules = [
    limitRule({ onDelay: minutes(5), of: { kind: "average", over: hours(8), coverage: 0.75 } }),
    silenceRule({ after: minutes(10) }),
  ];
  expect(replayFrom(FROM, rules, [{ hold: seconds(30) }, { hold: seconds(10) }])).toBe(
    FROM - hours(8) - minutes(5) - seconds(30) - hours(1),
  );
});
