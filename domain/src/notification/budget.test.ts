import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EpochMs, epochMs, hours, minutes, plus, seconds } from "../basics/index.ts";
import { counting, ordinaryRoom, reservedOf, roomAt } from "./budget.ts";
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
    expect(roomAt(daily, sentNow(39), false, NOW)).toBeUndefined();
    expect(roomAt(daily, sentNow(40), false, NOW)).toBe(plus(NOW, hours(24)));
    expect(roomAt(robot, ago(59, ...Array.from({ length: 15 }, () => 1)), false, NOW)).toBe(plus(NOW, seconds(1)));
    expect([ordinaryRoom(daily, sentNow(38), NOW), ordinaryRoom(daily, sentNow(45), NOW)]).toEqual([2, 0]);
  });

  test("for life safety is all there is, and more where too many are only refused", () => {
    expect(roomAt(robot, sentNow(19), true, NOW)).toBeUndefined();
    expect(roomAt(robot, sentNow(20), true, NOW)).toBe(plus(NOW, minutes(1)));
    expect(roomAt(daily, sentNow(70), true, NOW)).toBeUndefined();
  });

  test("what is older than the span does not count", () => {
    expect(counting(robot, ago(60, 59.999, 10), NOW)).toEqual(ago(59.999, 10));
  });
});

test("whatever comes when: where too many bring a lockout there never are, ordinary ones leave the reserve alone, and nothing waits longer than it must", () => {
  const message = fc.record({ after: fc.integer({ min: 0, max: 20_000 }), isLifeSafety: fc.boolean() });
  const budgets = fc.record({ count: fc.integer({ min: 1, max: 12 }), per: fc.integer({ min: 1, max: 60_000 }) });
  fc.assert(
    fc.property(budgets, fc.array(message, { maxLength: 60 }), ({ count, per }, messages) => {
      const budget = { ...robot, count, per: per as typeof robot.per };
      const sent: EpochMs[] = [];
      let now = NOW;
      for (const { after, isLifeSafety } of messages) {
        now = epochMs(now + after);
        const at = roomAt(budget, sent, isLifeSafety, now);
        const used = counting(budget, sent, now).length;
        const most = isLifeSafety ? count : count - reservedOf(budget);
        expect(at === undefined).toBe(used < most);
        if (at === undefined) sent.push(now);
        else {
          expect(at).toBeGreaterThan(now);
          expect(at).toBeLessThanOrEqual(now + per);
          expect(roomAt(budget, sent, isLifeSafety, at)).toBeUndefined();
        }
      }
      for (const end of sent) expect(sent.filter((at) => at > end - per && at <= end).length).toBeLessThanOrEqual(count);
    }),
  );
});
