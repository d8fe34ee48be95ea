import { expect, test } from "vitest";
import { openedWithoutAccess, outcome, receivedOf, storeWith, twoPerson, unlockedUnopened } from "../../../test/support/custody.ts";
import { START } from "../../../test/support/folding.ts";
import { epochMs } from "../basics/index.ts";
import { backtest } from "./backtest.ts";
import { beginningOf, replay } from "./backtest-replay.ts";
import type { CustodyRule } from "./custody/index.ts";

const at = (second: number) => epochMs(START + second * 1000);

test.each<{ rule: CustodyRule; lines: readonly string[] }>([
  { rule: openedWithoutAccess(), lines: ["0 closed", "10 open", "20 closed", "60 closed"] },
  { rule: openedWithoutAccess(), lines: ["0 closed", "5 badge wang", "10 open", "20 closed", "60 closed"] },
  { rule: openedWithoutAccess(), lines: ["0 closed", "5@12 badge wang", "10 open", "20 closed", "60 closed"] },
  { rule: openedWithoutAccess(), lines: ["0 closed", "10 open", "10 badge wang", "20 closed", "60 closed"] },
  { rule: openedWithoutAccess(), lines: ["0 closed", "5 badge wang refused", "10 open", "20 closed", "60 closed"] },
  { rule: openedWithoutAccess(), lines: ["0 closed", "5 badge wang late", "10 open", "20 closed", "60 closed"] },
  { rule: unlockedUnopened(), lines: ["0 closed", "10 unlock wang", "30 closed", "60 lock wang", "61 closed"] },
  { rule: unlockedUnopened(), lines: ["0 closed", "10 unlock wang", "15 lock wang", "60 closed"] },
  { rule: twoPerson(), lines: ["0 closed", "4 badge wang", "6 badge smith", "10 open", "20 closed", "60 closed"] },
  { rule: twoPerson(), lines: ["0 closed", "4 badge wang", "10 open", "20 closed", "60 closed"] },
  { rule: twoPerson({ on: "unlocked" }), lines: ["0 badge wang", "4 unlock", "60 lock"] },
  {
    rule: twoPerson({ roles: ["keeper", "user"] }),
    lines: ["0 closed", "4 badge wang", "6 badge li", "10 open", "20 closed", "60 closed"],
  },
])("a rule about people at a door makes of $lines again what it made of it: $rule.kind", ({ rule, lines }) => {
  const said: string[] = [];
  replay(storeWith(rule), receivedOf(lines), at(120), ({ changes }) => {
    for (const { change, receivedAt } of changes) said.push(`${(receivedAt - START) / 1000}s ${change}`);
  });
  expect(said).toEqual(outcome(rule, lines));
});

test("a rule about people at a door is tried on what they did", () => {
  const lines = ["0 closed", "10 open", "20 closed", "60 badge wang", "65 open", "70 closed", "100 closed"];
  const { excursions } = backtest(openedWithoutAccess(), storeWith(openedWithoutAccess()), receivedOf(lines), { from: at(0), to: at(120) });
  expect(excursions).toEqual([{ raisedAt: at(15), raisedReceivedAt: at(15), clearedAt: at(21), worst: 1 }]);
});

test.each([
  { lines: ["3 badge wang", "5 closed"], begins: 3 },
  { lines: ["3 closed", "5 badge wang"], begins: 3 },
  { lines: ["3 closed"], begins: 3 },
  { lines: ["3 badge wang"], begins: 3 },
])("a replay of $lines begins with the first that came in", ({ lines, begins }) => {
  expect(beginningOf(receivedOf(lines))).toBe(at(begins));
});

test("a replay of nothing has no beginning, unless it is known since when nothing came in", () => {
  expect(beginningOf({ readings: [] })).toBeUndefined();
  expect(beginningOf({ readings: [], since: at(7) })).toBe(at(7));
});
