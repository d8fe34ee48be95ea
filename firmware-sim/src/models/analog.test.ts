import { hours, milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import { array, assert, double, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { type AnalogModel, type AnalogState, readAnalog, startAnalog, stepAnalog } from "./analog.ts";

const freezer: AnalogModel = {
  around: -80,
  lag: hours(2),
  noise: 0.1,
  driftPerHour: 0,
  least: -120,
  most: 60,
  resolution: 0.1,
  when: [{ signal: "power", state: "off", around: 22, lag: hours(13) }],
};
const nothingElse = (): undefined => undefined;
const powerOff = (signal: string): string | undefined => (signal === "power" ? "off" : undefined);
const finite = (range: { min: number; max: number }) => double({ ...range, noNaN: true });

test("after one lag 63 % of the way is done, after five all but 1 %", () => {
  const motion = { kind: "settling", target: 100, lag: seconds(10) } as const;
  const from: AnalogState = { level: 0, age: milliseconds(0), motion };
  expect(stepAnalog(freezer, from, seconds(10), nothingElse).level).toBeCloseTo(63.21, 2);
  expect(stepAnalog(freezer, from, seconds(50), nothingElse).level).toBeGreaterThan(99);
});

test("a ramp is straight, ends at its end and stays there", () => {
  const from: AnalogState = { level: 10, age: milliseconds(0), motion: { kind: "ramping", to: 20, remaining: seconds(10) } };
  expect(stepAnalog(freezer, from, seconds(5), nothingElse).level).toBe(15);
  const arrived = stepAnalog(freezer, from, seconds(60), nothingElse);
  expect(arrived.level).toBe(20);
  expect(stepAnalog(freezer, arrived, hours(5), nothingElse).level).toBe(20);
});

test("a freezer without power passes -70 °C after 80 min and -60 °C after 2 h 50 min", () => {
  const after = (span: number) => stepAnalog(freezer, startAnalog(freezer), minutes(span), powerOff).level;
  expect(after(80)).toBeCloseTo(-70, 0);
  expect(after(170)).toBeCloseTo(-60, 0);
});

test("with power it stays cold, and with power back it cools again", () => {
  expect(stepAnalog(freezer, startAnalog(freezer), hours(100), nothingElse).level).toBe(-80);
  const warm = stepAnalog(freezer, startAnalog(freezer), hours(5), powerOff);
  expect(stepAnalog(freezer, warm, hours(12), nothingElse).level).toBeCloseTo(-80, 0);
});

test("two short steps end where one long step does", () => {
  const start: AnalogState[] = [
    startAnalog(freezer),
    { level: 3, age: milliseconds(0), motion: { kind: "settling", target: 50, lag: seconds(7) } },
    { level: 3, age: milliseconds(0), motion: { kind: "ramping", to: 50, remaining: seconds(7) } },
  ];
  assert(
    property(integer({ min: 0, max: 2 }), integer({ min: 0, max: 60_000 }), integer({ min: 0, max: 60_000 }), (which, first, second) => {
      const from = start[which] ?? startAnalog(freezer);
      const once = stepAnalog(freezer, from, milliseconds(first + second), powerOff);
      const twice = stepAnalog(freezer, stepAnalog(freezer, from, milliseconds(first), powerOff), milliseconds(second), powerOff);
      expect(twice.level).toBeCloseTo(once.level, 6);
      expect(twice.age).toBe(once.age);
    }),
  );
});

test("whatever is done to it, a reading stays in the sensor's range and is a whole number of its steps", () => {
  assert(
    property(
      finite({ min: -1e6, max: 1e6 }),
      finite({ min: 0, max: 1e5 }),
      array(integer({ min: 0, max: 10_000_000 })),
      integer(),
      (target, spread, spans, seed) => {
        const model = { ...freezer, noise: spread, driftPerHour: 3, cycle: { by: 5, every: minutes(10) } };
        const random = createRandom(seed);
        let state: AnalogState = { ...startAnalog(model), motion: { kind: "settling", target, lag: minutes(1) } };
        for (const span of spans) {
          state = stepAnalog(model, state, milliseconds(span), nothingElse);
          const value = readAnalog(model, state, random);
          expect(value).toBeGreaterThanOrEqual(model.least);
          expect(value).toBeLessThanOrEqual(model.most);
          expect(value).toBe(Number(value.toFixed(1)));
        }
      },
    ),
  );
});

test("calm readings stay within cycle and bounded noise of where they belong, for a week", () => {
  const model = { ...freezer, cycle: { by: 1.2, every: minutes(25) } };
  const random = createRandom(1);
  let state = startAnalog(model);
  for (let reading = 0; reading < (7 * 86_400) / 60; reading++) {
    state = stepAnalog(model, state, minutes(1), nothingElse);
    expect(Math.abs(readAnalog(model, state, random) + 80)).toBeLessThanOrEqual(1.2 + 3.47 * 0.1 + 0.05);
  }
});

test("drift moves the sensor's zero by so much an hour", () => {
  const model = { ...freezer, noise: 0, driftPerHour: 0.5 };
  const state = stepAnalog(model, startAnalog(model), hours(4), nothingElse);
  expect(readAnalog(model, state, createRandom(1))).toBe(-78);
});
