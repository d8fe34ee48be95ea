import { epochMs, minutes, plus, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { createVirtualClock } from "./virtual-clock.ts";

const START = epochMs(Date.UTC(2026, 10, 22));

test("what happens comes at its own time and in order; what only keeps up comes once for each move", () => {
  const clock = createVirtualClock(START);
  const came: string[] = [];
  const note = (what: string): void => void came.push(`${what} ${(clock.exact.now() - START) / 1000}`);
  clock.coarse.every(seconds(1), () => note("tick"));
  clock.coarse.every(minutes(1), () => note("test"));
  clock.exact.every(seconds(30), () => note("device"));
  clock.exact.after(seconds(40), () => note("deed"));
  expect(clock.nextDue).toBe(plus(START, seconds(30)));
  clock.advanceTo(plus(START, seconds(70)));
  expect(came).toEqual(["device 30", "deed 40", "test 60", "device 60", "tick 70"]);
});

test("what is called off does not come, also by what comes before it in the same move", () => {
  const clock = createVirtualClock(START);
  const came: string[] = [];
  const cancel = clock.exact.after(seconds(2), () => void came.push("late"));
  clock.exact.after(seconds(1), () => {
    came.push("early");
    cancel();
  });
  clock.advanceTo(plus(START, seconds(5)));
  expect(came).toEqual(["early"]);
  expect(clock.nextDue).toBe(Number.POSITIVE_INFINITY);
  expect(() => clock.advanceTo(START)).toThrow("does not go back");
});
