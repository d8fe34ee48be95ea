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
  { state: NORMAL, sees: "met", next: stay(pending(20)), because: "the on-delay begins" },
  { state: NORMAL, sees: "inside-deadband", next: stay(NORMAL), because: "the deadband meets nothing" },
  { state: NORMAL, sees: "gone", next: stay(NORMAL), because: "nothing is wrong" },
  { state: pending(11), sees: "met", next: stay(pending(11)), because: "9 s are not yet 10" },
  { state: pending(10), sees: "met", next: RAISE, because: "10 s are over" },
  { state: pending(10), sees: "met", afterGap: true, next: stay(pending(20)), because: "a gap satisfies nothing; it begins again" },
  { state: pending(10), sees: "inside-deadband", next: stay(NORMAL), because: "it is no longer met" },
  { state: pending(10), sees: "gone", next: stay(NORMAL), because: "it is no longer met" },
  {
    state: pending(15, NEVER),
    sees: "met",
    next: stay(pending(15, at(25))),
    because: "put off, it has a deadline again, from when it began",
  },
  { state: active, sees: "met", next: stay(active), because: "it goes on" },
  { state: active, sees: "inside-deadband", next: stay(active), because: "the deadband ends nothing" },
  { state: active, sees: "gone", next: stay(clearing(20)), because: "the off-delay begins" },
  { state: clearing(16), sees: "gone", next: stay(clearing(16)), because: "4 s are not yet 5" },
  { state: clearing(15), sees: "gone", next: CLEAR, because: "5 s are over" },
  { state: clearing(10), sees: "gone", afterGap: true, next: stay(clearing(20)), because: "a gap satisfies nothing; it begins again" },
  { state: clearing(15), sees: "met", next: stay(active), because: "it is back" },
  { state: clearing(15), sees: "inside-deadband", next: stay(active), because: "it is back inside the deadband" },
  { state: clearing(18, NEVER), sees: "gone", next: stay(clearing(18, at(23))), because: "put off, it has a deadline again" },
] as const satisfies readonly { state: RuleState; sees: Observation; afterGap?: boolean; next: DelayStep; because: string }[])(
  "$state.kind, $sees: $because",
  (row) => {
    const instant = { at: at(20), receivedAt: at(20), afterGap: "afterGap" in row };
    expect(stepDelays(row.state, row.sees, instant, { onDelay: seconds(10), offDelay: seconds(5) })).toEqual(row.next);
  },
);

test("without delays it is raised and cleared at once", () => {
  const instant = { at: at(20), receivedAt: at(20), afterGap: true };
  const none = { onDelay: seconds(0), offDelay: seconds(0) };
  expect(stepDelays(NORMAL, "met", instant, none)).toEqual(RAISE);
  expect(stepDelays(active, "gone", instant, none)).toEqual(CLEAR);
});

test.each([
  { state: pending(10), heldUntil: 20, next: RAISE, because: "the last sample still counts as watching" },
  { state: pending(10), heldUntil: 19, next: stay(pending(10, NEVER)), because: "nobody was watching at the end; a sample must decide" },
  { state: clearing(10), heldUntil: 15, next: CLEAR, because: "the last sample still counts as watching" },
  { state: clearing(10), heldUntil: 14, next: stay(clearing(10, NEVER)), because: "nobody was watching at the end" },
  { state: NORMAL, heldUntil: 99, next: stay(NORMAL), because: "no delay runs" },
  { state: active, heldUntil: 99, next: stay(active), because: "no delay runs" },
])("$state.kind at its deadline, watched until $heldUntil s: $because", ({ state, heldUntil, next }) => {
  expect(expireDelay(state, at(heldUntil))).toEqual(next);
});

test.each([
  { state: pending(10), next: pending(10, NEVER) },
  { state: clearing(10), next: clearing(10, NEVER) },
  { state: NORMAL, next: NORMAL },
  { state: active, next: active },
])("$state.kind while the platform was down waits for a sample", ({ state, next }) => {
  expect(suspend(state)).toEqual(next);
});

test("a state nobody thought of is a loud failure", () => {
  const instant = { at: at(0), receivedAt: at(0), afterGap: false };
  expect(() => stepDelays({ kind: "lost" } as never, "met", instant, { onDelay: seconds(1), offDelay: seconds(1) })).toThrow("unreachable");
});
