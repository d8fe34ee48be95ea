import { epochMs } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { signal } from "../../../test/support/site.ts";
import { isoInZone, singleWriter, summedWriter, textField } from "./csv.ts";

test.each([
  { text: "Cold room 3", field: '"Cold room 3"' },
  { text: 'the "new" one, upstairs', field: '"the ""new"" one, upstairs"' },
  { text: "two\nlines", field: '"two\nlines"' },
  { text: "=HYPERLINK(A1)", field: `"'=HYPERLINK(A1)"` },
  { text: "+1", field: `"'+1"` },
  { text: "-1", field: `"'-1"` },
  { text: "@SUM(A1)", field: `"'@SUM(A1)"` },
  { text: "\tx", field: `"'\tx"` },
  { text: "\rx", field: `"'\rx"` },
  { text: "", field: '""' },
])("the text $text is the field $field", ({ text, field }) => {
  expect(textField(text)).toBe(field);
});

const at = epochMs(Date.UTC(2026, 10, 22, 8, 0, 0, 123));
test.each([
  { timeZone: "Asia/Shanghai", iso: "2026-11-22T16:00:00.123+08:00" },
  { timeZone: "Asia/Kolkata", iso: "2026-11-22T13:30:00.123+05:30" },
  { timeZone: "America/St_Johns", iso: "2026-11-22T04:30:00.123-03:30" },
  { timeZone: "UTC", iso: "2026-11-22T08:00:00.123+00:00" },
])("the same instant in $timeZone is $iso", ({ timeZone, iso }) => {
  expect(isoInZone(timeZone, at)).toBe(iso);
});

const style = { timeZone: "Asia/Shanghai", language: "zh", placeOf: () => "化学楼 › 114室" } as const;
const point = { signal: "cab-17/vapour", at, tieBreak: 0, receivedAt: at, quality: "good" } as const;
const about = '2026-11-22T16:00:00.123+08:00,2026-11-22T08:00:00.123Z,"cab-17/vapour","溶剂蒸气","化学楼 › 114室","%LEL"';

test.each([
  { read: { value: -0.5 }, fields: "-0.5,,good,", because: "a number is never made a text" },
  { read: { value: 0 }, fields: "0,,good,", because: "zero is a reading" },
  { read: { value: 100, state: "over-range" }, fields: "100,,good,over-range", because: "it was beyond the range" },
  { read: { quality: "bad", state: "fault" }, fields: ",,bad,fault", because: "the device said why there is none" },
  { read: { quality: "bad" }, fields: ",,bad,no-value", because: "the device could not measure" },
] as const)("a reading $read is the line $fields: $because", ({ read, fields }) => {
  expect(singleWriter(signal(), style)({ ...point, ...read })).toBe(`${about},${fields}\r\n`);
});

test("a state is its number with its name, and has no unit", () => {
  const door = signal({ unit: "state", quantity: "door", states: ["closed", "=open"] });
  expect(singleWriter(door, style)({ ...point, value: 1 })).toMatch(/,"",1,"'=open",good,\r\n$/);
});

test("a sum says how long it is", () => {
  const write = summedWriter(signal(), 60_000, style);
  expect(write({ at, mean: 2, min: -1, max: 5, last: 3, count: 4 })).toBe(`${about},60,2,-1,5,3,4\r\n`);
});
