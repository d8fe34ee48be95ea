import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openedWithoutAccess, outcome, reasons } from "../../../../test/support/custody.ts";

const FORCED = openedWithoutAccess();

describe("forced: opened with no access granted within 30 s before or 5 s after", () => {
  test.each([
    { story: ["0 closed", "10 open", "20 closed"], gives: ["15s raised", "21s cleared"], because: "nobody badged" },
    { story: ["0 closed", "5 badge wang", "10 open", "20 closed"], gives: [], because: "Wang was let in" },
    { story: ["0 closed", "5 badge wang from reader", "10 open"], gives: [], because: "by the reader beside the door" },
    { story: ["0 closed", "5 badge wang from stranger-device", "10 open"], gives: ["15s raised"], because: "somewhere else" },
    { story: ["0 closed", "5 badge wang elsewhere", "10 open"], gives: ["15s raised"], because: "at another door of the device" },
    { story: ["0 closed", "10 open", "9@14 badge wang"], gives: [], because: "the word of it came within the grace" },
    { story: ["0 closed", "10 open", "9@16 badge wang", "20 closed"], gives: ["15s raised", "21s cleared"], because: "it came too late" },
    { story: ["0 closed", "10 open", "14 badge wang"], gives: [], because: "the reader's clock may be ahead" },
    { story: ["0 closed", "1 badge wang", "31 open"], gives: [], because: "30 s are within" },
    { story: ["0 closed", "1 badge wang", "32 open"], gives: ["37s raised"], because: "31 s are not" },
    { story: ["0 closed", "5 badge stranger refused", "10 open"], gives: ["15s raised"], because: "the reader said no" },
    { story: ["0 closed", "5 badge stranger", "10 open"], gives: [], because: "the reader said yes, whoever it was" },
    { story: ["0 closed", "5 unlock", "10 open"], gives: ["15s raised"], because: "unlocking alone is no access granted" },
    { story: ["0 closed", "9 button exit", "10 open"], gives: [], because: "somebody left by the button" },
    { story: ["0 closed", "9 button light", "10 open"], gives: ["15s raised"], because: "another button lets nobody out" },
    { story: ["0 closed", "5 badge wang", "6 sounder", "10 open"], gives: [], because: "that the siren sounds is no deed" },
    { story: ["0 closed", "9 sounder", "10 open"], gives: ["15s raised"], because: "nor does it let anybody in" },
    { story: ["0 closed", "5@20 badge wang late", "25 open"], gives: ["30s raised"], because: "a late event does not count" },
  ])("$story gives $gives: $because", ({ story, gives }) => {
    expect(outcome(FORCED, story)).toEqual(gives);
  });
});

describe("one access, one opening", () => {
  test.each([
    {
      story: ["0 closed", "5 badge wang", "10 open", "13 closed", "18 open", "21 closed"],
      gives: ["23s raised", "24s cleared"],
      because: "who comes after it has closed needs an access of their own",
    },
    {
      story: ["0 closed", "5 badge wang", "6 badge smith", "10 open", "13 closed", "18 open"],
      gives: [],
      because: "both were let in, one behind the other",
    },
    {
      story: ["0 closed", "5 badge wang", "6 badge wang again", "5 badge wang", "10 open", "13 closed", "18 open"],
      gives: [],
      because: "she badged twice",
    },
    {
      story: ["0 closed", "5 badge wang", "5@7 badge wang", "10 open", "13 closed", "18 open"],
      gives: ["23s raised"],
      because: "one badge told twice is one",
    },
    {
      story: ["0 closed", "5 badge wang", "10 open", "13 closed", "13.5 open", "14 closed"],
      gives: [],
      because: "a contact that bounces is no opening",
    },
    {
      story: ["0 closed", "10 open", "20 closed", "20.5 open", "25 closed"],
      gives: ["15s raised", "26s cleared"],
      because: "nor does the bounce end what was found",
    },
    {
      story: ["0 closed", "10 open", "12 closed"],
      gives: ["15s raised", "16s cleared"],
      because: "an opening that was over before it was decided is told all the same",
    },
    {
      story: ["0 closed", "10 open", "12 closed", "14 open", "16 closed"],
      gives: ["15s raised", "17s cleared", "19s raised", "20s cleared"],
      because: "each opening is one",
    },
  ])("$story gives $gives: $because", ({ story, gives }) => {
    expect(outcome(FORCED, story)).toEqual(gives);
  });
});

