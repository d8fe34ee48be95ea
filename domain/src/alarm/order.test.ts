import { expect, test } from "vitest";
import { epochMs } from "../basics/index.ts";
import { compareAlarms, type OrderedAlarm } from "./order.ts";

const alarm = (id: string, over: Partial<OrderedAlarm> = {}): OrderedAlarm => ({
  id,
  priority: "high",
  annunciation: "unacknowledged",
  raisedAt: epochMs(1000),
  ...over,
});

/** As they are to stand. */
const ORDERED: readonly OrderedAlarm[] = [
  alarm("life-critical", { lifeSafety: true, priority: "critical", raisedAt: epochMs(1) }),
  alarm("life-seen", { lifeSafety: true, priority: "low", annunciation: "acknowledged" }),
  alarm("gravest", { priority: "critical", annunciation: "latched-acknowledged" }),
  alarm("newest", { raisedAt: epochMs(3000) }),
  alarm("older", { raisedAt: epochMs(2000) }),
  alarm("same-a"),
  alarm("same-b"),
  alarm("gone", { annunciation: "rtn-unacknowledged", raisedAt: epochMs(9000) }),
  alarm("seen", { annunciation: "acknowledged", raisedAt: epochMs(9000) }),
  alarm("low", { priority: "low", raisedAt: epochMs(9000) }),
  alarm("drill-life", { lifeSafety: true, priority: "critical", raisedAt: epochMs(9000), test: "drill/3" }),
  alarm("drill-low", { priority: "low", raisedAt: epochMs(9000), test: "drill/3" }),
];

test("real before any of a drill, then life safety, then priority, then what wants an answer, then age, newest first", () => {
  expect(
    ORDERED.toReversed()
      .toSorted((a, b) => compareAlarms(a, b))
      .map(({ id }) => id),
  ).toEqual(ORDERED.map(({ id }) => id));
});

test("it is one order: whichever way two are compared, and an alarm equals itself", () => {
  for (const a of ORDERED) for (const b of ORDERED) expect(Math.sign(compareAlarms(a, b))).toBe(-Math.sign(compareAlarms(b, a)) + 0);
});
