import * as fc from "fast-check";
import { expect, test } from "vitest";
import { stepFlood } from "./flood.ts";

// ISA-18.2: begins above 10 in 10 min, ends below 5 in 10 min.
test.each([
  { isFlood: false, annunciated: 10, step: undefined },
  { isFlood: false, annunciated: 11, step: "began" },
  { isFlood: true, annunciated: 11, step: undefined },
  { isFlood: true, annunciated: 5, step: undefined },
  { isFlood: true, annunciated: 4, step: "ended" },
  { isFlood: false, annunciated: 4, step: undefined },
])("flood $isFlood with $annunciated in the window: $step", ({ isFlood, annunciated, step }) => {
  expect(stepFlood(isFlood, annunciated)).toBe(step);
});

test("it never begins and ends on the same count", () => {
  fc.assert(fc.property(fc.nat({ max: 1000 }), (count) => stepFlood(false, count) === undefined || stepFlood(true, count) === undefined));
});
