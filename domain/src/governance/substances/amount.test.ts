import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { STOCK_UNITS } from "../../site/index.ts";
import { formatAmount, massOf, parseAmount } from "./amount.ts";

describe("an amount", () => {
  test.each([
    { text: "12.5", unit: "g", amount: 12_500 },
    { text: "0.001", unit: "g", amount: 1 },
    { text: "0.1", unit: "kg", amount: 100_000 },
    { text: "25", unit: "mL", amount: 25_000 },
    { text: "2.500000", unit: "L", amount: 2_500_000 },
    { text: "3", unit: "piece", amount: 3 },
  ] as const)("$text $unit is $amount of the least that is booked", ({ text, unit, amount }) => {
    expect(parseAmount(text, unit)).toEqual({ ok: true, value: amount });
  });

  test.each([
    ["0.0001", "g", "finer than a milligram"],
    ["1.5", "piece", "half a source"],
    ["-1", "g", "less than nothing"],
    ["1e3", "g", "no decimal number"],
    ["1,5", "g", "a comma"],
    ["", "g", "nothing"],
    ["9999999999", "kg", "beyond all reason"],
  ] as const)("%s %s is refused: %s", (text, unit, because) => {
    expect(parseAmount(text, unit), because).toEqual({ ok: false, error: "STOCK_QUANTITY" });
  });

  test("what is written is read again as the same, of every unit", () => {
    fc.assert(
      fc.property(fc.constantFrom(...STOCK_UNITS), fc.integer({ min: 0, max: 1e12 }), (unit, amount) => {
        expect(parseAmount(formatAmount(amount, unit), unit)).toEqual({ ok: true, value: amount });
      }),
    );
    expect(formatAmount(-1500, "g")).toBe("-1.5");
    expect(parseAmount("1000000000000", "piece")).toEqual({ ok: true, value: 1e12 });
  });

  test("a volume weighs by its density, and a piece nobody knows what", () => {
    expect(massOf(1000, "mL", 790)).toBe(790);
    expect(massOf(1000, "L", undefined)).toBeUndefined();
    expect(massOf(1000, "kg", undefined)).toBe(1000);
    expect(massOf(1, "piece", 790)).toBeUndefined();
  });
});
