import { days, hours, milliseconds, minutes } from "@labcanary/domain/basics";
import { assert, constantFrom, double, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { type BalanceModel, startBalance, stepBalance, weigh, withdraw } from "./balance.ts";
import { type BatteryModel, CHEMISTRIES, stepBattery, voltageOf } from "./battery.ts";

const cabinet: BalanceModel = { holds: 42, creep: 0.001, perKelvin: 0.0005, wander: 0, evaporation: 0.012 };
const lithium: BatteryModel = { chemistry: "lithium", capacity: 2400, draw: 0.1, low: 0.2 };

test("what is taken is gone, what is put in is there, and a cabinet holds no less than nothing", () => {
  const state = startBalance(cabinet);
  expect(weigh(cabinet, withdraw(state, 0.5), 20)).toBeCloseTo(41.5, 9);
  expect(weigh(cabinet, withdraw(state, -2), 20)).toBeCloseTo(44, 9);
  expect(withdraw(state, 1000).mass).toBe(0);
});

test("evaporation, creep and the room's warmth add up as they should", () => {
  const later = stepBalance(cabinet, startBalance(cabinet), days(10), createRandom(1));
  expect(weigh(cabinet, later, 30)).toBeCloseTo(42 - 0.12 + 0.01 + 0.005, 9);
});

test("the wandering of its zero is as wide in steps of a minute as in steps of an hour", () => {
  const model = { ...cabinet, wander: 0.01 };
  const spread = (step: number): number => {
    const random = createRandom(7);
    let state = startBalance(model);
    let sum = 0;
    const count = Math.round(days(400) / step);
    for (let index = 0; index < count; index++) {
      state = stepBalance(model, state, milliseconds(step), random);
      sum += state.wander ** 2;
    }
    return Math.sqrt(sum / count);
  };
  expect(spread(minutes(10))).toBeGreaterThan(0.008);
  expect(spread(minutes(10))).toBeLessThan(0.012);
  expect(spread(hours(6))).toBeGreaterThan(0.008);
  expect(spread(hours(6))).toBeLessThan(0.012);
});

test("2400 mAh at 0.1 mA last 1000 days, less what is lost on the shelf; in the cold less", () => {
  const after = (model: BatteryModel, celsius: number, span: number) => stepBattery(model, 1, celsius, days(span));
  expect(after(lithium, 20, 500)).toBeCloseTo(0.5 - (0.01 * 500) / 365, 6);
  expect(after(lithium, 20, 1001)).toBe(0);
  expect(after(lithium, -20, 500)).toBeLessThan(after(lithium, 20, 500) - 0.1);
  expect(after({ ...lithium, chemistry: "alkaline" }, -20, 200)).toBeLessThan(after(lithium, -20, 200));
});

test("charge and voltage only fall with time, and both are lower in the cold", () => {
  assert(
    property(
      constantFrom(...CHEMISTRIES),
      double({ min: -40, max: 60, noNaN: true }),
      integer({ min: 1, max: 40 }),
      (chemistry, celsius, span) => {
        const model = { ...lithium, chemistry };
        let charge = 1;
        for (let step = 0; step < 50; step++) {
          const next = stepBattery(model, charge, celsius, days(span));
          expect(next).toBeLessThanOrEqual(charge);
          expect(voltageOf(model, next, celsius)).toBeLessThanOrEqual(voltageOf(model, charge, celsius));
          expect(voltageOf(model, next, celsius - 10)).toBeLessThanOrEqual(voltageOf(model, next, celsius));
          charge = next;
        }
        expect(charge).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});
