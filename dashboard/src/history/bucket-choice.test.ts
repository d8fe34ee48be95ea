import { days, hours, milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { stepFor, stepOfAtLeast } from "./bucket-choice.ts";

test.each([
  { span: seconds(1), points: 1000, step: seconds(1), because: "nothing finer is summed up" },
  { span: minutes(10), points: 1000, step: seconds(1), because: "600 of them fit" },
  { span: hours(1), points: 1000, step: seconds(5), because: "1800 of two seconds are too many" },
  { span: hours(3), points: 120, step: minutes(2), because: "a coarse picture is asked for" },
  { span: milliseconds(hours(3) + 1), points: 20_000, step: minutes(1), because: "more single readings are not gone through" },
  { span: hours(24), points: 1000, step: minutes(2), because: "1440 minutes are too many" },
  { span: days(7), points: 1000, step: minutes(15), because: "2016 of five minutes are too many" },
  { span: days(31), points: 1000, step: hours(1), because: "744 hours fit" },
  { span: days(366), points: 1000, step: hours(12), because: "732 of half a day fit" },
  { span: days(731), points: 10, step: hours(24), because: "no step is longer" },
])("$span ms in $points figures are summed up by $step ms: $because", ({ span, points, step }) => {
  expect(stepFor(span, points)).toBe(step);
});

test.each([
  { least: seconds(90), step: minutes(2) },
  { least: seconds(1), step: minutes(2) },
  { least: minutes(7), step: minutes(10) },
  { least: days(3), step: days(1) },
])("a day of rooms whose signals stand for $least ms is summed up by $step ms", ({ least, step }) => {
  expect(stepOfAtLeast(hours(24), 1000, least)).toBe(step);
});
