import { expect, test } from "vitest";
import { signal } from "../../../test/support/site.ts";
import { lifeSafetyOf } from "./life-safety.ts";

const gas = signal({ quantity: "gas-concentration", substance: "CO" });
const { substance: _substance, ...incubator } = gas;
const oxygen = { ...incubator, quantity: "oxygen-concentration" } as const;
const fridge = { ...incubator, quantity: "temperature" } as const;

test.each([
  { what: "a critical gas alarm", rule: { priority: "critical" }, of: gas, is: true },
  { what: "a high gas alarm", rule: { priority: "high" }, of: gas, is: true },
  { what: "a medium gas alarm", rule: { priority: "medium" }, of: gas, is: undefined },
  { what: "a high oxygen alarm", rule: { priority: "high" }, of: oxygen, is: true },
  { what: "a gas without a substance, as in an incubator", rule: { priority: "critical" }, of: incubator, is: undefined },
  { what: "a refrigerator", rule: { priority: "critical" }, of: fridge, is: undefined },
  { what: "a refrigerator that the file says it of", rule: { priority: "low", lifeSafety: true }, of: fridge, is: true },
  { what: "a gas alarm that the file says it of not", rule: { priority: "critical", lifeSafety: false }, of: gas, is: false },
] as const)("$what: $is", ({ rule, of, is }) => {
  expect(lifeSafetyOf(rule, [fridge, of]).lifeSafety).toBe(is);
});
