import { epochMs, hours, minutes, plus } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import {
  type ExcursionLimit,
  type ExcursionQuestion,
  figuresOf,
  keptFigures,
  spanOfExcursion,
  type TemperatureReading,
} from "./excursion.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 18));
const after = (count: number) => plus(AT, minutes(count));
const HIGH: ExcursionLimit = { direction: "high", celsius: 8, inclusive: false };
const reading = (minute: number, celsius: number | undefined): TemperatureReading => ({ at: after(minute), celsius });
const ask = (readings: readonly TemperatureReading[], over: Partial<ExcursionQuestion> = {}) =>
  figuresOf({
    readings,
    limits: [HIGH],
    span: { from: AT, to: after(60) },
    excursion: { from: after(20), to: after(40) },
    hold: minutes(10),
    isUnderWay: false,
    ...over,
  });
/** Every ten minutes. */
const every = (...celsius: readonly (number | undefined)[]) => celsius.map((each, index) => reading(index * 10, each));

test("says how long it was out of range in all and at a stretch, and how high and low it was", () => {
  const figures = ask(every(4, 9, 10, 5, 9, 4, 4));
  expect(figures).toMatchObject({
    readings: 7,
    highest: { at: after(20), celsius: 10 },
    lowest: { at: AT, celsius: 4 },
    beyond: [{ time: minutes(30), longest: minutes(20) }],
    gaps: [],
    gapCount: 0,
    gapTime: 0,
    atRangeEnd: 0,
  });
});

describe("a limit", () => {
  test.each([
    { limit: { direction: "high", celsius: 8, inclusive: false }, minutes: 10, because: "8 is not above 8" },
    { limit: { direction: "high", celsius: 8, inclusive: true }, minutes: 20, because: "8 is 8 or above" },
    { limit: { direction: "low", celsius: 4, inclusive: false }, minutes: 10, because: "3 is below 4" },
    { limit: { direction: "low", celsius: 4, inclusive: true }, minutes: 30, because: "4, twice, and 3" },
  ] as const)("$limit.direction $limit.celsius, inclusive $limit.inclusive: $because", ({ limit, minutes: expected }) => {
    expect(ask(every(4, 8, 9, 3, 4, 5, 5), { limits: [limit] }).beyond).toMatchObject([{ time: minutes(expected) }]);
  });
});

describe("a time without readings", () => {
  test("is a gap and counts for nothing, before, between and after them", () => {
    const figures = ask([reading(5, 9), reading(10, 9), reading(30, 9), reading(40, 9)]);
    expect(figures.gaps).toEqual([
      { from: AT, to: after(5) },
      { from: after(10), to: after(30) },
      { from: after(40), to: after(60) },
    ]);
    expect(figures).toMatchObject({ gapCount: 3, gapTime: minutes(45), beyond: [{ time: minutes(15), longest: minutes(10) }] });
  });

  test("is what was read and is not to be trusted, too", () => {
    expect(ask(every(4, 9, undefined, 9, 4, 4, 4))).toMatchObject({
      readings: 6,
      gaps: [{ from: after(20), to: after(30) }],
      beyond: [{ time: minutes(20), longest: minutes(10) }],
    });
  });

  test("is all there is without a reading: nothing is known, and nothing said", () => {
    const figures = ask([]);
    expect(figures).toMatchObject({ readings: 0, gaps: [{ from: AT, to: after(60) }], beyond: [{ time: 0, longest: 0 }] });
    expect(figures).not.toHaveProperty("highest");
    expect(figures).not.toHaveProperty("lowest");
    expect(figures).not.toHaveProperty("kinetic");
  });
});

test("the mean kinetic temperature is of a day before the end of the excursion, and says how much of it is known", () => {
  const { kinetic } = ask(every(5, 5, 25, 25, 60, 60, 60));
  expect(kinetic).toMatchObject({ from: plus(after(40), -hours(24) as never), to: after(40), covered: minutes(40) });
  // As much of 5 as of 25: what came after the excursion is not in it.
  expect(kinetic?.celsius).toBeCloseTo(19.6977, 4);
});

test("a longer excursion is in it whole", () => {
  const from = after(-48 * 60);
  expect(ask(every(5, 5), { excursion: { from, to: after(10) }, span: { from, to: after(60) } }).kinetic).toMatchObject({ from });
});

test("counts readings at the end of the sensor's range, beyond which it may have been", () => {
  expect(ask([{ at: AT, celsius: 50, isAtRangeEnd: true }, reading(10, 4)]).atRangeEnd).toBe(1);
});

test("looks at a day before the end, two hours before the beginning where that is earlier, and two hours after, or until now", () => {
  expect(spanOfExcursion({ from: after(0), to: after(60) }, after(1000))).toEqual({ from: after(60 - 1440), to: after(180) });
  expect(spanOfExcursion({ from: after(-2000), to: after(60) }, after(70))).toEqual({ from: after(-2120), to: after(70) });
});

test("a decision carries the first gaps, and how many and how long they were", () => {
  const figures = ask(
    Array.from({ length: 120 }, (_, index) => ({ at: plus(AT, (index * 30_000) as never), celsius: index % 2 === 0 ? 4 : undefined })),
  );
  expect(figures.gaps).toHaveLength(60);
  expect(keptFigures(figures)).toMatchObject({ gapCount: 60, gapTime: minutes(30) });
  expect(keptFigures(figures).gaps).toHaveLength(50);
});