describe("a door that is not known", () => {
  test.each([
    { story: ["0 open", "20 closed"], because: "it was open when it was first heard" },
    { story: ["0 closed", "200 open"], because: "it was not watched for longer than its hold" },
    { story: ["0 closed", "5 door faulty", "10 open"], because: "it could not be measured before" },
    { story: ["0 closed", "5@400 open late"], because: "the sample came too late" },
    { story: ["0 closed", "5 badge wang"], because: "nothing opened" },
  ])("$story gives nothing: $because", ({ story }) => {
    expect(outcome(FORCED, story)).toEqual([]);
  });

  test("does not end what was found; only being closed does", () => {
    expect(outcome(FORCED, ["0 closed", "10 open", "20 door faulty", "40 closed"])).toEqual(["15s raised", "41s cleared"]);
  });
});

describe("when the platform was down", () => {
  test.each([
    { story: ["0 closed", "10 open", "11@40 restart", "41 closed"], gives: ["45s raised", "46s cleared"], because: "it waits once more" },
    {
      story: ["0 closed", "10 open", "11@40 restart", "9@42 badge wang"],
      gives: [],
      because: "for the word that was waiting in the device",
    },
    { story: ["0 closed", "10 open", "11@12 restart"], gives: ["15s raised"], because: "the time to decide had not come" },
    { story: ["0 closed", "10 open", "11@40 restart", "41@50 restart"], gives: ["50s raised"], because: "it does not wait for ever" },
    { story: ["0 closed", "5 badge wang", "6@40 restart", "41 open"], gives: ["46s raised"], because: "the access was too long before" },
    { story: ["0 closed", "11@400 restart", "401 open"], gives: [], because: "nobody saw it open" },
  ])("$story gives $gives: $because", ({ story, gives }) => {
    expect(outcome(FORCED, story)).toEqual(gives);
  });
});

test.each([
  { story: ["0 closed", "5 unlock", "10 open"], gives: [], because: "it was unlocked" },
  { story: ["0 closed", "5 badge wang", "10 open"], gives: ["15s raised"], because: "a badge alone does not unlock" },
])("opened without unlock: $story gives $gives: $because", ({ story, gives }) => {
  expect(outcome(openedWithoutAccess({ access: "unlock" }), story)).toEqual(gives);
});

test.each([
  { story: ["0 closed", "10 open"], reason: "opened with no access granted" },
  { story: ["0 closed", "5 badge wang refused", "10 open"], reason: "opened with no access granted; {person:wang} had not been let in" },
  {
    story: ["0 closed", "5 badge 04A2F1 refused", "10 open"],
    reason: "opened with no access granted; an unknown badge had not been let in",
  },
  {
    story: ["0 closed", "5 badge wang", "10 open", "11 closed", "15 open"],
    reason: "opened with no access granted; the access before it had been used for another opening",
  },
])("$story is told as: $reason", ({ story, reason }) => {
  expect(reasons(FORCED, story)[0]).toBe(reason);
});

describe("whatever happens", () => {
  test("the order in which door and badge are heard within the grace does not matter", () => {
    // Event times and the moments of hearing, all of them before the first opening is decided.
    const happening = fc.record({
      badges: fc.array(fc.integer({ min: -40, max: 12 }), { maxLength: 4 }),
      shuffle: fc.infiniteStream(fc.nat()),
    });
    fc.assert(
      fc.property(happening, ({ badges, shuffle }) => {
        const heard = (order: readonly string[]): readonly string[] => outcome(FORCED, ["0 closed", ...order, "70 open", "72 closed"], 100);
        const doors = ["60@60 open", "60.2@61.5 closed", "61.9@62 open"];
        const events = badges.map((at) => `${60 + at}@63 badge wang ${at}`);
        const inOrder = [...doors, ...events];
        const early = events.map((line) => line.replace("@63", "@59.5"));
        const mixed = [...shuffle.take(events.length)].map((random, index) => [random, events[index] as string] as const);
        const shuffled = mixed.sort(([one], [other]) => one - other).map(([, line]) => line);
        expect(heard([...early, ...doors])).toEqual(heard(inOrder));
        expect(heard([...doors, ...shuffled])).toEqual(heard(inOrder));
      }),
      { numRuns: 200 },
    );
  });
});
