import { expect, test } from "vitest";
import { codeFor } from "./code.ts";

test("a code that is taken gives way to the next in the occurrence's own order", () => {
  const first = codeFor("occurrence", () => false);
  const second = codeFor("occurrence", (code) => code === first);
  expect(codeFor("occurrence", () => false)).toBe(first);
  expect(second).not.toBe(first);
  for (const code of [first, second]) expect(code).toMatch(/^[A-HJ-NP-Z2-9]{4}$/);
});
