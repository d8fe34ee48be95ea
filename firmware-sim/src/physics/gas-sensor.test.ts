import { days, type DurationMs, hours, milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import { assert, double, integer, property } from "fast-check";
import { expect, test } from "vitest";
import {
  aged,
  calibrate,
  gasSensorSays,
  type GasSensorModel,
  indication,
  poison,
  seenBy,
  startGasSensor,
  STOICHIOMETRIC,
  stepGasSensor,
} from "./gas-sensor.ts";

const bead: GasSensorModel = {
  of: "CH4",
  cell: "catalytic",
  range: 50_000,
  t90: seconds(20),
  zeroDrift: 0,
  spanDrift: 0,
  ageing: 0,
  warmUp: seconds(90),
  latches: true,
};
const cell: GasSensorModel = { ...bead, of: "CO", cell: "electrochemical", range: 500, latches: false };
const after = (model: GasSensorModel, ppm: number, span: DurationMs, from = startGasSensor(ppm)) =>
  stepGasSensor(model, { ...from, seen: ppm }, ppm, span);

test("T90 is T90: after it a step is done to 90 %, within 1 %", () => {
  assert(
    property(integer({ min: 1, max: 600 }), double({ min: 1, max: 40_000, noNaN: true }), (t90, ppm) => {
      const model = { ...bead, t90: seconds(t90) };
      const state = after(model, ppm, seconds(t90), startGasSensor(0));
      expect(Math.abs(indication(model, state) / ppm - 0.9)).toBeLessThan(0.009);
    }),
  );
});

test("a changing concentration is followed alike by one step of a minute and sixty of a second", () => {
  const ramp = (second: number) => 1000 + 50 * second;
  const once = stepGasSensor(bead, startGasSensor(1000), ramp(60), seconds(60));
  let often = startGasSensor(1000);
  for (let second = 1; second <= 60; second++) often = stepGasSensor(bead, often, ramp(second), seconds(1));
  expect(often.cell).toBeCloseTo(once.cell, 6);
});

test("an electrochemical cell ages: it shows less and answers later; put right, it is as new", () => {
  const model = { ...cell, ageing: 0.2 };
  const old = after(model, 100, days(365));
  expect(indication(model, old)).toBeCloseTo(100 * Math.exp(-0.2), 1);
  const step = (state: typeof old) => after(model, 200, seconds(20), { ...state, cell: 0 }).cell;
  expect(step(old)).toBeLessThan(step(startGasSensor(0)));
  expect(indication(model, calibrate(old))).toBeCloseTo(100, 3);
});

test("zero and span drift by so much a day", () => {
  expect(indication({ ...cell, zeroDrift: 2 }, after({ ...cell, zeroDrift: 2 }, 0, days(10)))).toBeCloseTo(20, 6);
  expect(indication({ ...cell, spanDrift: -0.01 }, after({ ...cell, spanDrift: -0.01 }, 100, days(10)))).toBeCloseTo(90, 6);
});

test("poison takes a share each time, and never makes it negative", () => {
  let state = after(bead, 10_000, hours(1));
  state = poison(state, 0.5);
  expect(indication(bead, state)).toBeCloseTo(5000, 6);
  for (let time = 0; time < 100; time++) state = poison(state, 0.5);
  expect(indication(bead, state)).toBeGreaterThanOrEqual(0);
});

test("a CO cell takes 60 ppm of hydrogen for CO; an infrared bench does not", () => {
  const air = (gas: string) => (gas === "H2" ? 200 : 0);
  expect(seenBy(cell, air)).toBeCloseTo(60, 6);
  expect(seenBy({ ...cell, cell: "infrared" }, air)).toBe(0);
});

test("a bead folds back in rich gas: pure methane reads nothing, which is why its over-range latches until clean air", () => {
  const rich = after(bead, 1e6, hours(1), startGasSensor(0));
  expect(indication(bead, rich)).toBeCloseTo(0, 6);
  let state = startGasSensor(0);
  for (const ppm of [20_000, 80_000, STOICHIOMETRIC, 500_000, 1e6]) state = after(bead, ppm, minutes(5), state);
  expect(indication(bead, state)).toBeLessThan(bead.range);
  expect(gasSensorSays(bead, state)).toBe("over-range");
  expect(gasSensorSays({ ...bead, latches: false }, after({ ...bead, latches: false }, 1e6, minutes(5), state))).toBeUndefined();
  state = after(bead, 0, hours(1), state);
  expect(gasSensorSays(bead, state)).toBeUndefined();
});

test("after power comes it warms up first", () => {
  const cold = { ...startGasSensor(0), warm: milliseconds(0) };
  expect(gasSensorSays(bead, cold)).toBe("warm-up");
  expect(gasSensorSays(bead, after(bead, 0, seconds(89), cold))).toBe("warm-up");
  expect(gasSensorSays(bead, after(bead, 0, seconds(90), cold))).toBeUndefined();
});

test("a cell that is two years older at once shows what one shows that grew so old, until it is calibrated", () => {
  const model = { ...cell, ageing: 0.2, zeroDrift: 0.01 };
  const young = startGasSensor(100);
  const old = aged(young, days(730));
  expect(indication(model, old)).toBeCloseTo(100 * Math.exp(-0.4) + 7.3, 6);
  expect(indication(model, calibrate(old))).toBeCloseTo(100, 6);
});
