import { epochMs } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { signal } from "../../../test/support/site.ts";
import { inUnitOf, isAlike, mergeRoom } from "./rooms.ts";

const bucket = (at: number, min: number, mean: number, max: number, count = 1) => ({ at: epochMs(at), min, mean, max, last: mean, count });
const asItIs = (value: number): number => value;

test("a room's mean is that of its signals, however often each reports; where one is silent the other stands alone", () => {
  const slow = { convert: asItIs, buckets: [bucket(0, 1, 2, 3), bucket(60, 4, 4, 4)] };
  const quick = { convert: asItIs, buckets: [bucket(0, 0, 6, 9, 600), bucket(120, 5, 5, 5)] };
  expect(mergeRoom([slow, quick])).toEqual([
    { at: 0, min: 0, max: 9, mean: 4 },
    { at: 60, min: 4, max: 4, mean: 4 },
    { at: 120, min: 5, max: 5, mean: 5 },
  ]);
});

test("signals in other units are told in the unit of the first", () => {
  const convert = inUnitOf(signal({ quantity: "temperature", unit: "Cel" }), signal({ quantity: "temperature", unit: "K" }));
  const [room] = mergeRoom([{ convert: convert ?? asItIs, buckets: [bucket(0, 273.15, 283.15, 293.15)] }]);
  expect([room?.min, room?.mean, room?.max].map((value) => Math.round((value ?? Number.NaN) * 100) / 100)).toEqual([0, 10, 20]);
});

test("units that do not meet are not mixed, nor are substances", () => {
  expect(inUnitOf(signal({ unit: "%LEL" }), signal({ unit: "Cel" }))).toBeUndefined();
  expect(isAlike(signal({ substance: "CO" }), signal({ substance: "H2S" }))).toBe(false);
  expect(isAlike(signal(), signal({ key: "cab-18/vapour" }))).toBe(true);
});
