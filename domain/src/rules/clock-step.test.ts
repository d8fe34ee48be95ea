import { expect, test } from "vitest";
import { limitRule, signal, silenceRule } from "../../../test/support/site.ts";
import { epochMs, hours, minutes, seconds } from "../basics/index.ts";
import { RuleFold } from "./index.ts";

const SIGNAL = signal({ hold: seconds(90), rules: [limitRule({ onDelay: seconds(30) }), silenceRule({ after: seconds(90) })] });
const NOON = Date.UTC(2026, 10, 22, 12);

/** A platform that runs until `noon`, is started again under a clock that says `again`, and hears the values a second each. */
function startedAgain(again: number) {
  const fold = new RuleFold([SIGNAL]);
  let position = 0;
  const say = (at: number, value: number) => {
    const reading = {
      kind: "sample",
      signal: SIGNAL.key,
      at: epochMs(at),
      tieBreak: 0,
      receivedAt: epochMs(at),
      historical: false,
      value,
      quality: "good",
    } as const;
    return fold.apply({ kind: "readings", position: ++position, receivedAt: epochMs(at), readings: [reading] });
  };
  const tick = (at: number) => fold.apply({ kind: "tick", position: ++position, receivedAt: epochMs(at) });
  const start = (at: number) => fold.apply({ kind: "started", position: ++position, receivedAt: epochMs(at) });
  start(NOON - 10_000);
  // The delay of the limit is running when the platform goes down.
  expect(say(NOON, 25)).toEqual([]);
  expect(start(again)).toEqual([]);
  return { say, tick };
}

test.each([
  { what: "set back by an hour", again: NOON - hours(1) },
  { what: "set back by a year", again: NOON - hours(24 * 365) },
  { what: "set forward by an hour", again: NOON + hours(1) },
  { what: "right", again: NOON + minutes(1) },
])("under a clock that is $what, silence is told after its delay and not before", ({ again }) => {
  const { tick } = startedAgain(again);
  expect(tick(again + 89_000)).toEqual([]);
  expect(tick(again + 90_000)).toMatchObject([{ change: "raised", ruleId: "cab-17/vapour/silent", at: again + 90_000 }]);
});

test.each([
  { what: "set back by an hour", again: NOON - hours(1) },
  { what: "set forward by an hour", again: NOON + hours(1) },
])("under a clock that is $what, a breach is an alarm after its delay, not history", ({ again }) => {
  const { say, tick } = startedAgain(again);
  const told = [];
  for (let second = 1; second <= 40; second++) told.push(...say(again + second * 1000, 25), ...tick(again + second * 1000));
  expect(told).toMatchObject([{ change: "raised", ruleId: "cab-17/vapour/high" }]);
});
