import { expect, test } from "vitest";
import { fold, records, story } from "../../../test/support/folding.ts";
import { limitRule, signal } from "../../../test/support/site.ts";
import { seconds } from "../basics/index.ts";

const level = (name: string, setpoint: number, over: Parameters<typeof limitRule>[0] = {}) =>
  limitRule({ id: `cab-17/vapour/${name}`, setpoint, deadband: 1, ...over });

const every10s = (values: readonly (number | null)[]) => records(values.map((value, index) => ({ at: index * 10, value })));

test.each([
  {
    values: [25],
    story: ["0s high-high raised", "0s high raised"],
    because: "the level below is met as well, whatever its delay still waits for",
  },
  { values: [12, 12, 12, 12], story: ["30s high raised"], because: "alone the lower level has its delay" },
  {
    values: [12, 25],
    story: ["10s high-high raised", "10s high raised"],
    because: "the running delay of the lower level is cut short",
  },
  {
    values: [25, 15, 3],
    story: ["0s high-high raised", "0s high raised", "10s high-high cleared", "20s high cleared"],
    because: "down one level after the other",
  },
  {
    values: [25, 3],
    story: ["0s high-high raised", "0s high raised", "10s high-high cleared", "10s high cleared"],
    because: "one sample can be the evidence for both",
  },
  {
    values: [25, null, null],
    story: ["0s high-high raised", "0s high raised"],
    because: "a fault is no evidence",
  },
])("readings $values every 10 s give $story: $because", ({ values, story: expected }) => {
  const rules = [level("high", 10, { onDelay: seconds(30) }), level("high-high", 20)];
  expect(story(fold([signal({ rules })], every10s(values)))).toEqual(expected);
});

test("the lower level waits for the off-delay of the one above", () => {
  const rules = [level("high", 10), level("high-high", 20, { offDelay: seconds(20) })];
  const changes = fold([signal({ rules })], every10s([25, 3, 3, 3]));
  expect(story(changes)).toEqual(["0s high raised", "0s high-high raised", "30s high-high cleared", "30s high cleared"]);
});

test("the lower level follows when the one above ends without a sample", () => {
  const rules = [level("high", 10, { offDelay: seconds(5) }), level("high-high", 20, { offDelay: seconds(20) })];
  const changes = fold([signal({ rules })], [...every10s([25, 3]), ...records([{ at: 20 }, { at: 30 }])]);
  expect(story(changes)).toEqual(["0s high raised", "0s high-high raised", "30s high-high cleared", "30s high cleared"]);
});

test("a low ladder is one in the mirror, and says why the lower level was raised", () => {
  const low = { direction: "low" } as const;
  const rules = [level("low", 2, { ...low, onDelay: seconds(60) }), level("low-low", 1, low)];
  const changes = fold([signal({ rules })], every10s([0.5]));
  expect(story(changes)).toEqual(["0s low-low raised", "0s low raised"]);
  expect(changes[1]?.evidence.reason).toBe("the level above, <= 1 %LEL, is met");
});

test("levels of the same height, of the other side, or of a figure are no rungs of one ladder", () => {
  const average = { kind: "average", over: seconds(60), coverage: 0.1 } as const;
  const rules = [
    level("high", 10),
    level("high-too", 10, { onDelay: seconds(60) }),
    level("low", 2, { direction: "low" }),
    level("average", 5, { of: average, onDelay: seconds(60) }),
  ];
  expect(story(fold([signal({ rules })], every10s([12])))).toEqual(["0s high raised"]);
});
