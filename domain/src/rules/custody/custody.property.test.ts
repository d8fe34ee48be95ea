import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  openedWithoutAccess,
  outcome,
  storeWith,
  storyLog,
  twoPerson,
  unlockedUnopened,
  weightWithoutOpening,
} from "../../../../test/support/custody.ts";
import { siteRecord } from "../../../../test/support/folding.ts";
import { RuleFold } from "../fold.ts";
import type { CustodyRule } from "./index.ts";

const RULES: readonly CustodyRule[] = [
  openedWithoutAccess(),
  openedWithoutAccess({ access: "unlock" }),
  unlockedUnopened(),
  twoPerson({ roles: ["keeper", "user"] }),
  twoPerson({ on: "unlocked" }),
  weightWithoutOpening({ settle: 4000 as never }),
];

const said = fc.constantFrom(
  "badge wang",
  "badge smith",
  "badge li",
  "badge smith refused",
  "badge stranger",
  "badge wang from reader",
  "button exit",
  "unlock",
  "lock",
  "unlock late",
  "weight 250",
  "restart",
);
const weighed = fc.constantFrom("weight 250", "weight 250", "weight 251", "weight 230", "weight faulty", "restart", "weight 200 late");
const saidTo = ({ kind }: CustodyRule): fc.Arbitrary<string> => (kind === "weight-without-opening" ? weighed : said);
const ofDoor = fc.constantFrom("open", "closed", "closed", "closed", "door faulty", "open late");

/** Some minutes of anything, a few times the same in a row, each said at most 20 s before it is heard. */
const linesOf = (what: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> =>
  fc
    .array(
      fc.record({
        wait: fc.constantFrom(0, 1, 2, 2, 6, 20),
        age: fc.constantFrom(0, 0, 0, 0, 1, 4, 20),
        what,
        times: fc.constantFrom(1, 1, 5),
      }),
      { minLength: 15, maxLength: 30 },
    )
    .map((steps) => {
      let heard = 0;
      const each = steps.flatMap(({ times, ...step }) => Array.from({ length: times }, () => step));
      return each.map(({ wait, age, what: words }) => {
        heard += wait;
        // A restart says since when nobody listened; everything else, when it was.
        return `${words === "restart" ? heard - Math.min(age, wait) : heard - age}@${heard} ${words}`;
      });
    });

describe.each(RULES)("$kind", (rule) => {
  test("gives the same alarm history from any record on, from what was saved there", () => {
    fc.assert(
      fc.property(linesOf(fc.oneof({ arbitrary: saidTo(rule), weight: 4 }, ofDoor)), fc.nat(), (lines, random) => {
        const log = storyLog(lines);
        const signals = storeWith(rule);
        const whole = new RuleFold([]);
        const changes = [siteRecord(signals), ...log].map((input) => whole.apply(input));
        const cut = 1 + (random % log.length);
        const first = new RuleFold([]);
        const before = [siteRecord(signals), ...log].slice(0, cut).map((input) => first.apply(input));
        const second = new RuleFold(signals, structuredClone(first.save()));
        const after = log.slice(cut - 1).map((input) => second.apply(input));
        expect([...before, ...after]).toEqual(changes);
        expect(second.save()).toEqual(whole.save());
      }),
      { numRuns: 150 },
    );
  });

  test("remembers no more of a long story than of a short one", () => {
    const lines = Array.from(
      { length: 400 },
      (_, index) => `${index} ${["badge wang", "unlock", "closed", "open", `weight ${index % 3}`][index % 5]}`,
    );
    const fold = new RuleFold([]);
    for (const input of [siteRecord(storeWith(rule)), ...storyLog(lines)]) fold.apply(input);
    expect(JSON.stringify(fold.save().watches).length).toBeLessThan(8000);
  });
});

describe.each(RULES.filter((rule) => rule.kind !== "two-person" || rule.on === "opened"))("$kind", (rule) => {
  test.each([
    { what: "was never heard", door: fc.constant("open late") },
    { what: "was never closed", door: fc.constantFrom("open", "door faulty") },
    { what: "was never but faulty", door: fc.constant("door faulty") },
  ])("claims nothing of a door that $what", ({ door }) => {
    fc.assert(
      fc.property(linesOf(fc.oneof(saidTo(rule), door)), (lines) => {
        expect(outcome(rule, lines)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

test("the stories do raise alarms, so that the properties speak of something", () => {
  const raising = RULES.map(
    (rule) =>
      fc
        .sample(linesOf(fc.oneof({ arbitrary: saidTo(rule), weight: 4 }, ofDoor)), { numRuns: 300, seed: 1 })
        .filter((lines) => outcome(rule, lines).length > 0).length,
  );
  expect(Math.min(...raising), raising.join()).toBeGreaterThan(3);
});
