import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EpochMs, epochMs, hours, minutes, plus, seconds } from "../basics/index.ts";
import { counting, reservedOf, roomAt, roomLeft } from "./budget.ts";
import type { MessageBudget } from "./notification.ts";

const NOW = epochMs(hours(1000));
const robot: MessageBudget = { count: 20, per: minutes(1), scope: "channel", lockout: minutes(10), source: "test" };
const daily: MessageBudget = { count: 50, per: hours(24), scope: "address", source: "test" };
const ago = (...spans: readonly number[]) => spans.map((span) => epochMs(NOW - seconds(span)));
const sentNow = (count: number) => Array.from({ length: count }, () => NOW);

test.each([
  { count: 50, reserved: 10 },
  { count: 20, reserved: 4 },
  { count: 4, reserved: 1 },
  { count: 2, reserved: 1 },
  { count: 1, reserved: 0 },
])("of $count, $reserved are for life safety only", ({ count, reserved }) => {
  expect(reservedOf({ count })).toBe(reserved);
});

describe("room", () => {
  test("for ordinary ones ends before the reserved part, and comes back as the oldest no longer counts", () => {
    expect(roomAt(daily, sentNow(39), "ordinary", NOW)).toBeUndefined();
    expect(roomAt(daily, sentNow(40), "ordinary", NOW)).toBe(plus(NOW, hours(24)));
    expect(roomAt(robot, ago(59, ...Array.from({ length: 15 }, () => 1)), "ordinary", NOW)).toBe(plus(NOW, seconds(1)));
    expect([roomLeft(daily, sentNow(38), "ordinary", NOW), roomLeft(daily, sentNow(45), "ordinary", NOW)]).toEqual([2, 0]);
  });

  test("for life safety is all there is, and more where too many are only refused", () => {
    expect(roomAt(robot, sentNow(19), "life-safety", NOW)).toBeUndefined();
    expect(roomAt(robot, sentNow(20), "life-safety", NOW)).toBe(plus(NOW, minutes(1)));
    expect(roomAt(daily, sentNow(70), "life-safety", NOW)).toBeUndefined();
  });

  test("for a drill ends where half of the ordinary ones are left to real alarms; it has one where there is one", () => {
    expect([roomLeft(daily, sentNow(19), "drill", NOW), roomLeft(daily, sentNow(20), "drill", NOW)]).toEqual([1, 0]);
    expect(roomAt(daily, sentNow(20), "drill", NOW)).toBe(plus(NOW, hours(24)));
    expect(roomAt({ ...robot, count: 1 }, [], "drill", NOW)).toBeUndefined();
  });

  test("what is older than the span does not count", () => {
    expect(counting(robot, ago(60, 59.999, 10), NOW)).toEqual(ago(59.999, 10));
  });
});

test("whatever comes when: where too many bring a lockout there never are, ordinary ones leave the reserve alone, and nothing waits longer than it must", () => {
  const message = fc.record({
    after: fc.integer({ min: 0, max: 20_000 }),
    share: fc.constantFrom("life-safety" as const, "ordinary" as const, "drill" as const),
  });
  const budgets = fc.record({ count: fc.integer({ min: 1, max: 12 }), per: fc.integer({ min: 1, max: 60_000 }) });
  fc.assert(
    fc.property(budgets, fc.array(message, { maxLength: 60 }), ({ count, per }, messages) => {
      const budget = { ...robot, count, per: per as typeof robot.per };
      const sent: EpochMs[] = [];
      let now = NOW;
      for (const { after, share } of messages) {
        now = epochMs(now + after);
        const at = roomAt(budget, sent, share, now);
        const used = counting(budget, sent, now).length;
        const ordinary = count - reservedOf(budget);
        const most = { "life-safety": count, ordinary, drill: Math.ceil(ordinary / 2) }[share];
        expect(at === undefined).toBe(used < most);
        if (at === undefined) sent.push(now);
        else {
          expect(at).toBeGreaterThan(now);
          expect(at).toBeLessThanOrEqual(now + per);
          expect(roomAt(budget, sent, share, at)).toBeUndefined();
        }
      }
      for (const end of sent) expect(sent.filter((at) => at > end - per && at <= end).length).toBeLessThanOrEqual(count);
    }),
  );
});
