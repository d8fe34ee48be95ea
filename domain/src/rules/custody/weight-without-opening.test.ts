import { describe, expect, test } from "vitest";
import { outcome, reasons, weightWithoutOpening } from "../../../../test/support/custody.ts";

const RULE = weightWithoutOpening();

/** The scales, every 2 s from one second to another. */
const scales = (from: number, to: number, weight: (second: number) => number | string): readonly string[] =>
  Array.from({ length: Math.floor((to - from) / 2) + 1 }, (_, index) => `${from + 2 * index} weight ${weight(from + 2 * index)}`);
const inOrder = (...lines: readonly string[]): readonly string[] =>
  lines.toSorted((one, other) => Number.parseFloat(one) - Number.parseFloat(other));

describe("more than 5 g settled for 10 s away from what it was, with the door closed", () => {
  test.each([
    { story: ["0 closed", ...scales(1, 61, () => 250)], gives: [], because: "it is as it was" },
    {
      story: ["0 closed", ...scales(1, 31, () => 250), ...scales(33, 61, () => 240)],
      gives: ["41s raised"],
      because: "10 g are gone: five of the six samples of the last 10 s tell of it then",
    },
    {
      story: ["0 closed", ...scales(1, 31, () => 250), ...scales(33, 61, () => 260)],
      gives: ["41s raised"],
      because: "more is a change too",
    },
    { story: ["0 closed", ...scales(1, 31, () => 250), ...scales(33, 61, () => 245)], gives: [], because: "5 g are not more than 5 g" },
    {
      story: ["0 closed", ...scales(1, 31, () => 250), ...scales(33, 61, () => 240), ...scales(63, 91, () => 250)],
      gives: ["41s raised", "71s cleared"],
      because: "it was put back",
    },
    {
      story: inOrder("0 closed", ...scales(1, 31, () => 250), "32 open", "38 closed", ...scales(39, 71, () => 240)),
      gives: [],
      because: "the door was open",
    },
    {
      story: inOrder(
        "0 closed",
        ...scales(1, 31, () => 250),
        "32 open",
        "38 closed",
        ...scales(33, 71, () => 240),
        ...scales(73, 101, () => 220),
      ),
      gives: ["81s raised"],
      because: "what was taken after it had been closed counts from then",
    },
    {
      story: inOrder("0 closed", ...scales(1, 31, () => 250), ...scales(33, 61, () => 240), "62 open"),
      gives: ["41s raised", "62s cleared"],
      because: "somebody looks into it",
    },
    {
      story: ["0 closed", ...scales(1, 31, () => 250), ...scales(33, 39, () => 400), ...scales(41, 61, () => 250)],
      gives: [],
      because: "somebody leaned on it",
    },
    {
      story: ["0 closed", ...scales(1, 91, (second) => (second % 14 === 1 ? 9000 : 250 + (second % 4)))],
      gives: [],
      because: "it is noisy, and spikes now and then",
    },
    { story: ["0 closed", ...scales(1, 91, (second) => second * 100)], gives: [], because: "it never settles" },
  ])("$gives: $because", ({ story, gives }) => {
    expect(outcome(RULE, story)).toEqual(gives);
  });
});

describe("the weight itself not being watched", () => {
  test.each([
    {
      story: inOrder("0 closed", ...scales(1, 31, () => 250), "33 weight faulty", "100 closed", ...scales(103, 131, () => 240)),
      gives: ["113s raised"],
      because: "a fault changes nothing about what is missing afterwards",
    },
    {
      story: inOrder("0 closed", ...scales(1, 31, () => 250), "100 closed", ...scales(103, 131, () => 240)),
      gives: ["113s raised"],
      because: "nor does a gap",
    },
    {
      story: inOrder(
        "0 closed",
        ...scales(1, 31, () => 250),
        "33@50 weight 200 late",
        "35@52 weight 200 late",
        ...scales(53, 71, () => 250),
      ),
      gives: [],
      because: "late samples do not count",
    },
  ])("$gives: $because", ({ story, gives }) => {
    expect(outcome(RULE, story)).toEqual(gives);
  });
});

describe("a door that is not known is no proof of being closed", () => {
  test.each([
    { story: scales(1, 91, (second) => (second < 31 ? 250 : 200)), because: "never heard" },
    {
      story: inOrder("0 closed", ...scales(1, 31, () => 250), "32 door faulty", "34 closed", ...scales(35, 71, () => 200)),
      because: "faulty for a while",
    },
    {
      story: inOrder(
        "0 closed",
        ...scales(1, 171, () => 250),
        ...scales(185, 301, () => 200),
        "302 closed",
        ...scales(303, 331, () => 200),
      ),
      because: "past its hold",
    },
    {
      story: ["0 closed", ...scales(1, 31, () => 250), "32@400 restart", "401 closed", ...scales(403, 431, () => 200)],
      because: "nobody listened for longer than its hold",
    },
  ])("nothing: $because", ({ story }) => {
    expect(outcome(RULE, story)).toEqual([]);
  });
});

describe("drift", () => {
  /** A weight every 30 s, the door heard with it, for some hours. */
  const hours = (count: number, weight: (hour: number) => number): readonly string[] =>
    Array.from({ length: count * 120 }, (_, index) => index * 30).flatMap((second) => [
      `${second} closed`,
      `${second} weight ${weight(second / 3600)}`,
    ]);
  const slow = weightWithoutOpening({ settle: 60_000 as never });

  test("of less than the amount in a day is no change, however long it lasts", () => {
    expect(
      outcome(
        slow,
        hours(60, (hour) => 250 - (4.5 * hour) / 24),
        60 * 3600,
      ),
    ).toEqual([]);
  });

  test("but a little taken now and then adds up within a day", () => {
    expect(
      outcome(
        slow,
        hours(8, (hour) => 250 - 2 * Math.floor(hour / 2)),
        8 * 3600,
      ),
    ).toHaveLength(1);
  });
});

test("how much, and which way, is told", () => {
  expect(reasons(RULE, ["0 closed", ...scales(1, 31, () => 250), ...scales(33, 61, () => 240.25)])).toEqual([
    "9.75 less than before, and the door was closed all the time",
  ]);
});
