import { afterEach, expect, test, vi } from "vitest";
import { startBlinkClock } from "./blink-clock.ts";

afterEach(() => void vi.useRealTimers());

test("dark and lit take turns, twice a second and once in two seconds, each as long as the other", () => {
  vi.useFakeTimers();
  const root = { dataset: {} as DOMStringMap };
  const end = startBlinkClock(root);
  const seen = Array.from({ length: 16 }, () => {
    vi.advanceTimersByTime(250);
    return root.dataset["dark"];
  });
  expect(seen.filter((dark) => dark?.includes("fast"))).toHaveLength(8);
  expect(seen.slice(0, 8)).toEqual(["fast", "", "fast", "slow", "fast slow", "slow", "fast slow", ""]);
  expect(seen.slice(8)).toEqual(seen.slice(0, 8));
  end();
  vi.advanceTimersByTime(1000);
  expect(root.dataset["dark"]).toBe("");
});
