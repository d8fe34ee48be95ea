import { expect, test } from "vitest";
import { fold, records, type Said, START, story } from "../../../test/support/folding.ts";
import { limitRule, signal, silenceRule } from "../../../test/support/site.ts";
import { epochMs, minutes, seconds } from "../basics/index.ts";
import { type FoldInput, RuleFold, type Signal } from "./index.ts";

const RISE = limitRule({ id: "cab-17/vapour/rise", of: { kind: "rate", over: minutes(2) }, setpoint: 3 });
const DAY = limitRule({ id: "cab-17/vapour/stel", of: { kind: "average", over: minutes(2), coverage: 0.5 }, setpoint: 6 });
const HIGH = limitRule({ onDelay: seconds(30), setpoint: 10 });
const before = (...rules: Signal["rules"]): Signal => signal({ hold: seconds(90), rules });
const after = (one: Signal): Signal => ({ ...one, replacedAt: epochMs(START + 60_000) });

/** What comes of readings, and of those after the device was replaced. */
function replaced(one: Signal, said: readonly Said[], later: readonly Said[], at = 60): readonly string[] {
  const change: FoldInput = { kind: "site", position: 100, receivedAt: epochMs(START + at * 1000), signals: [after(one)] };
  const moved = records(later).map((input) => ({ ...input, position: input.position + 100 }));
  return story(fold([one], [...records(said), change, ...moved]));
}
const ramp = (from: number, to: number, by: number, value = 0): Said[] =>
  Array.from({ length: (to - from) / 10 + 1 }, (_, index) => ({ at: from + index * 10, value: value + index * by }));

test("how fast the old one's values moved says nothing of the new one's", () => {
  const steps = (next: Signal): readonly string[] => {
    const change: FoldInput = { kind: "site", position: 100, receivedAt: epochMs(START + 61_000), signals: [next] };
    const moved = records(ramp(70, 120, 0, 9)).map((input) => ({ ...input, position: input.position + 100 }));
    return story(fold([before(RISE)], [...records(ramp(0, 60, 0)), change, ...moved]));
  };
  expect(steps(before(RISE))).toEqual([expect.stringContaining("rise raised")]);
  expect(steps(after(before(RISE)))).toEqual([]);
});

test("an exposure that was measured stays part of its average", () => {
  expect(replaced(before(DAY), ramp(0, 60, 0, 8), [{ at: 70, value: 1 }])).toEqual(["60s stel raised"]);
  expect(replaced(before(DAY), ramp(0, 50, 0, 8), [{ at: 70, value: 8 }])).toEqual(["70s stel raised"]);
});

test("a delay that ran begins anew; an alarm stands until the new one has read that it is over", () => {
  expect(
    replaced(
      before(HIGH),
      [{ at: 40, value: 20 }],
      [
        { at: 75, value: 20 },
        { at: 104, value: 20 },
        { at: 105, value: 20 },
      ],
    ),
  ).toEqual(["105s high raised"]);
  const stands = limitRule({ setpoint: 10 });
  expect(replaced(before(stands), [{ at: 40, value: 20 }], [{ at: 100 }, { at: 130, value: 0 }])).toEqual([
    "40s high raised",
    "130s high cleared",
  ]);
});

test("silence is counted from the replacement, and a clock that was ahead is gone", () => {
  const watched = before(limitRule({ setpoint: 10 }), silenceRule({ after: seconds(90) }));
  expect(replaced(watched, [{ at: 500, received: 50, value: 1 }], [{ at: 70, value: 20 }])).toEqual(["70s high raised"]);
  expect(replaced(watched, [{ at: 1, value: 1 }], [{ at: 149 }, { at: 150 }])).toEqual(["150s silent raised"]);
});

test("nothing is known of it until it speaks, but that it is as impaired as the one before", () => {
  const one = before(HIGH);
  const rules = new RuleFold([one]);
  for (const input of records([
    { at: 1, value: 3 },
    { at: 2, value: null, fault: "not-measured" },
  ]))
    rules.apply(input);
  const impairment = rules.view(one.key)?.impairment;
  rules.apply({ kind: "site", position: 100, receivedAt: epochMs(START + 60_000), signals: [after(one)] });
  expect(impairment).toBeDefined();
  expect(rules.view(one.key)).toEqual({ impairment, fault: expect.anything() as unknown });
  for (const input of records([{ at: 61, value: 3 }])) rules.apply({ ...input, position: 101 });
  expect(rules.view(one.key)).toMatchObject({ value: 3, quality: "good" });
  expect(rules.view(one.key)?.impairment).toBeUndefined();
});

test("going on from what was saved equals never having stopped", () => {
  const [one, inputs] = [before(RISE, DAY, HIGH), records(ramp(0, 60, 1))];
  const change: FoldInput = { kind: "site", position: 100, receivedAt: epochMs(START + 61_000), signals: [after(one)] };
  const whole = new RuleFold([one]);
  for (const input of inputs) whole.apply(input);
  const resumed = new RuleFold([one], structuredClone(whole.save()));
  for (const rules of [whole, resumed]) rules.apply(change);
  expect(resumed.save()).toEqual(whole.save());
});

test("samples of the old one are not counted among those of the new one", () => {
  const operand = { signal: "cab-17/vapour", unit: "%LEL", hold: seconds(90) } as const;
  const above = { kind: "comparison", of: operand, operator: ">", value: 10 } as const;
  const {
    direction: _direction,
    setpoint: _setpoint,
    inclusive: _inclusive,
    deadband: _deadband,
    kind: _kind,
    ...attributes
  } = limitRule();
  const twice: Signal["rules"][number] = {
    ...attributes,
    kind: "expression",
    label: { en: "x", zh: "x" },
    text: "x",
    when: { kind: "samples", atLeast: 2, last: 3, of: above },
  };
  const said = [{ at: 40, value: 20 }];
  expect(
    replaced(before(twice), said, [
      { at: 70, value: 20 },
      { at: 80, value: 20 },
    ]),
  ).toEqual(["80s high raised"]);
  expect(story(fold([before(twice)], records([...said, { at: 70, value: 20 }])))).toEqual(["70s high raised"]);
});
