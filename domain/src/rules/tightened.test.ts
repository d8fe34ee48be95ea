import { describe, expect, test } from "vitest";
import { fold, START } from "../../../test/support/folding.ts";
import { limitRule, signal } from "../../../test/support/site.ts";
import { type EpochMs, epochMs, hours, minutes, seconds } from "../basics/index.ts";
import { WEEKDAYS } from "../schedule/index.ts";
import { RuleFold } from "./fold.ts";
import type { FoldInput } from "./fold-state.ts";
import { delaysAt } from "./tightened.ts";

/** In force from two minutes after the log begins, which is at 08:00. */
const during = { kind: "weekly", timeZone: "UTC", days: WEEKDAYS, from: minutes(8 * 60 + 2), to: hours(9), except: [] } as const;
const rule = limitRule({
  onDelay: seconds(60),
  tightened: [
    { during, onDelay: seconds(20) },
    { during: { ...during, to: minutes(8 * 60 + 4) }, onDelay: seconds(30) },
  ],
});
const watched = signal({ rules: [rule], hold: minutes(2) });
const at = (second: number): EpochMs => epochMs(START + second * 1000);

/** A sample every 10 s that breaks the limit from a second on, until another. */
function inputs(from: number, to: number): readonly FoldInput[] {
  return Array.from({ length: to / 10 + 1 }, (_, index) => index * 10).map((second, index) => ({
    kind: "readings" as const,
    position: index + 2,
    receivedAt: at(second),
    readings: [
      {
        kind: "sample" as const,
        signal: watched.key,
        at: at(second),
        receivedAt: at(second),
        historical: false,
        tieBreak: 0,
        quality: "good" as const,
        value: second >= from ? rule.setpoint + 1 : rule.setpoint - 10,
      },
    ],
  }));
}
const raisedAt = (from: number, to = 600): readonly number[] =>
  fold([watched], inputs(from, to)).flatMap(({ change, at: time }) => (change === "raised" ? [(time - START) / 1000] : []));

describe("a rule with a shorter on-delay in certain days", () => {
  test.each([
    { from: 10, raised: 70, because: "they have not begun" },
    { from: 200, raised: 220, because: "the shortest of those in force counts" },
    { from: 300, raised: 320, because: "one of them is over" },
    { from: 90, raised: 120, because: "they begin while it waits" },
  ])("met from $from s it is raised at $raised s: $because", ({ from, raised }) => expect(raisedAt(from)).toEqual([raised]));

  test("waits as always when they are over", () => {
    expect(delaysAt(rule, at(3600))).toEqual({ onDelay: seconds(60), offDelay: rule.offDelay });
    expect(delaysAt({ onDelay: seconds(5), offDelay: seconds(1) }, at(200))).toEqual({ onDelay: seconds(5), offDelay: seconds(1) });
  });

  test("is raised the same from any record on, from what was saved there", () => {
    const records = inputs(90, 300);
    const expected = fold([watched], records).map(({ change, at: time }) => [change, time]);
    for (let cut = 0; cut < records.length; cut++) {
      const first = new RuleFold([watched]);
      const before = records.slice(0, cut).flatMap((record) => first.apply(record));
      const second = new RuleFold([watched], structuredClone(first.save()));
      const after = records.slice(cut).flatMap((record) => second.apply(record));
      expect([...before, ...after].map(({ change, at: time }) => [change, time])).toEqual(expected);
    }
  });
});
