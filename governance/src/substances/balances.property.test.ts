import { epochMs, minutes } from "@labcanary/domain/basics";
import type { Container } from "@labcanary/domain/governance";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createMemorySubstances } from "../../../test/support/memory-substances.ts";
import { LI, stockHands, WANG } from "../../../test/support/stock-hands.ts";
import { stockSite } from "../../../test/support/stock-site.ts";

const hand = fc.constantFrom(WANG, LI, "user:guest");
const grams = fc.integer({ min: 0, max: 600 }).map(String);
const step = fc.oneof(
  fc.record({
    do: fc.constant("move" as const),
    who: hand,
    kind: fc.constantFrom("receive", "store", "withdraw", "use", "return", "correct", "inspect", "dispose", "cancel", "lose"),
    grams,
    whole: fc.boolean(),
    number: fc.integer({ min: 1, max: 2 }),
  }),
  fc.record({ do: fc.constant("sign" as const), who: hand, grams: fc.option(grams), number: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constant("wait" as const), minutes: fc.integer({ min: 1, max: 40 }) }),
);

/** What came in, less what went, by the records alone. */
function sumOf({ records }: Container): number {
  const isHere = records[0]?.movement.kind === "receive";
  let previous = { balance: 0, out: 0 };
  return records.reduce((sum, { movement, balance, out }) => {
    const corrected = balance + out - previous.balance - previous.out;
    previous = { balance, out };
    switch (movement.kind) {
      case "receive":
        return sum + movement.amount;
      case "use":
      case "dispose":
      case "hand-on":
        return sum - movement.amount;
      case "correct":
        return sum + corrected;
      case "lose":
        // Of what never came there was nothing in the books.
        return isHere ? sum - movement.amount : sum;
      default:
        return sum;
    }
  }, 0);
}

test("whoever does what in whatever order: no balance is below zero, and each is the sum of its records, each signed by two people", () => {
  const site = stockSite();
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
      const clock = createSettableClock(epochMs(0));
      const desk = { clock, ...createMemorySubstances(clock, () => site) };
      const { approve, move, witness, stored } = stockHands();
      stored(desk);
      approve(desk);
      for (const each of steps) {
        if (each.do === "wait") clock.advance(minutes(each.minutes));
        else if (each.do === "sign") {
          const { pending } = desk.containers().get(each.number) ?? {};
          const entered = pending !== undefined && "amount" in pending.movement ? String(pending.movement.amount / 1000) : "0";
          witness(desk, each.who, each.grams ?? entered, each.number);
        } else {
          const { kind, grams: quantity, whole, who, number } = each;
          const tag = number === 1 ? "HT-0001" : "HT-0002";
          move(
            desk,
            who,
            { kind, quantity, whole, tag, tare: "120", cabinet: "store", words: "x", permit: "x", reportNumber: "x" },
            number,
          );
        }
        for (const container of desk.containers().all()) {
          expect(container.balance).toBeGreaterThanOrEqual(0);
          expect(container.out).toBeGreaterThanOrEqual(0);
          expect(container.balance + container.out).toBe(sumOf(container));
          for (const { by, second } of container.records) expect(new Set([by, second])).toEqual(new Set([LI, WANG]));
        }
      }
      // Folded anew from the journal's lines, as after a restart, it is the same.
      const again = createMemorySubstances(clock, () => site);
      for (const line of desk.lines) again.take(line);
      expect(again.containers().all()).toEqual(desk.containers().all());
    }),
    { numRuns: 150 },
  );
});
