import { expect, test } from "vitest";
import { epochMs } from "../basics/index.ts";
import { PRIORITIES } from "../rules/index.ts";
import { type Alarm, ANNUNCIATIONS, type Shelving } from "./alarm.ts";
import { endOfShelving, LONGEST_SHELVING, shelve, unshelve } from "./shelving.ts";
import { stateOf } from "./withholding.ts";

const SHELVING: Shelving = { by: "mei", at: epochMs(0), until: epochMs(1000), reason: "repair", mode: "timed" };
const alarmIn = (over: Partial<Alarm>) => ({ annunciation: "unacknowledged", conditionActive: true, ...over }) as Alarm;

// IEC 62682:2022, figure 2: shelving takes an alarm off the list and leaves its annunciation and its condition as they are.
test.each(ANNUNCIATIONS)("from %s", (annunciation) => {
  const alarm = alarmIn({ annunciation });
  const ended = annunciation === "normal";
  expect(shelve(alarm, "timed")).toEqual(ended ? undefined : { annunciation, effects: [{ kind: "stop-escalation" }] });
  expect(shelve({ ...alarm, shelved: SHELVING }, "timed")).toBeUndefined();
  expect(unshelve(alarm)).toBeUndefined();
  const told = annunciation.endsWith("unacknowledged") ? [{ kind: "start-escalation" }] : [];
  expect(unshelve({ ...alarm, shelved: SHELVING })).toEqual({ annunciation, effects: told });
  expect(stateOf(alarm)).toBe(annunciation);
  expect(stateOf({ ...alarm, shelved: SHELVING })).toBe(ended ? "normal" : "shelved");
});

test("one-shot needs a condition to wait for", () => {
  expect(shelve(alarmIn({}), "one-shot")).toBeDefined();
  expect(shelve(alarmIn({ annunciation: "rtn-unacknowledged", conditionActive: false }), "one-shot")).toBeUndefined();
});

test.each([
  { mode: "timed", conditionActive: true, annunciation: "unacknowledged", now: 999, end: undefined },
  { mode: "timed", conditionActive: true, annunciation: "unacknowledged", now: 1000, end: "time-over" },
  { mode: "timed", conditionActive: false, annunciation: "rtn-unacknowledged", now: 999, end: undefined },
  { mode: "timed", conditionActive: false, annunciation: "normal", now: 999, end: "alarm-ended" },
  { mode: "one-shot", conditionActive: true, annunciation: "acknowledged", now: 999, end: undefined },
  { mode: "one-shot", conditionActive: true, annunciation: "acknowledged", now: 1000, end: "time-over" },
  { mode: "one-shot", conditionActive: false, annunciation: "latched-unacknowledged", now: 1, end: "condition-gone" },
] as const)(
  "$mode, $annunciation, condition $conditionActive at $now of 1000: $end",
  ({ mode, conditionActive, annunciation, now, end }) => {
    expect(endOfShelving(alarmIn({ annunciation, conditionActive, shelved: { ...SHELVING, mode } }), epochMs(now))).toBe(end);
  },
);

test("an alarm that is not shelved has nothing to end", () => {
  expect(endOfShelving(alarmIn({}), epochMs(5000))).toBeUndefined();
});

test("the graver an alarm, the shorter it may be shelved", () => {
  const spans = PRIORITIES.map((priority) => LONGEST_SHELVING[priority]);
  expect(spans).toEqual(spans.toSorted((a, b) => a - b));
});
