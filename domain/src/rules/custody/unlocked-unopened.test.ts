import { describe, expect, test } from "vitest";
import { outcome, reasons, unlockedUnopened } from "../../../../test/support/custody.ts";

const RULE = unlockedUnopened();

describe("unlocked and not opened within 30 s, with 5 s of grace", () => {
  test.each([
    { story: ["0 closed", "10 unlock"], gives: ["45s raised"], because: "nothing followed" },
    { story: ["0 closed", "10 unlock", "20 open"], gives: [], because: "it was opened" },
    { story: ["0 closed", "10 unlock", "20 lock"], gives: [], because: "it was locked again" },
    { story: ["0 closed", "10 unlock", "60 open"], gives: ["45s raised", "60s cleared"], because: "it was opened late" },
    { story: ["0 closed", "10 unlock", "60 lock"], gives: ["45s raised", "60s cleared"], because: "it was locked late" },
    { story: ["0 closed", "10 unlock", "8@60 lock"], gives: ["45s raised"], because: "a lock from before does not undo it" },
    { story: ["0 closed", "10 unlock", "20 unlock"], gives: ["45s raised"], because: "unlocking again does not start the time anew" },
    { story: ["0 closed", "10 unlock", "5@12 lock"], gives: ["45s raised"], because: "it was locked before" },
    { story: ["0 closed", "12@13 lock", "10@14 unlock"], gives: [], because: "it was locked after, heard in the wrong order" },
    { story: ["0 closed", "10 open", "12 closed", "11@14 unlock"], gives: [], because: "the opening was heard first" },
    { story: ["0 closed", "10 open", "12 closed", "20 unlock"], gives: ["55s raised"], because: "the opening before was another one" },
    { story: ["0 open", "10 unlock", "60 closed"], gives: [], because: "the door stood open" },
    { story: ["0 closed", "10 badge wang"], gives: [], because: "a badge does not unlock" },
    { story: ["0 closed", "10 unlock elsewhere"], gives: [], because: "at another door" },
    { story: ["0 closed", "10@30 unlock late"], gives: [], because: "late events do not count" },
  ])("$story gives $gives: $because", ({ story, gives }) => {
    expect(outcome(RULE, story)).toEqual(gives);
  });
});

describe("a door that was not watched may have been opened unseen", () => {
  test.each([
    { story: ["10 unlock"], because: "never heard" },
    { story: ["10 unlock", "12 closed"], because: "not heard before" },
    { story: ["0 closed", "10 unlock", "15 door faulty", "20 closed"], because: "faulty for a while" },
    { story: ["0 closed", "170 unlock", "190 closed"], because: "past its hold for a while" },
    { story: ["0 closed", "170 unlock"], because: "past its hold when the time came" },
    { story: ["0 closed", "10 unlock", "11@300 restart", "301 closed"], because: "nobody listened" },
  ])("$story gives nothing: $because", ({ story }) => {
    expect(outcome(RULE, story)).toEqual([]);
  });
});

test("when the platform was down only for a moment, it waits once more", () => {
  expect(outcome(RULE, ["0 closed", "10 unlock", "40@50 restart"])).toEqual(["85s raised"]);
  expect(outcome(RULE, ["0 closed", "10 unlock", "40@50 restart", "42@52 open"])).toEqual([]);
});

test.each([
  { line: "10 unlock", reason: "unlocked and not opened for 30 s" },
  { line: "10 unlock wang", reason: "unlocked by {person:wang} and not opened for 30 s" },
])("$line is told as: $reason", ({ line, reason }) => {
  expect(reasons(RULE, ["0 closed", line])).toEqual([reason]);
});
