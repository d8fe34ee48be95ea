import { milliseconds } from "@labcanary/domain/basics";
import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import { createSystemClock } from "./system-clock.ts";

/** A machine whose two clocks are moved by hand. */
function machine() {
  let wall = 1_000_000;
  let monotonic = 50;
  const clock = createSystemClock({ wallClock: () => wall, monotonicClock: () => monotonic });
  return {
    clock,
    /** Time goes on by this many milliseconds, and somebody sets the wall clock by `step` besides. */
    pass(gone: number, step = 0): void {
      monotonic += gone;
      wall += Math.floor(gone) + step;
    },
  };
}

test.each([
  {
    what: "it follows the wall clock",
    passed: [
      [10, 0],
      [10, 5000],
    ],
    told: [1_000_010, 1_005_020],
  },
  {
    what: "set back, it goes on by the monotonic clock, at half speed",
    passed: [
      [10, 0],
      [10, -5000],
      [10, 0],
    ],
    told: [1_000_010, 1_000_015, 1_000_020],
  },
  {
    what: "and follows the wall clock again once that has caught up",
    passed: [
      [10, -100],
      [50, 0],
      [500, 0],
    ],
    told: [1_000_005, 1_000_030, 1_000_560 - 100],
  },
])("$what", ({ passed, told }) => {
  const { clock, pass } = machine();
  expect(
    passed.map(([gone = 0, step = 0]) => {
      pass(gone, step);
      return clock.now();
    }),
  ).toEqual(told);
});

test("it does not stand still while it is set back, however often it is asked", () => {
  const { clock, pass } = machine();
  pass(0, -3_600_000);
  const before = clock.now();
  for (let asked = 0; asked < 1000; asked++) {
    pass(0.25);
    clock.now();
  }
  expect(clock.now() - before).toBe(125);
});

test("it meets the wall clock again after twice the time it was set back by, however often it is asked", () => {
  const { clock, pass } = machine();
  const start = clock.now();
  pass(0, -60_000);
  for (let second = 0; second < 120; second++) {
    pass(1000);
    clock.now();
  }
  expect(clock.now() - start).toBe(60_000);
  pass(1000);
  expect(clock.now() - start).toBe(61_000);
});

test("it never goes backwards and tells whole milliseconds", () => {
  const steps = fc.array(fc.tuple(fc.double({ min: 0, max: 5000, noNaN: true }), fc.constantFrom(0, 0, 0, -10, -3_600_000, 500)));
  fc.assert(
    fc.property(steps, (passed) => {
      const { clock, pass } = machine();
      let before = clock.now();
      for (const [gone, step] of passed) {
        pass(gone, step);
        const now = clock.now();
        expect(now).toBeGreaterThanOrEqual(before);
        expect(Number.isInteger(now)).toBe(true);
        before = now;
      }
    }),
  );
});

test("what was to run after a while, or again and again, can be called off", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const clock = createSystemClock();
  const ran: string[] = [];
  clock.after(milliseconds(10), () => ran.push("once"));
  clock.after(milliseconds(10), () => ran.push("never"))();
  const stop = clock.every(milliseconds(4), () => ran.push("again"));
  vi.advanceTimersByTime(10);
  stop();
  vi.advanceTimersByTime(10);
  expect(ran).toEqual(["again", "again", "once"]);
});
