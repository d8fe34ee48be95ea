import { type DurationMs, hours, milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import { assert, constantFrom, double, property } from "fast-check";
import { expect, test } from "vitest";
import {
  backgroundOf,
  concentrationAt,
  equilibrium,
  type Gas,
  type Inflow,
  NITROGEN_EXPANSION,
  type RoomModel,
  type RoomState,
  stepRoom,
} from "./gas.ts";

const lab: RoomModel = { volume: 120, height: 3, airChanges: 6, mixing: 0.5 };
const still: Inflow = { sources: {}, extraAirChanges: 0, ventilation: 1 };
const leak = (gas: Gas, flow: number): Inflow => ({ ...still, sources: { [gas]: flow } });
const clean: RoomState = { air: {} };
const ppm = (state: RoomState, gas: Gas): number => state.air[gas] ?? backgroundOf(gas);

/** `span` in pieces of `step`. */
function inSteps(from: RoomState, inflow: Inflow, span: DurationMs, step: DurationMs): RoomState {
  let state = from;
  for (let passed = 0; passed < span; passed += step) state = stepRoom(lab, state, inflow, step);
  return state;
}

test("with a source a gas rises steadily towards the analytic equilibrium and never past it; without one it decays to outdoor air", () => {
  assert(
    property(
      double({ min: 1, max: 10_000, noNaN: true }),
      double({ min: 0.1, max: 30, noNaN: true }),
      double({ min: 0.05, max: 1, noNaN: true }),
      double({ min: 0.01, max: 500, noNaN: true }),
      constantFrom<Gas>("CH4", "H2", "CO2", "CO", "VOC"),
      (volume, airChanges, mixing, flow, gas) => {
        const model = { volume, height: 3, airChanges, mixing };
        const end = equilibrium(model, gas, flow);
        let state = clean;
        let before = ppm(state, gas);
        for (let step = 0; step < 50; step++) {
          state = stepRoom(model, state, leak(gas, flow), minutes(20));
          const now = ppm(state, gas);
          expect(now).toBeGreaterThanOrEqual(before - 1e-9);
          expect(now).toBeLessThanOrEqual(end * (1 + 1e-9));
          before = now;
        }
        // Without the source it falls, never below outdoor air.
        for (let step = 0; step < 50; step++) {
          state = stepRoom(model, state, still, minutes(20));
          const now = ppm(state, gas);
          expect(now).toBeLessThanOrEqual(before + 1e-9);
          expect(now).toBeGreaterThanOrEqual(backgroundOf(gas) - 1e-9);
          before = now;
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("worked out by hand: 12 L/min of methane into 120 m³ at 6 changes, half mixed", () => {
  // Fresh air that dilutes: 0.5 × 6 × 120 = 360 m³/h; source 0.72 m³/h: 0.72/360.72 = 1996 ppm, and what outdoor air has.
  expect(equilibrium(lab, "CH4", 12)).toBeCloseTo(1996 + 1.9 * (360 / 360.72), 0);
  // One time constant is V / 360.72 = 20 min (to 0.2 %): 63.2 % of the way.
  const after = stepRoom(lab, clean, leak("CH4", 12), milliseconds(hours(120) / 360.72));
  expect(ppm(after, "CH4")).toBeCloseTo(1.9 + (equilibrium(lab, "CH4", 12) - 1.9) * (1 - Math.exp(-1)), 3);
});

test.each([1000, 10_000, 60_000])("steps of %i ms end where one step of an hour does", (step) => {
  const once = stepRoom(lab, clean, leak("CH4", 30), hours(1));
  const often = inSteps(clean, leak("CH4", 30), hours(1), milliseconds(step));
  expect(ppm(often, "CH4")).toBeCloseTo(ppm(once, "CH4"), 6);
  expect(ppm(often, "O2")).toBeCloseTo(ppm(once, "O2"), 6);
});

test("boiling nitrogen: seconds and minutes end alike, all of the gas comes out, and oxygen is never negative", () => {
  const spilt: RoomState = { air: {}, pool: { litres: 10, boilOff: minutes(2) } };
  const sealed: Inflow = { ...still, ventilation: 0 };
  const bySeconds = inSteps(spilt, sealed, minutes(30), seconds(1));
  const byMinutes = inSteps(spilt, sealed, minutes(30), seconds(60));
  expect(ppm(byMinutes, "O2")).toBeCloseTo(ppm(bySeconds, "O2"), 3);
  expect(byMinutes.pool).toBeUndefined();
  // 6.96 m³ pushed out of 120 m³: e^(−6.96/120) of the oxygen is left.
  expect(ppm(byMinutes, "O2") / backgroundOf("O2")).toBeCloseTo(Math.exp((-10 * NITROGEN_EXPANSION) / 1000 / 120), 4);
  const drowned = inSteps({ air: {}, pool: { litres: 2000, boilOff: minutes(2) } }, sealed, minutes(30), seconds(60));
  expect(ppm(drowned, "O2")).toBeGreaterThan(0);
  expect(ppm(drowned, "N2")).toBeLessThanOrEqual(1e6);
});

test("whatever flows in, oxygen and nitrogen and the rest never pass the whole", () => {
  assert(
    property(double({ min: 0, max: 1e5, noNaN: true }), double({ min: 0, max: 1e5, noNaN: true }), (methane, nitrogen) => {
      const inflow: Inflow = { ...still, sources: { CH4: methane, N2: nitrogen } };
      const { air } = stepRoom(lab, clean, inflow, hours(10));
      const all = (["CH4", "O2", "N2"] as const).reduce((sum, gas) => sum + (air[gas] ?? backgroundOf(gas)), 0);
      expect(all).toBeLessThanOrEqual(1e6 * (1 + 1e-9));
    }),
  );
});

test("methane lies below the ceiling, solvent and cold nitrogen near the floor, the less so the more the air moves; the mean stays", () => {
  const air = { CH4: 1000, VOC: 1000, O2: 190_000 };
  const at = (gas: Gas, height: number, changes = 1) => concentrationAt(lab, air, gas, height, changes);
  expect(at("CH4", 2.9)).toBeGreaterThan(at("CH4", 0.1) * 2);
  expect(at("VOC", 0.1)).toBeGreaterThan(at("VOC", 2.9) * 2);
  expect(at("O2", 0.1)).toBeLessThan(at("O2", 2.9));
  expect(at("CH4", 2.9, 30)).toBeLessThan(at("CH4", 2.9, 1));
  const heights = Array.from({ length: 3000 }, (_, index) => (index + 0.5) / 1000);
  for (const gas of ["CH4", "VOC"] as const) {
    const mean = heights.reduce((sum, height) => sum + at(gas, height), 0) / heights.length;
    expect(mean).toBeCloseTo(1000, 0);
  }
});
