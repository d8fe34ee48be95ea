import { describe, expect, test } from "vitest";
import { epochMs, minutes } from "../../basics/index.ts";
import type { Drill } from "./drill.ts";
import { drillShortfalls, shownResult, stepAfter, stepStanding } from "./drill-standing.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const after = (count: number) => epochMs(AT + minutes(count));
const plan = { expect: { told: minutes(2) } };
const drill = (over: Partial<Drill> = {}): Drill => ({ begun: { at: AT }, times: {}, ...over }) as Drill;
const told = (count: number) => ({ told: { at: after(count) } });
const over = { ended: { because: "stopped", at: after(9), by: "user:mei" } } as const;

test.each([
  { of: { begun: undefined as never }, at: 9, is: "waiting", because: "it has not begun" },
  { of: {}, at: 2, is: "waiting", because: "its time is not over" },
  { of: {}, at: 2.1, is: "late", because: "its time is over" },
  { of: { times: told(2) }, at: 9, is: "reached", because: "it came at the last moment" },
  { of: { times: told(2.1) }, at: 9, is: "late", because: "it came after that" },
  { of: over, at: 9, is: "missing", because: "the drill ended without it" },
  { of: { ...over, times: told(1) }, at: 9, is: "reached", because: "what was reached stays so" },
])("$is: $because", ({ of, at, is }) => {
  expect(stepStanding(drill(of), "told", { plan, at: after(at) })).toBe(is);
});

test("of what nothing is expected, nothing is late or missing; also where the site has no plan any more", () => {
  expect(stepStanding(drill(), "safe", { plan, at: after(99) })).toBe("waiting");
  expect(stepStanding(drill(over), "safe", { plan: undefined, at: after(99) })).toBe("waiting");
  expect(stepStanding(drill({ times: told(99) }), "told", { plan: undefined, at: after(99) })).toBe("reached");
});

test("how long after the beginning a step came", () => {
  expect(stepAfter(drill({ times: told(3) }), "told")).toBe(minutes(3));
  expect([stepAfter(drill(), "told"), stepAfter(drill({ begun: undefined as never, times: told(3) }), "told")]).toEqual([
    undefined,
    undefined,
  ]);
});

describe("what of a drill was not in time", () => {
  const began = { begun: { at: AT, plan: { expect: { told: minutes(2), safe: minutes(5) } } } as never };
  const signed = (result: string) => ({ concluded: { result } as never });

  test("is said once it is over, each step with how", () => {
    expect(drillShortfalls(drill({ ...began, times: told(3) }))).toEqual([]);
    expect(drillShortfalls(drill({ ...began, ...over, times: told(3) }))).toEqual([
      { step: "told", standing: "late" },
      { step: "safe", standing: "missing" },
    ]);
    expect(drillShortfalls(drill({ ...began, ...over, times: { ...told(2), safe: { at: after(5) } } }))).toEqual([]);
    expect(drillShortfalls(drill({ begun: undefined as never, ...over }))).toEqual([]);
  });

  test("is the result of one that was once signed as planned all the same; what was signed of others stays", () => {
    const late = { ...began, ...over, times: told(3) };
    expect(shownResult(drill({ ...late, ...signed("as-planned") }))).toBe("late");
    expect(shownResult(drill({ ...late, ...signed("failed") }))).toBe("failed");
    expect(shownResult(drill({ ...began, ...over, times: { ...told(2), safe: { at: after(5) } }, ...signed("as-planned") }))).toBe(
      "as-planned",
    );
    expect(shownResult(drill(late))).toBeUndefined();
  });
});
