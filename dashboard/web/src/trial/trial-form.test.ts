import { describe, expect, test } from "vitest";
import { minutes, seconds } from "@labcanary/domain/basics";
import type { AlarmRule } from "@labcanary/domain/rules";
import { fieldOfTime, timeOfField } from "../text/time-field.ts";
import { barOf, changeOf, spanText, valuesOf } from "./trial-form.ts";

describe("a rule in fields", () => {
  const rule = { kind: "limit", setpoint: 10, deadband: 1, onDelay: minutes(5), offDelay: seconds(0) } as AlarmRule;

  test("has those of its kind, as a site file says them", () => {
    expect(valuesOf(rule)).toEqual({ setpoint: "10", deadband: "1", onDelay: "5min", offDelay: "0s" });
    expect(valuesOf({ kind: "silence", after: seconds(90), onDelay: seconds(0), offDelay: seconds(0) } as AlarmRule)).toEqual({
      after: "90s",
    });
  });

  test("has none where it can be tried as it is only", () => {
    expect(valuesOf({ kind: "expression", onDelay: seconds(0), offDelay: seconds(0) } as AlarmRule)).toEqual({});
  });

  test.each([
    { typed: { setpoint: "10", onDelay: " 5min " }, change: {} },
    { typed: { setpoint: "0", deadband: "0.5" }, change: { setpoint: 0, deadband: 0.5 } },
    { typed: { onDelay: "90s", after: "5min" }, change: { onDelay: "90s" } },
    { typed: { setpoint: "warm" }, change: { setpoint: "warm" } },
    { typed: { setpoint: "" }, change: { setpoint: "" } },
  ])("$typed differs in $change", ({ typed, change }) => {
    expect(changeOf(rule, typed)).toEqual(change);
  });

  test.each([
    [0, "0s"],
    [500, "500ms"],
    [90_000, "90s"],
    [300_000, "5min"],
    [7_200_000, "2h"],
    [86_400_000, "1d"],
  ])("%i ms is %s", (span, text) => {
    expect(spanText(span)).toBe(text);
  });
});

test.each([
  { of: "within", excursion: { raisedAt: 125, clearedAt: 150 }, bar: { left: 0.25, width: 0.25 } },
  { of: "begun before", excursion: { raisedAt: 50, clearedAt: 150 }, bar: { left: 0, width: 0.5 } },
  { of: "that lasts on", excursion: { raisedAt: 150 }, bar: { left: 0.5, width: 0.5 } },
  { of: "too short to see", excursion: { raisedAt: 150, clearedAt: 150 }, bar: { left: 0.5, width: 0.002 } },
])("a time in alarm $of is a bar of its part of the span", ({ excursion, bar }) => {
  expect(barOf(excursion, { from: 100, to: 200 })).toEqual(bar);
});

test("a time typed is the time shown, and nothing typed is none", () => {
  const at = Date.UTC(2026, 10, 22, 0, 5, 9);
  expect(fieldOfTime(at, "Asia/Shanghai")).toBe("2026-11-22T08:05:09");
  expect(timeOfField(fieldOfTime(at, "Asia/Shanghai"), "Asia/Shanghai")).toBe(at);
  expect([timeOfField("", "UTC"), timeOfField("soon", "UTC")]).toEqual([undefined, undefined]);
});

test.each([
  { because: "comes twice, and the first is meant", typed: "2026-10-25T02:30:00", at: "2026-10-25T00:30:00Z" },
  { because: "is passed over, and the clocks were put forward by an hour", typed: "2026-03-29T02:30:00", at: "2026-03-29T01:30:00Z" },
  { because: "is a time like any other", typed: "2026-10-25T03:30:00", at: "2026-10-25T02:30:00Z" },
])("a time in Berlin that $because", ({ typed, at }) => {
  expect(timeOfField(typed, "Europe/Berlin")).toBe(Date.parse(at));
});
