import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epochMs, minutes, seconds } from "../basics/index.ts";
import type { AlarmRule, LimitRule } from "../rules/index.ts";
import { observe } from "../rules/index.ts";
import type { Toggle } from "./chatter.ts";
import { proposeQuieting } from "./quieting.ts";

const HIGH = {
  kind: "limit",
  direction: "high",
  setpoint: 20,
  inclusive: true,
  deadband: 1,
  onDelay: seconds(2),
  offDelay: seconds(0),
  responseTime: minutes(5),
} as LimitRule;

/** Occurrences of these lengths in seconds, with these values between them. */
const toggles = (lengths: readonly (number | undefined)[], returns: readonly (number | undefined)[]): readonly Toggle[] =>
  lengths.map((length, index) => {
    const raisedAt = index * 100_000;
    const cameBackTo = returns[index];
    return {
      occurrenceId: `o${index}`,
      raisedAt: epochMs(raisedAt),
      ...(length === undefined ? {} : { clearedAt: epochMs(raisedAt + length * 1000) }),
      ...(cameBackTo === undefined ? {} : { cameBackTo }),
    };
  });

describe("a deadband", () => {
  test.each([
    {
      because: "spans how far the value came back",
      rule: {},
      returns: [undefined, 18.7, 18.4],
      normal: 5,
      deadband: 1.7,
      cameBackTo: 18.4,
    },
    { because: "is larger than that, never equal", rule: {}, returns: [undefined, 18], normal: 5, deadband: 2.1, cameBackTo: 18 },
    {
      because: "is larger, in large figures too",
      rule: { setpoint: 5000, deadband: 0 },
      returns: [undefined, 4500],
      normal: 400,
      deadband: 510,
      cameBackTo: 4500,
    },
    {
      because: "works downwards",
      rule: { direction: "low", setpoint: 2, deadband: 0.1 },
      returns: [undefined, 2.3],
      normal: 5,
      deadband: 0.31,
      cameBackTo: 2.3,
    },
  ] as const)("$because: $deadband", ({ rule, returns, normal, deadband, cameBackTo }) => {
    const known = { toggles: toggles([1, 1, 1].slice(0, returns.length), returns), normal };
    const present = { ...HIGH, ...rule } as LimitRule;
    expect(proposeQuieting(present, known)).toMatchObject({
      occurrences: returns.length,
      deadband: { kind: "proposed", present: present.deadband, deadband, cameBackTo },
    });
  });

  test.each([
    { because: "no-limit", rule: { ...HIGH, kind: "state", states: [1] }, returns: [undefined, 1], normal: 0 },
    { because: "of-a-figure", rule: { ...HIGH, of: { kind: "rate" } }, returns: [undefined, 18], normal: 5 },
    { because: "unseen", rule: HIGH, returns: [undefined, undefined], normal: 5 },
    { because: "unseen", rule: HIGH, returns: [undefined, 18], normal: undefined },
    { because: "wide-enough", rule: { ...HIGH, deadband: 5 }, returns: [undefined, 18], normal: 5 },
    { because: "passes-normal", rule: HIGH, returns: [undefined, 6], normal: 5.9 },
    { because: "passes-normal", rule: HIGH, returns: [undefined, 6], normal: 6 },
  ] as const)("is not proposed: $because", ({ because, rule, returns, normal }) => {
    const known = { toggles: toggles([1, 1], returns), ...(normal === undefined ? {} : { normal }) };
    expect(proposeQuieting(rule as unknown as AlarmRule, known).deadband).toEqual({ kind: "not-proposed", because });
  });
});

describe("an on-delay", () => {
  test.each([
    { because: "outlasts the longest occurrence, with the delay there is", rule: {}, lengths: [3, 7, undefined], onDelay: 10, longest: 7 },
    {
      because: "does not count the off-delay, in which the condition was gone",
      rule: { offDelay: seconds(5) },
      lengths: [7],
      onDelay: 5,
      longest: 7,
    },
    { because: "is at least longer than the one there is", rule: { offDelay: seconds(9) }, lengths: [7], onDelay: 3, longest: 7 },
  ])("$because: $onDelay s", ({ rule, lengths, onDelay, longest }) => {
    expect(proposeQuieting({ ...HIGH, ...rule }, { toggles: toggles(lengths, []) }).onDelay).toEqual({
      kind: "proposed",
      present: seconds(2),
      onDelay: seconds(onDelay),
      longest: seconds(longest),
    });
  });

  test.each([
    { because: "unseen", rule: {}, lengths: [undefined] },
    { because: "beyond-response-time", rule: { responseTime: seconds(10) }, lengths: [7] },
    { because: "beyond-response-time", rule: { responseTime: seconds(9) }, lengths: [7] },
  ] as const)("is not proposed: $because", ({ because, rule, lengths }) => {
    expect(proposeQuieting({ ...HIGH, ...rule }, { toggles: toggles(lengths, []) }).onDelay).toEqual({ kind: "not-proposed", because });
  });
});

test("whatever the readings were: with a proposed deadband none of the returns would have ended the alarm, and what is normal would have", () => {
  const value = fc.double({ min: -200, max: 5000, noNaN: true });
  fc.assert(
    fc.property(
      fc.constantFrom("high" as const, "low" as const),
      value,
      fc.array(value, { minLength: 1, maxLength: 20 }),
      value,
      (direction, setpoint, values, normal) => {
        const rule: LimitRule = { ...HIGH, direction, setpoint };
        const inside = values.filter((each) => (direction === "high" ? each < setpoint : each > setpoint));
        const { deadband } = proposeQuieting(rule, {
          toggles: toggles(
            inside.map(() => 1),
            inside,
          ),
          normal,
        });
        if (deadband.kind !== "proposed") return;
        const changed: LimitRule = { ...rule, deadband: deadband.deadband };
        expect(deadband.deadband).toBeGreaterThan(rule.deadband);
        for (const each of inside) expect(observe(changed, each)).toBe("inside-deadband");
        const isNormalInside = direction === "high" ? normal < setpoint : normal > setpoint;
        if (isNormalInside) expect(observe(changed, normal)).toBe("gone");
      },
    ),
  );
});

test("whatever the lengths were: a proposed on-delay is longer than each, and shorter than the response time", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 120_000 }), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 300 }),
      (lengths, response) => {
        const rule: LimitRule = { ...HIGH, responseTime: seconds(response) };
        const { onDelay } = proposeQuieting(rule, {
          toggles: toggles(
            lengths.map((length) => length / 1000),
            [],
          ),
        });
        const longest = Math.max(...lengths);
        if (onDelay.kind === "proposed") {
          expect(onDelay.onDelay).toBeGreaterThan(longest + rule.onDelay);
          expect(onDelay.onDelay).toBeLessThan(rule.responseTime);
        } else expect(longest + rule.onDelay + 1000).toBeGreaterThanOrEqual(rule.responseTime);
      },
    ),
  );
});
