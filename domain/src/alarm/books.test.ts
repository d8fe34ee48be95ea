import { expect, test } from "vitest";
import { type AlarmBooks, NOTHING_CAME, sumOf, unbalanced } from "./books.ts";

const BOOKS: AlarmBooks = {
  changes: { received: 9, had: 1, own: 1, raised: 2, counted: 1, moved: 1, unchanged: 1, unknown: 1, historical: 1 },
  alarms: { opened: 3, standing: 1, ended: 2 },
  notices: { asked: 10, had: 1, waiting: 2, sending: 1, accepted: 1, proven: 2, failed: 1, cancelled: 1, forgotten: 1 },
};

test.each<{ because: string; books: AlarmBooks; says: readonly string[] }>([
  { because: "nothing has come", books: NOTHING_CAME, says: [] },
  { because: "everything has come to something", books: BOOKS, says: [] },
  { because: "a change came to nothing", books: { ...BOOKS, changes: { ...BOOKS.changes, received: 10 } }, says: ["changes"] },
  { because: "an alarm is gone", books: { ...BOOKS, alarms: { ...BOOKS.alarms, standing: 0 } }, says: ["alarms"] },
  { because: "a notice nobody asked for", books: { ...BOOKS, notices: { ...BOOKS.notices, failed: 2 } }, says: ["notices"] },
  {
    because: "two wrongs that make a right sum",
    books: { ...BOOKS, alarms: { opened: 3, standing: -1, ended: 4 } },
    says: ["alarms"],
  },
])("the books say $says when $because", ({ books, says }) => {
  expect(unbalanced(books)).toEqual(says);
});

test("what came is the first line, what became of it all others", () => {
  expect(sumOf(BOOKS, "notices")).toEqual({ came: 10, became: 10 });
  expect(sumOf({ ...BOOKS, alarms: { ...BOOKS.alarms, ended: 7 } }, "alarms")).toEqual({ came: 3, became: 8 });
});
