import { expect, test } from "vitest";
import { epochMs, minutes } from "../../basics/index.ts";
import type { Drill } from "./drill.ts";
import { stepAfter, stepStanding } from "./drill-standing.ts";

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
