import { expect, describe, test } from "vitest";
import { fold, records, story } from "../../../test/support/folding.ts";
import { limitRule, signal } from "../../../test/support/site.ts";
import { hours, minutes } from "../basics/index.ts";
import type { LimitRule } from "./rule.ts";

/** The three kinds of time out of range that cold storage knows, on one probe that reports every minute. */
const rule = (over: Partial<LimitRule>): LimitRule => limitRule({ id: "cab-17/vapour/r", deadband: 0, ...over });

const instant = rule({ setpoint: 8 });
const consecutive = rule({ setpoint: 8, onDelay: minutes(5) });
const cumulative = rule({
  of: { kind: "time-beyond", direction: "high", limit: 8, inclusive: true, over: hours(1) },
  setpoint: 5,
});

const refrigerator = (limit: LimitRule) => [signal({ quantity: "temperature", unit: "Cel", hold: minutes(2), rules: [limit] })];
/** A value every minute; undefined for none. */
const everyMinute = (celsius: readonly (number | undefined)[]) =>
  records(celsius.flatMap((value, minute) => (value === undefined ? [] : [{ at: minute * 60, value }])));
const told = (limit: LimitRule, celsius: readonly (number | undefined)[]): readonly string[] =>
  story(fold(refrigerator(limit), everyMinute(celsius)));

describe("instant, consecutive and cumulative time out of range are three kinds", () => {
  const spells = [5, 9, 9, 9, 5, 9, 9, 9, 5];
  const once = [5, 9, 9, 9, 9, 9, 9, 5];
  test.each([
    {
      kind: "instant",
      limit: instant,
      celsius: spells,
      told: ["60s r raised", "240s r cleared", "300s r raised", "480s r cleared"],
      because: "every spell is one",
    },
    { kind: "consecutive", limit: consecutive, celsius: spells, told: [], because: "neither spell lasted 5 min" },
    { kind: "cumulative", limit: cumulative, celsius: spells, told: ["420s r raised"], because: "the spells come to 5 min together" },
    { kind: "instant", limit: instant, celsius: once, told: ["60s r raised", "420s r cleared"], because: "it is told at once" },
    { kind: "consecutive", limit: consecutive, celsius: once, told: ["360s r raised", "420s r cleared"], because: "it lasted 5 min" },
    {
      kind: "cumulative",
      limit: cumulative,
      celsius: once,
      told: ["360s r raised"],
      because: "it comes to 5 min, and stays so for the hour",
    },
  ])("$kind: $because", ({ limit, celsius, told: expected }) => {
    expect(told(limit, celsius)).toEqual(expected);
  });
});

describe("the limit value itself triggers, as WHO has it, unless it is said not to", () => {
  const kinds = [
    { kind: "instant", limit: instant },
    { kind: "consecutive", limit: consecutive },
  ];
  test.each(kinds)("$kind", ({ limit }) => {
    expect(told(limit, Array(8).fill(8))).toHaveLength(1);
    expect(told({ ...limit, inclusive: false }, Array(8).fill(8))).toEqual([]);
  });

  test.each([
    { inclusive: true, raised: 1 },
    { inclusive: false, raised: 0 },
  ])("cumulative, inclusive $inclusive", ({ inclusive, raised }) => {
    const of = { kind: "time-beyond", direction: "high", limit: 8, inclusive, over: hours(1) } as const;
    expect(told({ ...cumulative, of }, Array(10).fill(8))).toHaveLength(raised);
  });

  test("-0.5 °C or less for an hour is frozen, and a tenth above it is not", () => {
    const frozen = rule({ direction: "low", setpoint: -0.5, onDelay: hours(1) });
    expect(told(frozen, Array(61).fill(-0.5))).toEqual(["3600s r raised"]);
    expect(told(frozen, Array(61).fill(-0.4))).toEqual([]);
  });
});

describe("consecutive is beyond for at least the time", () => {
  test.each([
    { celsius: [9, 9, 9, 9, 9], told: [], because: "4 min are less than 5" },
    { celsius: [9, 9, 9, 9, 9, 9], told: ["300s r raised"], because: "5 min are 5 min" },
    { celsius: [9, 9, 9, 7.9, 9, 9, 9], told: [], because: "one sample inside begins it anew" },
    {
      celsius: [9, 9, undefined, undefined, 9, 9, 9, 9],
      told: [],
      because: "a gap longer than the hold satisfies nothing: from the sample after it only 3 min",
    },
    { celsius: [9, 9, undefined, 9, 9, 9], told: ["300s r raised"], because: "a lost sample within the hold does no harm" },
  ])("$celsius: $because", ({ celsius, told: expected }) => {
    expect(told(consecutive, celsius)).toEqual(expected);
  });
});

describe("cumulative counts only what was watched, and forgets what its window has left behind", () => {
  test("a gap counts for no longer than the sample before it is held", () => {
    expect(told(cumulative, [9, ...Array(20).fill(undefined), 5])).toEqual([]);
  });

  test("after an hour inside it ends by itself", () => {
    const changes = told(cumulative, [...Array(7).fill(9), ...Array(62).fill(5)]);
    expect(changes).toEqual(["300s r raised", "3780s r cleared"]);
  });
});

describe("a forecast of when it is too warm", () => {
  const forecast = (from?: number): LimitRule =>
    rule({
      of: { kind: "time-to", direction: "high", limit: -60, over: minutes(10), confidence: 0.8, ...(from === undefined ? {} : { from }) },
      direction: "low",
      setpoint: 30,
    });
  /** Half a degree a minute up and down again, as a compressor has it, with nothing heard before. */
  const swing = [-80, -79.4, -78.8, -78.2, -77.6, -77, -77.6, -78.2, -78.8, -79.4, -80];
  const failing = [-80, -79, -78, -77, -76, -75, -74, -73, -72];
  const cooling = [-73, -74, -75, -76, -77, -78];

  test.each([
    { limit: forecast(), celsius: swing, told: ["300s r raised"], because: "half a swing after a gap is a trend" },
    { limit: forecast(-76), celsius: swing, told: [], because: "it has not left its swing" },
    { limit: forecast(-76), celsius: failing, told: ["300s r raised"], because: "with the first value past its swing" },
    {
      limit: forecast(-76),
      celsius: [...failing, undefined, ...cooling],
      told: ["300s r raised", "780s r cleared"],
      because: "it is back in its swing",
    },
    {
      limit: forecast(),
      celsius: [...failing, ...cooling, -79, -80],
      told: ["300s r raised", "960s r cleared"],
      because: "it surely moves away",
    },
  ])("$celsius: $because", ({ limit, celsius, told: expected }) => {
    expect(told(limit, celsius)).toEqual(expected);
  });
});
