import fc from "fast-check";
import { expect, test } from "vitest";
import { Deadlines } from "./deadlines.ts";

test("none are due never", () => {
  const deadlines = new Deadlines();
  expect(deadlines.soonest).toBe(Number.POSITIVE_INFINITY);
  expect(deadlines.pop()).toBeUndefined();
});

test("they come soonest first, equal ones by rule, as a sorted list has them; adding and taking may alternate", () => {
  const add = fc.record({ dueAt: fc.nat({ max: 20 }), rule: fc.nat({ max: 20 }) });
  fc.assert(
    fc.property(fc.array(fc.oneof(add, fc.constant("pop" as const)), { maxLength: 200 }), (steps) => {
      const deadlines = new Deadlines();
      const sorted: { dueAt: number; rule: number }[] = [];
      for (const step of steps) {
        if (step === "pop") {
          expect(deadlines.pop()).toBe(sorted.shift()?.rule);
        } else {
          deadlines.add(step.dueAt, step.rule);
          sorted.push(step);
          sorted.sort((a, b) => a.dueAt - b.dueAt || a.rule - b.rule);
        }
        expect(deadlines.soonest).toBe(sorted[0]?.dueAt ?? Number.POSITIVE_INFINITY);
      }
    }),
  );
});
