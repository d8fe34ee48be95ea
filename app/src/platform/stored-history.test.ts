import { epochMs, minutes } from "@labcanary/domain/basics";
import type { HistoryPoint, HistoryQuery } from "@labcanary/domain/ports";
import { expect, test } from "vitest";
import { pointsOf, pointsWithLast, readingsOf } from "./stored-history.ts";

const point = (at: number, over: Partial<HistoryPoint> = {}): HistoryPoint => ({
  signal: "cab-17/vapour",
  at: epochMs(at),
  tieBreak: 0,
  receivedAt: epochMs(at),
  value: 1,
  quality: "good",
  ...over,
});

const storeOf = (points: readonly HistoryPoint[]) => ({
  range: async ({ from, to, limit }: HistoryQuery & { readonly limit: number }) =>
    points.filter(({ at }) => at >= from && at < to).slice(0, limit),
});

const ALL = { signal: "cab-17/vapour", from: epochMs(0), to: epochMs(1000) };

test.each([3, 4, 5, 100])("every point is read once, in pages of %i, those of one moment included", async (page) => {
  const points = [1, 2, 2, 3, 4, 4, 5].map((at, tieBreak) => point(at, { tieBreak }));
  expect(await pointsOf(storeOf(points), ALL, page)).toEqual(points);
});

test("points come in the order of their receipt", async () => {
  const late = point(10, { receivedAt: epochMs(500) });
  const fresh = point(20);
  expect(await pointsOf(storeOf([late, fresh]), ALL)).toEqual([fresh, late]);
});

test.each([
  { of: "nothing but the span where it says enough", found: [700, 950] },
  { of: "the last from before the span, however far back", found: [390, 950], without: 700 },
  { of: "the span alone where nothing older is kept", found: [950], without: 700, oldest: 391 },
])("points with the last are $of", async ({ found, without, oldest = 0 }) => {
  const points = [380, 390, 700, 950].filter((at) => at !== without).map((at) => point(at));
  const query = { ...ALL, from: epochMs(600) };
  const known = epochMs(750);
  const answer = await pointsWithLast(storeOf(points), query, { known, oldest: epochMs(oldest) });
  expect(answer.map(({ at }) => at)).toEqual(found);
});

test.each([
  { stored: {}, is: { kind: "sample", value: 1, historical: false } },
  { stored: { quality: "bad" }, is: { kind: "fault", reason: "bad-quality" } },
  { stored: { quality: "simulated" }, is: { kind: "sample", quality: "simulated" } },
  { stored: { receivedAt: epochMs(minutes(5)) }, is: { historical: false } },
  { stored: { receivedAt: epochMs(minutes(5) + 1) }, is: { historical: true } },
] as const)("a point with $stored is a reading with $is", ({ stored, is }) => {
  expect(readingsOf([point(0, stored)], { lateness: minutes(5) })).toMatchObject([is]);
});

test("a point without value is a fault", () => {
  const { value: _value, ...empty } = point(0);
  expect(readingsOf([empty], { lateness: minutes(5) })).toMatchObject([{ kind: "fault", reason: "not-measured" }]);
});
