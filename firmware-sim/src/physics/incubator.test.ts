import { type DurationMs, hours, milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import { assert, boolean, constantFrom, double, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { HEATER_CONDITIONS, INCUBATOR, stepChamberGas, stepIncubator, VALVE_CONDITIONS } from "./incubator.ts";

const model = { ...INCUBATOR, setpoint: 37 };
const around = { ambient: 22, isOpen: false, hasPower: true };
const gas = { setpoint: 5, seals: hours(12), door: seconds(20), valve: minutes(2) };

test("it settles a quarter of a kelvin below 37 °C, as a heater in proportion does, and is back within 15 min of an open door", () => {
  const settled = stepIncubator(model, 22, around, "works", hours(24));
  // In balance: 2.3 W/K × (T − 22) = 150 W × (37 − T).
  expect(settled).toBeCloseTo((2.3 * 22 + 150 * 37) / 152.3, 6);
  const opened = stepIncubator(model, settled, { ...around, isOpen: true }, "works", seconds(60));
  expect(opened).toBeLessThan(settled - 0.3);
  expect(stepIncubator(model, opened, around, "works", minutes(15))).toBeGreaterThan(36.5);
});

test("one step is many, through all three ranges of its heater", () => {
  assert(
    property(
      double({ min: 15, max: 60, noNaN: true }),
      integer({ min: 1, max: 200 }),
      constantFrom(...HEATER_CONDITIONS),
      boolean(),
      boolean(),
      (celsius, pieces, heater, isOpen, hasPower) => {
        const here = { ambient: 22, isOpen, hasPower };
        const once = stepIncubator(model, celsius, here, heater, seconds(30 * pieces));
        let often = celsius;
        for (let piece = 0; piece < pieces; piece++) often = stepIncubator(model, often, here, heater, seconds(30));
        expect(often).toBeCloseTo(once, 4);
      },
    ),
  );
});

test("without power it comes to the room; a heater that sticks goes on to what its power can hold", () => {
  expect(stepIncubator(model, 37, { ...around, hasPower: false }, "works", hours(100))).toBeCloseTo(22, 3);
  expect(stepIncubator(model, 37, around, "stuck-on", hours(100))).toBeCloseTo(22 + 150 / 2.3, 3);
});

test("carbon dioxide is held, lost by a door within a minute, and made up for within ten", () => {
  const held = stepChamberGas(gas, 5, around, "works", hours(5));
  expect(held).toBeGreaterThan(4.9);
  const opened = stepChamberGas(gas, held, { ...around, isOpen: true }, "works", seconds(60));
  expect(opened).toBeLessThan(0.5);
  expect(stepChamberGas(gas, opened, around, "works", minutes(10))).toBeGreaterThan(4.8);
});

test("the gas stays between outdoor air and what an open valve comes to, in steps of any length alike", () => {
  assert(
    property(
      double({ min: 0.04, max: 20, noNaN: true }),
      boolean(),
      constantFrom(...VALVE_CONDITIONS),
      integer({ min: 1, max: 3_600_000 }),
      (percent, isOpen, valve, span) => {
        const once = stepChamberGas(gas, percent, { ...around, isOpen }, valve, milliseconds(2 * span));
        const half = (from: number): number => stepChamberGas(gas, from, { ...around, isOpen }, valve, milliseconds(span) as DurationMs);
        expect(once).toBeGreaterThanOrEqual(0.04 - 1e-9);
        expect(once).toBeLessThanOrEqual(20 + 1e-9);
        // Falling past the setpoint a working valve opens in the middle of a step.
        if (valve !== "works" || percent <= 5) expect(half(half(percent))).toBeCloseTo(once, 6);
      },
    ),
  );
});
