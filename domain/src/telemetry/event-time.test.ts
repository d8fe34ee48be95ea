import { describe, expect, test } from "vitest";
import { epochMs, minutes } from "../basics/index.ts";
import { parseTime, placeInTime } from "./event-time.ts";

const iso = (time: number | undefined): string | undefined => (time === undefined ? undefined : new Date(time).toISOString());

describe("a time as devices write it", () => {
  test.each([
    { said: "2026-11-22T08:00:00Z", means: "2026-11-22T08:00:00.000Z" },
    { said: "2026-11-22T08:00Z", means: "2026-11-22T08:00:00.000Z" },
    { said: "2026-11-22T08:00:00.123Z", means: "2026-11-22T08:00:00.123Z" },
    { said: "2026-11-22T08:00:00.123456789Z", means: "2026-11-22T08:00:00.123Z" },
    { said: "2026-11-22T16:00:00+08:00", means: "2026-11-22T08:00:00.000Z" },
    { said: "2026-11-22T16:00:00+0800", means: "2026-11-22T08:00:00.000Z" },
    { said: "2026-11-22T00:30:00-03:30", means: "2026-11-22T04:00:00.000Z" },
    { said: "2028-02-29T12:00:00Z", means: "2028-02-29T12:00:00.000Z" },
    { said: "2016-12-31T23:59:60Z", means: "2017-01-01T00:00:00.000Z" },
    { said: "2016-12-31T23:59:60.5Z", means: "2017-01-01T00:00:00.500Z" },
    { said: 1_795_334_400_123, means: "2026-11-22T08:00:00.123Z" },
    { said: 1_795_334_400_123.4, means: "2026-11-22T08:00:00.123Z" },
    { said: 0, means: "1970-01-01T00:00:00.000Z" },
  ])("$said means $means", ({ said, means }) => {
    expect(iso(parseTime(said))).toBe(means);
  });

  test.each([
    { said: "2026-11-22T08:00:00", because: "without a zone it is a guess" },
    { said: "2026-11-22", because: "a day is no time" },
    { said: "2026-11-22 08:00:00Z", because: "not ISO 8601" },
    { said: "2027-02-29T00:00:00Z", because: "2027 has no 29 February" },
    { said: "2026-11-31T00:00:00Z", because: "November has 30 days" },
    { said: "2026-13-01T00:00:00Z", because: "there are twelve months" },
    { said: "2026-11-22T25:00:00Z", because: "a day has 24 hours" },
    { said: "2026-11-22T08:00:00+99:99", because: "no zone is that far" },
    { said: "1795334400123", because: "a number in a text is neither" },
    { said: "yesterday", because: "not a time" },
    { said: "", because: "not a time" },
    { said: null, because: "null is no time" },
    { said: true, because: "true is no time" },
    { said: { seconds: 5 }, because: "an object is no time" },
    { said: Number.NaN, because: "not finite" },
    { said: Number.POSITIVE_INFINITY, because: "not finite" },
  ])("$said is refused: $because", ({ said }) => {
    expect(parseTime(said)).toBeUndefined();
    expect(placeInTime({ at: said, time: undefined }, epochMs(0), minutes(2))).toEqual({ ok: false, error: "DECODE_TIME" });
  });

  test("a time a hair before 1970 is 1970, without a sign", () => {
    expect(parseTime(-0.3)).toBe(0);
  });
});

describe("placed in time", () => {
  const RECEIVED = "2026-11-22T08:00:00.000Z";
  test.each([
    { said: undefined, placed: RECEIVED, because: "no time means on receipt" },
    { said: "2026-11-22T07:59:59.000Z", placed: "2026-11-22T07:59:59.000Z", because: "it is believed" },
    { said: "2026-11-22T08:02:00.000Z", placed: "2026-11-22T08:02:00.000Z", because: "ahead by exactly the tolerance" },
    { said: "2026-11-22T08:02:00.001Z", placed: RECEIVED, raw: "2026-11-22T08:02:00.001Z", because: "further ahead than the tolerance" },
    { said: "2026-10-23T08:00:00.000Z", placed: "2026-10-23T08:00:00.000Z", because: "30 days are as long as a device keeps readings" },
    { said: "2026-10-23T07:59:59.999Z", placed: RECEIVED, raw: "2026-10-23T07:59:59.999Z", because: "longer than a device keeps readings" },
    { said: 0, placed: RECEIVED, raw: "1970-01-01T00:00:00.000Z", because: "a clock that was never set" },
    { said: "2100-01-01T00:00:00Z", placed: RECEIVED, raw: "2100-01-01T00:00:00.000Z", because: "a wild clock" },
  ])("$said is placed at $placed: $because", ({ said, placed, raw }) => {
    const result = placeInTime({ at: said, time: parseTime(said) }, epochMs(Date.parse(RECEIVED)), minutes(2));
    expect(result.ok && { at: iso(result.value.at), raw: iso(result.value.deviceAt) }).toEqual({ at: placed, raw });
  });

  test.each([{ said: -1 }, { said: -1e300 }, { said: 1e300 }, { said: Date.UTC(9999, 11, 31, 0, 0, 1) }])(
    "$said lies outside what is kept",
    ({ said }) => {
      expect(placeInTime({ at: said, time: parseTime(said) }, epochMs(Date.parse(RECEIVED)), minutes(2))).toEqual({
        ok: false,
        error: "DECODE_TIME_RANGE",
      });
    },
  );
});
