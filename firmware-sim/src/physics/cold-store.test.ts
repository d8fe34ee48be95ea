import { type DurationMs, hours, milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import { assert, boolean, constantFrom, double, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addLoad,
  beginDefrost,
  type ColdStoreModel,
  type ColdStoreState,
  type ColdStoreSurroundings,
  COMPRESSOR_CONDITIONS,
  startColdStore,
  stepColdStore,
} from "./cold-store.ts";
import { presetFor } from "./cold-store-presets.ts";
import { heatTwoNodes, type TwoNodes } from "./two-nodes.ts";

const store = (setpoint: number): ColdStoreModel => ({ setpoint, ...presetFor(setpoint) });
const around: ColdStoreSurroundings = { ambient: 22, isOpen: false, hasPower: true, compressor: "works" };
/** Without its defrost. */
function undisturbed({ defrost: _defrost, ...model }: ColdStoreModel): ColdStoreModel {
  return model;
}
const run = (
  model: ColdStoreModel,
  from: ColdStoreState,
  span: DurationMs,
  step: DurationMs,
  over: Partial<ColdStoreSurroundings> = {},
) => {
  let state = from;
  for (let passed = 0; passed < span; passed += step) state = stepColdStore(model, state, { ...around, ...over }, step);
  return state;
};
const nodes: TwoNodes = { inner: 20_000, outer: 80_000, exchange: 15, loss: 1.6, ambient: 22, power: -320 };

describe("two bodies of heat", () => {
  test("heat flows from warm to cold: energy gained is power and what comes through the walls, to the joule", () => {
    assert(
      property(
        double({ min: -90, max: 40, noNaN: true }),
        double({ min: -90, max: 40, noNaN: true }),
        double({ min: -500, max: 500, noNaN: true }),
        (inner, outer, power) => {
          const given = { ...nodes, power };
          let energy = 0;
          let state = { inner, outer };
          for (let second = 0; second < 600; second++) {
            const next = heatTwoNodes(given, state, seconds(1));
            energy += power + given.loss * (given.ambient - (state.inner + next.inner) / 2);
            state = next;
          }
          const gained = given.inner * (state.inner - inner) + given.outer * (state.outer - outer);
          expect(Math.abs(gained - energy)).toBeLessThan(Math.max(1, Math.abs(energy)) * 1e-4);
        },
      ),
      { numRuns: 50 },
    );
  });

  test("one step is two halves", () => {
    assert(
      property(double({ min: -90, max: 40, noNaN: true }), integer({ min: 1, max: 10_000_000 }), (inner, span) => {
        const from = { inner, outer: -80 };
        const once = heatTwoNodes(nodes, from, milliseconds(2 * span));
        const twice = heatTwoNodes(nodes, heatTwoNodes(nodes, from, milliseconds(span)), milliseconds(span));
        expect(twice.inner).toBeCloseTo(once.inner, 8);
        expect(twice.outer).toBeCloseTo(once.outer, 8);
      }),
    );
  });

  test("left alone it comes to the room's temperature, and never past it", () => {
    const end = heatTwoNodes({ ...nodes, power: 0 }, { inner: -80, outer: -80 }, hours(1000));
    expect(end.inner).toBeCloseTo(22, 6);
    expect(end.outer).toBeCloseTo(22, 6);
  });
});

describe.each([-80, -20, 5])("a store at %i °C", (setpoint) => {
  const model = store(setpoint);

  test("holds its temperature with a compressor that rests as much as its heat balance says", () => {
    const plain = undisturbed(model);
    const warm = run(plain, startColdStore(plain), hours(24), minutes(1));
    let [least, most] = [Infinity, -Infinity];
    let state = warm;
    for (let minute = 0; minute < 2 * 1440; minute++) {
      state = stepColdStore(plain, state, around, minutes(1));
      least = Math.min(least, state.air);
      most = Math.max(most, state.air);
    }
    expect(most).toBeLessThan(setpoint + model.hysteresis / 2 + 0.5);
    expect(least).toBeGreaterThan(setpoint - model.hysteresis / 2 - 0.5);
    const duty = (state.ran - warm.ran) / hours(48);
    expect(duty).toBeCloseTo((model.walls * (22 - setpoint)) / model.cooling, 1);
    expect(duty).toBeGreaterThan(0.1);
    expect(duty).toBeLessThan(0.8);
  });

  test.each([
    { name: "calm", over: {} },
    { name: "its door open", over: { isOpen: true } },
    { name: "without power", over: { hasPower: false } },
    { name: "its compressor weak", over: { compressor: "weak" } },
  ] as const)("seconds and minutes end alike: $name", ({ over }) => {
    const begin = run(model, startColdStore(model), hours(9), minutes(1));
    const bySeconds = run(model, begin, hours(2), seconds(1), over);
    const byMinutes = run(model, begin, hours(2), seconds(60), over);
    const byTens = run(model, begin, hours(2), minutes(10), over);
    for (const other of [byMinutes, byTens]) {
      expect(other.air).toBeCloseTo(bySeconds.air, 1);
      expect(other.load).toBeCloseTo(bySeconds.load, 2);
      expect(other.probe).toBeCloseTo(bySeconds.probe, 1);
      expect(Math.abs(other.ran - bySeconds.ran)).toBeLessThan(5000);
    }
  });

  test("with a failed compressor it only warms, and not past the room", () => {
    let state = startColdStore(model);
    for (let hour = 0; hour < 100; hour++) {
      const next = stepColdStore(undisturbed(model), state, { ...around, compressor: "failed" }, hours(1));
      expect(next.load).toBeGreaterThanOrEqual(state.load);
      expect(next.air).toBeLessThanOrEqual(22);
      state = next;
    }
    expect(state.load).toBeGreaterThan(15);
  });
});

test("a freezer at -80 °C that failed passes -70 °C between half an hour and two, -60 °C within four and -50 °C within eight", () => {
  const model = store(-80);
  const begin = run(model, startColdStore(model), hours(12), minutes(1));
  const after = (minute: number) => run(model, begin, minutes(minute), minutes(1), { hasPower: false }).probe;
  expect(after(30)).toBeLessThan(-70);
  expect(after(120)).toBeGreaterThan(-70);
  expect(after(240)).toBeGreaterThan(-60);
  expect(after(480)).toBeGreaterThan(-50);
  expect(after(240)).toBeLessThan(-45);
});

test("a defrost out of its turn warms the air as its own does, and one without a heater has none", () => {
  const model = store(-20);
  const begin = run(model, startColdStore(model), hours(4), minutes(1));
  const warmest = (from: ColdStoreState) => {
    let state = from;
    let most = state.air;
    for (let minute = 0; minute < 60; minute++) {
      state = run(model, state, minutes(1), minutes(1));
      most = Math.max(most, state.air);
    }
    return most;
  };
  expect(warmest(beginDefrost(model, begin))).toBeGreaterThan(warmest(begin) + 5);
  expect(beginDefrost(undisturbed(model), begin)).toBe(begin);
});

test("warm goods raise the load by their share, cost time, and are cold in the end", () => {
  const model = store(5);
  const begin = startColdStore(model);
  const loaded = addLoad(model, begin, 10, 20);
  expect(loaded.load).toBeCloseTo((50 * 5 + 41.8 * 20) / 91.8, 6);
  expect(run(model, loaded, hours(24), minutes(1)).load).toBeLessThan(7);
});

test("whatever happens around it, temperatures stay finite and between what heats and what cools", () => {
  const model = store(-20);
  assert(
    property(
      double({ min: -10, max: 45, noNaN: true }),
      boolean(),
      boolean(),
      constantFrom(...COMPRESSOR_CONDITIONS),
      integer({ min: 1, max: 20_000_000 }),
      (ambient, isOpen, hasPower, compressor, span) => {
        const state = stepColdStore(model, startColdStore(model), { ambient, isOpen, hasPower, compressor }, milliseconds(span));
        for (const celsius of [state.air, state.load, state.probe]) {
          expect(celsius).toBeGreaterThan(-60);
          expect(celsius).toBeLessThan(150);
        }
      },
    ),
    { numRuns: 60 },
  );
});
