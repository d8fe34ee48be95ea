import { epochMs } from "@labcanary/domain/basics";
import type { HistoryPoint } from "@labcanary/domain/ports";
import { expect, test } from "vitest";
import { signal } from "../../../test/support/site.ts";
import { asReceived, boundedStore, pointsToReplay, TooManyReadingsError } from "./replayed-history.ts";

const point = (key: string, at: number, receivedAt = at): HistoryPoint => ({
  signal: key,
  at: epochMs(at),
  tieBreak: 0,
  receivedAt: epochMs(receivedAt),
  value: 1,
  quality: "good",
});

const POINTS = [point("a/x", 10, 25), point("b/x", 20), point("a/x", 30), point("b/x", 40), point("a/x", 5000)];
const store = {
  range: async ({ signal: key, from, to }: { signal: string; from: number; to: number }) =>
    POINTS.filter((candidate) => candidate.signal === key && candidate.at >= from && candidate.at < to),
};
const SIGNALS = ["a/x", "b/x"].map((key) => signal({ key, clockTolerance: 5 as never }));
const NEEDED = { from: epochMs(0), to: epochMs(36), known: epochMs(15) };

test("the readings of several signals come in the order in which they were received", async () => {
  const points = await pointsToReplay({ store, oldest: epochMs(0) }, SIGNALS, NEEDED);
  // A reading may be ahead of its receipt by the clock's tolerance, so those up to 40 are read.
  expect(asReceived(points, SIGNALS).map((reading) => [reading.signal, reading.receivedAt])).toEqual([
    ["b/x", 20],
    ["a/x", 25],
    ["a/x", 30],
    ["b/x", 40],
  ]);
});

test("how late a reading may be is as the rule's site has it", async () => {
  const points = await pointsToReplay({ store, oldest: epochMs(0) }, SIGNALS, NEEDED);
  const strict = SIGNALS.map((described) => ({ ...described, lateness: 10 as never }));
  expect(asReceived(points, strict).map(({ historical }) => historical)).toEqual([false, true, false, false]);
});

test("a store gives up once it has given too much", async () => {
  const bounded = boundedStore(store, 3);
  expect(await bounded.range({ signal: "a/x", from: epochMs(0), to: epochMs(100), limit: 10 })).toHaveLength(2);
  await expect(bounded.range({ signal: "b/x", from: epochMs(0), to: epochMs(100), limit: 10 })).rejects.toThrow(TooManyReadingsError);
});
