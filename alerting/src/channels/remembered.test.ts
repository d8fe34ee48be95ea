import { expect, test } from "vitest";
import { createRemembered } from "./remembered.ts";

test("so many are remembered, the last set first; what was set again is new again, and what was deleted is gone", () => {
  const remembered = createRemembered<number>(2);
  const all = () => ["a", "b", "c"].map((id) => remembered.get(id));
  remembered.set("a", 1);
  remembered.set("b", 2);
  expect(all()).toEqual([1, 2, undefined]);
  remembered.set("a", 3);
  remembered.set("c", 4);
  expect(all()).toEqual([3, undefined, 4]);
  remembered.delete("a");
  remembered.set("b", 5);
  expect(all()).toEqual([undefined, 5, 4]);
});
