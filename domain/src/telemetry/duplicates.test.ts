import fc from "fast-check";
import { expect, test } from "vitest";
import { DuplicateFilter, REMEMBERED } from "./duplicates.ts";

const asked = (filter: DuplicateFilter, ...messages: readonly (readonly [sender: string, identity: number, at: number])[]): boolean[] =>
  messages.map(([sender, identity, at]) => filter.seenBefore(sender, identity, at));

test.each([
  {
    messages: [
      ["a", 1, 10],
      ["a", 2, 10],
    ],
    seen: [false, false],
    because: "the count differs",
  },
  {
    messages: [
      ["a", 1, 10],
      ["a", 1, 10],
    ],
    seen: [false, true],
    because: "both are the same",
  },
  {
    messages: [
      ["a", 5, 10],
      ["a", 5, 11],
    ],
    seen: [false, false],
    because: "a device that restarts its count is told apart by time",
  },
  {
    messages: [
      ["a", 1, 10],
      ["b", 1, 10],
    ],
    seen: [false, false],
    because: "the sender differs",
  },
  {
    messages: [
      ["a", 2, 10],
      ["a", 1, 9],
      ["a", 1, 9],
    ],
    seen: [false, false, true],
    because: "out of order is not twice",
  },
  {
    messages: [
      ["a", 0, 0],
      ["a", 0, 0],
      ["a", 0, -0],
    ],
    seen: [false, true, true],
    because: "zero is an identity, and has no sign",
  },
] as const)("$messages: $because", ({ messages, seen }) => {
  expect(asked(new DuplicateFilter(), ...messages)).toEqual(seen);
});

test("the last messages of a sender are remembered, and no more", () => {
  const filter = new DuplicateFilter();
  for (let count = 0; count <= REMEMBERED; count++) filter.seenBefore("a", count, 0);
  expect(asked(filter, ["a", 1, 0])).toEqual([true]);
  expect(asked(filter, ["a", 0, 0])).toEqual([false]);
});

test("what was saved goes on as if nothing had happened", () => {
  const messages = fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.nat({ max: 40 }), fc.nat({ max: 2 })), { maxLength: 100 });
  fc.assert(
    fc.property(messages, messages, (before, after) => {
      const whole = new DuplicateFilter();
      asked(whole, ...before);
      const saved = structuredClone(whole.save());
      expect(asked(new DuplicateFilter(saved), ...after)).toEqual(asked(whole, ...after));
    }),
  );
});

test("what was saved is not changed by what comes later", () => {
  const filter = new DuplicateFilter();
  filter.seenBefore("a", 1, 0);
  const saved = filter.save();
  filter.seenBefore("a", 2, 0);
  expect(asked(new DuplicateFilter(saved), ["a", 2, 0])).toEqual([false]);
});
