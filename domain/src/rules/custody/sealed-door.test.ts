import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { outcome, reasons, sealedDoor, storeWith, storyLog } from "../../../../test/support/custody.ts";
import { minutes } from "../../basics/index.ts";
import { WEEKDAYS } from "../../schedule/index.ts";
import { RuleFold } from "../fold.ts";

const SEALED = sealedDoor();
const NO_READER = sealedDoor({ readers: [] });

describe("a sealed door", () => {
  test.each([
    { story: ["0 closed", "10 open", "20 closed"], gives: ["10s raised", "21s cleared"], because: "nobody has leave: told at once" },
    { story: ["0 closed", "5 badge wang", "10 open"], gives: ["10s raised"], because: "a badge that is let in is no leave" },
    { story: ["0 open"], gives: ["0s raised"], because: "found open" },
    { story: ["0 closed", "100 door faulty", "200 open"], gives: ["200s raised"], because: "found open after a fault" },
    { story: ["0 closed", "10@400 restart", "405 open"], gives: ["405s raised"], because: "opened while the platform was down" },
    { story: ["0 closed", "2 leave wang 5-60", "8 badge wang", "10 open", "20 closed"], gives: [], because: "she has leave" },
    {
      story: ["0 closed", "2 leave wang 5-60", "10 open", "9@14 badge wang", "20 closed"],
      gives: [],
      because: "word of the badge comes after the opening",
    },
    { story: ["0 closed", "2 leave wang 5-60", "10 open", "20 closed"], gives: ["15s raised", "21s cleared"], because: "nobody badged" },
    {
      story: ["0 closed", "2 leave wang 5-60", "10 open", "12 closed"],
      gives: ["15s raised", "16s cleared"],
      because: "nobody badged, and it was quick",
    },
    { story: ["0 closed", "2 leave wang 5-60", "8 badge smith", "10 open"], gives: ["15s raised"], because: "somebody else badged" },
    { story: ["0 closed", "2 leave wang 5-60", "8 badge wang refused", "10 open"], gives: ["15s raised"], because: "the reader said no" },
    { story: ["0 closed", "2 leave wang 5-60", "8 unlock", "10 open"], gives: ["15s raised"], because: "unlocking names nobody" },
    {
      story: ["0 closed", "2 leave wang+smith 5-60", "8 badge smith", "10 open", "20 closed"],
      gives: [],
      because: "either of two has leave",
    },
    { story: ["0 closed", "2 leave wang 15-60", "8 badge wang", "10 open"], gives: ["10s raised"], because: "leave is for later" },
    { story: ["0 closed", "2 leave wang 5-9", "8 badge wang", "9 open"], gives: ["9s raised"], because: "leave has ended" },
    {
      story: ["0 closed", "8 badge wang", "10 open", "12 leave wang 5-60"],
      gives: ["10s raised"],
      because: "leave given afterwards accounts for nothing",
    },
    {
      story: ["0 closed", "8 badge wang", "10 open", "11 closed", "12 leave wang 5-60", "14 badge wang", "15 open", "16 closed"],
      gives: ["10s raised", "12s cleared"],
      because: "what comes after it does",
    },
    {
      story: ["0 closed", "2 leave wang 5-60", "8 badge wang", "10 open"],
      gives: ["60s raised"],
      because: "still open when leave has ended",
    },
    {
      story: ["0 closed", "2 leave wang 5-60", "8 badge wang", "10 open", "30 leave wang 5-60 withdrawn"],
      gives: ["30s raised"],
      because: "leave is taken back while the door is open",
    },
    {
      story: ["0 closed", "2 leave wang 5-60", "7 leave wang 5-60 withdrawn", "8 badge wang", "10 open"],
      gives: ["10s raised"],
      because: "leave was taken back",
    },
    {
      story: ["0 closed", "2 leave wang 5-60", "3 leave wang 5-60", "8 badge wang", "10 open", "20 closed"],
      gives: [],
      because: "leave told twice is one",
    },
    {
      story: ["0 closed", "2 leave wang 5-60", "8 badge wang", "10 open", "13 closed", "18 open", "20 closed"],
      gives: ["23s raised", "24s cleared"],
      because: "one badge is good for one opening",
    },
    {
      story: ["0 closed", "2 leave wang 5-60", "8 badge wang", "10 open", "20 closed", "20.4 open", "30 closed"],
      gives: [],
      because: "a contact that bounces is no other opening",
    },
    {
      story: ["0 closed", "2 leave wang 5-60", "10 open", "11 closed", "11.4 open", "12 badge wang", "20 closed"],
      gives: [],
      because: "it bounced before word of the badge came",
    },
    {
      story: ["0 closed", "2 leave wang 5-60", "10 open", "14.8 closed", "15.2 open", "20 closed"],
      gives: ["15s raised", "22s cleared"],
      because: "it bounced while nobody had badged",
    },
    {
      story: ["0 closed", "2 leave wang 5-60", "8 badge wang", "10 open", "59.8 closed", "60.2 open"],
      gives: ["60.2s raised"],
      because: "leave ended in the bounce",
    },
    {
      story: ["0 closed", "2 leave wang 5-60", "8 badge wang", "10 open", "20 closed", "20.4 door faulty", "30 open"],
      gives: ["35s raised"],
      because: "closed, then not known, then found open: it may be another time",
    },
    {
      story: ["0 closed", "2 leave wang 5-60", "8 badge wang", "10 open", "20 closed", "21 open"],
      gives: ["26s raised"],
      because: "closed for as long as a bounce may last, and open again",
    },
    {
      story: ["0 closed", "2 leave wang 5-600", "8 badge wang", "10 open", "20@60 restart", "65 open", "90 closed"],
      gives: [],
      because: "it was open by leave before the restart, and leave goes on",
    },
  ])("$story gives $gives: $because", ({ story, gives }) => {
    expect(outcome(SEALED, story)).toEqual(gives);
  });

  test("without a reader leave is good for whoever opens it in its time", () => {
    expect(outcome(NO_READER, ["0 closed", "2 leave wang 5-60", "10 open", "20 closed", "70 open"])).toEqual(["70s raised"]);
  });

  test.each([
    { story: ["0 closed", "8 badge wang", "10 open"], says: "opened without leave while it is sealed: {person:wang} had badged" },
    { story: ["0 closed", "8 badge stranger", "10 open"], says: "opened without leave while it is sealed: an unknown badge had badged" },
    { story: ["0 closed", "10 open"], says: "opened without leave while it is sealed: nobody had badged" },
    { story: ["0 open"], says: "found open without leave while it is sealed: nobody had badged" },
    {
      story: ["0 closed", "2 leave wang 5-60", "10 open"],
      says: "opened by nobody who had leave to while it is sealed: nobody had badged",
    },
    {
      story: ["0 closed", "2 leave wang 5-60", "8 badge wang", "10 open"],
      says: "still open after leave to open it had ended; opened by nobody who had leave to while it is sealed: {person:wang} had badged",
    },
  ])("$story says: $says", ({ story, says }) => {
    expect(reasons(SEALED, story)[0]).toBe(says);
  });

  test("that stands open when its time begins is told then; what is closed by then is not", () => {
    // The log begins at 08:00.
    const during = { kind: "weekly", timeZone: "UTC", days: WEEKDAYS, from: minutes(8 * 60 + 1), to: minutes(9 * 60), except: [] } as const;
    const fair = sealedDoor({ during, duringName: { en: "the fair", zh: "展会" } });
    expect(outcome(fair, ["0 closed", "10 open"])).toEqual(["60s raised"]);
    expect(outcome(fair, ["0 closed", "10 open", "20 closed", "70 closed"])).toEqual([]);
    expect(outcome(fair, ["0 closed", "10 open", "20 closed", "70 open"])).toEqual(["70s raised"]);
  });
});

test("going on from a snapshot at any record tells what never having stopped does", () => {
  const lines = [
    "closed",
    "open",
    "badge wang",
    "badge smith",
    "door faulty",
    "leave wang 0-90",
    "leave smith 30-120",
    "leave wang 0-90 withdrawn",
  ];
  const story = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.constantFrom(...lines)), { maxLength: 25 }).map((steps) => {
    let at = 0;
    return steps.map(([wait, what]) => `${(at += wait)} ${what}`);
  });
  fc.assert(
    fc.property(story, fc.nat(), (told, where) => {
      const records = storyLog(told);
      const whole = new RuleFold(storeWith(SEALED));
      const expected = records.flatMap((record) => whole.apply(record));
      const cut = records.length === 0 ? 0 : where % records.length;
      const first = new RuleFold(storeWith(SEALED));
      const before = records.slice(0, cut).flatMap((record) => first.apply(record));
      const second = new RuleFold(storeWith(SEALED), structuredClone(first.save()));
      expect([...before, ...records.slice(cut).flatMap((record) => second.apply(record))]).toEqual(expected);
    }),
  );
});
