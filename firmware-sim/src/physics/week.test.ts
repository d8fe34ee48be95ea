import { fileURLToPath } from "node:url";
import { days, hours } from "@labcanary/domain/basics";
import { beforeAll, describe, expect, test } from "vitest";
import { type Played, playScenario } from "../../../test/support/played-week.ts";
import { loadScenario } from "../scenario/load.ts";

/** The week that `npm run pictures:simulation` draws, looked at in figures. Its first hour is 08:00 of a Sunday. */
const loaded = loadScenario(fileURLToPath(new URL("../../../examples/test-bench/week.yaml", import.meta.url)));
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error, undefined, 2));
const { value: week } = loaded;

let played: Played;
beforeAll(async () => {
  played = await playScenario(week, days(7));
});

/** The numbers a signal showed from one hour to another. */
function between(signal: string, from: number, to: number): readonly number[] {
  const trace = played.traces.get(signal);
  if (trace === undefined) throw new RangeError(`nothing was said of ${signal}`);
  return trace.hours.flatMap((hour, index) => {
    const value = trace.values[index];
    return hour >= from && hour < to && typeof value === "number" ? [value] : [];
  });
}
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const most = (values: readonly number[]): number => Math.max(...values);
const least = (values: readonly number[]): number => Math.min(...values);

test("the same seed says the same, byte for byte; another does not", async () => {
  const day = await playScenario(week, hours(30), "seed");
  expect((await playScenario(week, hours(30), "seed")).messages).toEqual(day.messages);
  expect((await playScenario(week, hours(30), "other")).messages).not.toEqual(day.messages);
});

describe("gas", () => {
  test("a leak shows below the ceiling about twice as high as near the floor, and is gone two hours after", () => {
    const high = mean(between("lab-114/ch4", 28, 29));
    expect(high / mean(between("lab-114/low-ch4", 28, 29))).toBeGreaterThan(1.5);
    expect(high).toBeGreaterThan(15);
    expect(mean(between("lab-114/ch4", 31.5, 33))).toBeLessThan(1);
  });

  test("a poisoned bead shows less than half of the same leak; the infrared bench shows what it showed", () => {
    expect(mean(between("lab-114/ch4", 127, 128))).toBeLessThan(0.5 * mean(between("lab-114/ch4", 28, 29)));
    expect(mean(between("lab-114/low-ch4", 127, 128)) / mean(between("lab-114/low-ch4", 28, 29))).toBeCloseTo(1, 1);
  });

  test("hydrogen is taken for carbon monoxide", () => {
    expect(most(between("lab-114/co", 0, 50))).toBeLessThan(5);
    expect(most(between("lab-114/co", 50, 53))).toBeGreaterThan(40);
  });

  test("spilt nitrogen takes the air's oxygen within minutes, and ventilation brings it back", () => {
    expect(least(between("cryo-1/o2", 60, 60.5))).toBeLessThan(19.5);
    expect(least(between("cryo-1/o2", 66, 90))).toBeGreaterThan(20.4);
  });

  test("without mains the vapour of a cabinet builds up; with them it is aired", () => {
    expect(most(between("cab-17/vapour", 98, 102.1))).toBeGreaterThan(3 * most(between("cab-17/vapour", 0, 98)));
    expect(most(between("cab-17/vapour", 104, 168))).toBeLessThan(10);
  });
});

describe("heat", () => {
  test("the freezer at -80 °C holds, warms without its compressor, and cools again", () => {
    expect(most(between("frz-2/temperature", 0, 74))).toBeLessThan(-74);
    expect(most(between("frz-2/temperature", 80, 82))).toBeGreaterThan(-50);
    expect(mean(between("frz-2/temperature", 110, 168))).toBeCloseTo(-80, 0);
  });

  test("the frost-free freezer shows a defrost every eight hours, and nothing like it between", () => {
    const peaks = (from: number) => most(between("frz-3/temperature", from, from + 1.5));
    for (const hour of [7.5, 15.5, 23.5, 31.5]) expect(peaks(hour)).toBeGreaterThan(-14);
    for (const hour of [2, 10, 20, 28]) expect(peaks(hour)).toBeLessThan(-17);
  });

  test("a buffered probe keeps the refrigerator between 2 and 8 °C on ordinary days; without mains it does not", () => {
    expect(least(between("vac-1/temperature", 0, 79))).toBeGreaterThan(2);
    expect(most(between("vac-1/temperature", 0, 79))).toBeLessThan(8);
    expect(most(between("vac-1/temperature", 98, 103))).toBeGreaterThan(8);
  });

  test("the incubator holds 37 °C and 5 % but for its door, and a heater that sticks passes 40 °C", () => {
    expect(mean(between("inc-1/temperature", 0, 90))).toBeCloseTo(36.8, 0);
    expect(mean(between("inc-1/co2", 12, 24))).toBeCloseTo(5, 1);
    expect(most(between("inc-1/temperature", 140, 142))).toBeGreaterThan(40);
  });
});

test("what needs mains is silent without them, as long as its UPS does not last", () => {
  // lab-114 has half an hour of UPS, cryo-1 none; both are back, warming up first, when the mains are.
  expect(between("lab-114/temperature", 98.1, 98.45).length).toBeGreaterThan(15);
  expect(between("lab-114/temperature", 98.6, 102)).toEqual([]);
  expect(between("cryo-1/o2", 98.1, 102)).toEqual([]);
  expect(between("lab-114/temperature", 102.1, 103).length).toBeGreaterThan(40);
  const back = played.messages.find(({ deviceId, payload }) => deviceId === "lab-114" && payload.includes('"warm-up"'));
  expect(back?.payload).toContain('"ch4":{"value":null,"state":"warm-up"}');
});

test("the cabinet loses what evaporates and what is taken", () => {
  expect(mean(between("cab-17/weight", 100, 103)) - mean(between("cab-17/weight", 105, 108))).toBeCloseTo(0.5, 1);
  expect(mean(between("cab-17/weight", 0, 2)) - mean(between("cab-17/weight", 96, 98))).toBeCloseTo(0.048, 1);
});
