import { hours } from "@labcanary/domain/basics";
import fc from "fast-check";
import { expect, test } from "vitest";
import { meanKineticTemperature } from "./mean-kinetic-temperature.ts";

/** Equal times, as USP <1079.2> writes the formula. */
const equal = (celsius: readonly number[]): number | undefined =>
  meanKineticTemperature(celsius.map((each) => ({ celsius: each, held: hours(1) })));

/** Worked out apart from this program, in decimals of 40 digits, from ΔH/R = 10 000 K, which USP's figures make: 10000 / −ln(mean of exp(−10000/T)) − 273.15. */
test.each([
  { celsius: [5], kinetic: 5 },
  { celsius: [5, 25], kinetic: 19.6977 },
  { celsius: [2, 8], kinetic: 5.5364 },
  { celsius: [20, 25, 30], kinetic: 25.8582 },
  { celsius: [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 15, 15], kinetic: 6.4623 },
])("$celsius °C is as $kinetic °C all the time", ({ celsius, kinetic }) => {
  expect(equal(celsius)).toBeCloseTo(kinetic, 4);
});

test("each temperature weighs as long as it held", () => {
  const uneven = meanKineticTemperature([
    { celsius: 5, held: hours(22) },
    { celsius: 15, held: hours(2) },
  ]);
  expect(uneven).toBeCloseTo(6.4623, 4);
});

test("of no time there is none", () => {
  expect(meanKineticTemperature([])).toBeUndefined();
});

test("lies between the mean and the highest: warm times count for more", () => {
  const temperatures = fc.array(fc.double({ min: -90, max: 60, noNaN: true }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(temperatures, (celsius) => {
      const kinetic = equal(celsius) ?? Number.NaN;
      const mean = celsius.reduce((total, each) => total + each, 0) / celsius.length;
      expect(kinetic).toBeGreaterThanOrEqual(mean - 1e-6);
      expect(kinetic).toBeLessThanOrEqual(Math.max(...celsius) + 1e-6);
    }),
  );
});
