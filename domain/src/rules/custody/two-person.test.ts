import { describe, expect, test } from "vitest";
import { outcome, reasons, twoPerson } from "../../../../test/support/custody.ts";

const ANY_TWO = twoPerson();
const KEEPER_AND_USER = twoPerson({ roles: ["keeper", "user"] });
const ALARM = ["15s raised", "21s cleared"];
const opening = (...badges: readonly string[]): readonly string[] => ["0 closed", ...badges, "10 open", "20 closed"];

describe("two different people within 30 s before or 5 s after the opening", () => {
  test.each([
    { story: opening(), gives: ALARM, because: "nobody badged" },
    { story: opening("4 badge wang"), gives: ALARM, because: "one person is not two" },
    { story: opening("4 badge wang", "6 badge wang card2"), gives: ALARM, because: "two badges of one person are one person" },
    { story: opening("4 badge wang", "6 badge stranger"), gives: ALARM, because: "a badge nobody knows is nobody" },
    { story: opening("4 badge wang", "6 badge smith refused"), gives: ALARM, because: "he was not let in" },
    { story: opening("4 badge wang", "6 badge smith"), gives: [], because: "they were two" },
    { story: opening("4 badge wang", "6 badge smith elsewhere"), gives: ALARM, because: "he was at another door" },
    { story: ["0 closed", "4 badge wang", "10 open", "14 badge smith", "20 closed"], gives: [], because: "he came right after" },
    { story: ["0 closed", "4 badge wang", "10 open", "16 badge smith", "20 closed"], gives: ALARM, because: "he came too late" },
    { story: ["0 closed", "1 badge wang", "20 badge smith", "32 open"], gives: ["37s raised"], because: "she came too early" },
    {
      story: ["0 closed", "4 badge wang", "6 badge smith", "10 open", "12 closed", "14 open"],
      gives: [],
      because: "they are both still there",
    },
    { story: ["0 open", "20 closed"], gives: [], because: "nobody saw it open" },
    { story: ["0 closed", "5 door faulty", "10 open"], gives: [], because: "it was not known to be closed" },
    { story: ["0 closed", "10 unlock", "11 lock"], gives: [], because: "it asks for openings only" },
  ])("$story gives $gives: $because", ({ story, gives }) => {
    expect(outcome(ANY_TWO, story)).toEqual(gives);
  });
});

describe("a keeper and a user", () => {
  test.each([
    { story: opening("4 badge wang", "6 badge smith"), gives: [], because: "one of each" },
    { story: opening("4 badge smith", "6 badge wang"), gives: [], because: "in either order" },
    { story: opening("4 badge li", "6 badge wang"), gives: [], because: "Li may be either, Wang is the keeper" },
    { story: opening("4 badge li", "6 badge smith"), gives: [], because: "Li may be either, Smith is the user" },
    { story: opening("4 badge li"), gives: ALARM, because: "one person with both roles is one person" },
    { story: opening("4 badge smith", "5 badge stranger", "6 badge smith card2"), gives: ALARM, because: "there was no keeper" },
  ])("$story gives $gives: $because", ({ story, gives }) => {
    expect(outcome(KEEPER_AND_USER, story)).toEqual(gives);
  });

  test("the same role twice asks for two people who have it", () => {
    const keepers = twoPerson({ roles: ["keeper", "keeper"] });
    expect(outcome(keepers, opening("4 badge wang", "6 badge smith"))).toEqual(ALARM);
    expect(outcome(keepers, opening("4 badge wang", "6 badge li"))).toEqual([]);
  });
});

describe("on unlocking", () => {
  const RULE = twoPerson({ on: "unlocked" });
  test.each([
    { story: ["0 closed", "10 unlock", "20 lock"], gives: ["15s raised", "20s cleared"], because: "locking ends it" },
    { story: ["0 closed", "10 unlock", "12 open", "20 closed"], gives: ["15s raised", "21s cleared"], because: "closing ends it" },
    { story: ["0 closed", "4 badge wang", "6 badge smith", "10 unlock"], gives: [], because: "they were two" },
    { story: ["0 closed", "4 badge wang", "10 unlock", "10@11 unlock", "12 badge smith"], gives: [], because: "told twice is once" },
    { story: ["10 unlock", "20 lock"], gives: ["15s raised", "20s cleared"], because: "unlocking is known whatever the door is" },
    { story: ["0 closed", "10 open", "20 closed"], gives: [], because: "it asks for unlockings only" },
  ])("$story gives $gives: $because", ({ story, gives }) => {
    expect(outcome(RULE, story)).toEqual(gives);
  });
});

test.each([
  { rule: ANY_TWO, story: opening("4 badge stranger"), reason: "opened without two people: nobody known had badged within 30 s" },
  { rule: ANY_TWO, story: opening("4 badge wang"), reason: "opened without two people: only {person:wang} had badged within 30 s" },
  {
    rule: twoPerson({ roles: ["keeper", "keeper"] }),
    story: opening("4 badge wang", "5 badge smith"),
    reason: "opened without a keeper and a keeper: only {person:wang}, {person:smith} had badged within 30 s",
  },
])("$story is told as: $reason", ({ rule, story, reason }) => {
  expect(reasons(rule, story)[0]).toBe(reason);
});
