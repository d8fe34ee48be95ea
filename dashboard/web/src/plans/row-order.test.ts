import { epochMs } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import type { AlarmSummary } from "../live/feed-state.ts";
import { listedAlarm, translateIn } from "../testing.ts";
import { fullWords } from "./look-words.ts";
import { type Look, lookOf } from "./look.ts";
import { compareRows } from "./row-order.ts";

const status = { signal: "cab-17/vapour", receivedAt: epochMs(1) };
const row = (index: number, alarm?: AlarmSummary, look: Look = lookOf({ status, alarm, withheld: undefined, isOutOfService: false })) => ({
  index,
  alarm,
  look,
});

test("signals of a plan stand in the order of the alarm list, then what is impaired, then the rest", () => {
  const rows = [
    row(0),
    row(1, undefined, { kind: "impaired", why: "silent" }),
    row(2, listedAlarm({ id: "high", priority: "high" })),
    row(3, listedAlarm({ id: "old", priority: "critical", raisedAt: epochMs(1) })),
    row(4, listedAlarm({ id: "new", priority: "critical", raisedAt: epochMs(2) })),
    row(5, listedAlarm({ id: "life", priority: "low", lifeSafety: true })),
  ];
  expect(rows.toSorted(compareRows).map(({ index }) => index)).toEqual([5, 4, 3, 2, 1, 0]);
});

test.each([
  { language: "en", words: "Critical: Not acknowledged · another alarm of it is shelved" },
  { language: "zh", words: "紧急：未确认 · 该信号另有报警已搁置" },
] as const)("an alarm on the list is not called shelved because another one of its signal is: $words", ({ language, words }) => {
  const look = lookOf({ status, alarm: listedAlarm({ priority: "critical" }), withheld: "shelved", isOutOfService: false });
  expect(fullWords(look, translateIn(language))).toBe(words);
});
