import { expect, test } from "vitest";
import { epochMs, seconds } from "../basics/index.ts";
import { type DelayStep, expireDelay, NEVER, NORMAL, type Observation, type RuleState, stepDelays, suspend } from "./delays.ts";

const at = (second: number) => epochMs(second * 1000);
const pending = (since: number, dueAt = at(since + 10)): RuleState => ({ kind: "pending", since: at(since), dueAt });
const active: RuleState = { kind: "active", occurrenceId: "o" };
const clearing = (since: number, dueAt = at(since + 5)): RuleState => ({ kind: "clearing", occurrenceId: "o", since: at(since), dueAt });
const stay = (state: RuleState): DelayStep => ({ kind: "stay", state });
const RAISE: DelayStep = { kind: "raise" };
const CLEAR: DelayStep = { kind: "clear", occurrenceId: "o" };

// An on-delay of 10 s and an off-delay of 5 s; a sample at second 20.
test.each([
  { state: NORMAL, sees: "met", then: stay(pending(20)), because: "the on-delay begins" },
  { state: NORMAL, sees: "inside-deadband", then: stay(NORMAL), because: "the deadband meets nothing" },
  { state: NORMAL, sees: "gone", then: stay(NORMAL), because: "nothing is wrong" },
  { state: pending(11), sees: "met", then: stay(pending(11)), because: "9 s are not yet 10" },
  { state: pending(10), sees: "met", then: RAISE, because: "10 s are over" },
  { state: pending(10), sees: "met", afterGap: true, then: stay(pending(20)), because: "a gap satisfies nothing; it begins again" },
  { state: pending(10), sees: "inside-deadband", then: stay(NORMAL), because: "it is no longer met" },
  { state: pending(10), sees: "gone", then: stay(NORMAL), because: "it is no longer met" },
  { state: pending(15, NEVER), sees: "met", then: stay(pending(15, at(25))), because: "put off, it has a deadline again, from when it began" },
  { state: active, sees: "met", then: stay(active), because: "it goes on" },
  { state: active, sees: "inside-deadband", then: stay(active), because: "the deadband ends nothing" },
  { state: active, sees: "gone", then: stay(clearing(20)), because: "the off-delay begins" },
  { state: clearing(16), sees: "gone", then: stay(clearing(16)), because: "4 s are not yet 5" },
  { state: clearing(15), sees: "gone", then: CLEAR, because: "5 s are over" },
  { state: clearing(10), sees: "gone", afterGap: true, then: stay(clearing(20)), because: "a gap satisfies nothing; it begins again" },
  { state: clearing(15), sees: "met", then: stay(active), because: "it is back" },
  { state: clearing(15), sees: "inside-deadband", then: stay(active), because: "it is back inside the deadband" },
  { state: clearing(18, NEVER), sees: "gone", then: stay(clearing(18, at(23))), because: "put off, it has a deadline again" },
] as const satisfies readonly { state: RuleState; sees: Observation; afterGap?: boolean; then: DelayStep; because: string }[])(
  "$state.kind, $sees: $because",
  (row) => {
    const instant = { at: at(20), receivedAt: at(20), afterGap: "afterGap" in row };
    expect(stepDelays(row.state, row.sees, instant, { onDelay: seconds(10), offDelay: seconds(5) })).toEqual(row.then);
  },
);

test("without delays it is raised and cleared at once", () => {
  const instant = { at: at(20), receivedAt: at(20), afterGap: true };
  const none = { onDelay: seconds(0), offDelay: seconds(0) };
  expect(stepDelays(NORMAL, "met", instant, none)).toEqual(RAISE);
  expect(stepDelays(active, "gone", instant, none)).toEqual(CLEAR);
});

test.each([
  { state: pending(10), heldUntil: 20, then: RAISE, because: "the last sample still counts as watching" },
  { state: pending(10), heldUntil: 19, then: stay(pending(10, NEVER)), because: "nobody was watching at the end; a sample must decide" },
  { state: clearing(10), heldUntil: 15, then: CLEAR, because: "the last sample still counts as watching" },
  { state: clearing(10), heldUntil: 14, then: stay(clearing(10, NEVER)), because: "nobody was watching at the end" },
  { state: NORMAL, heldUntil: 99, then: stay(NORMAL), because: "no delay runs" },
  { state: active, heldUntil: 99, then: stay(active), because: "no delay runs" },
])("$state.kind at its deadline, watched until $heldUntil s: $because", ({ state, heldUntil, then }) => {
  expect(expireDelay(state, at(heldUntil))).toEqual(then);
});

test.each([
  { state: pending(10), then: pending(10, NEVER) },
  { state: clearing(10), then: clearing(10, NEVER) },
  { state: NORMAL, then: NORMAL },
  { state: active, then: active },
])("$state.kind while the platform was down waits for a sample", ({ state, then }) => {
  expect(suspend(state)).toEqual(then);
});

test("a state nobody thought of is a loud failure", () => {
  const instant = { at: at(0), receivedAt: at(0), afterGap: false };
  expect(() => stepDelays({ kind: "lost" } as never, "met", instant, { onDelay: seconds(1), offDelay: seconds(1) })).toThrow("unreachable");
});
