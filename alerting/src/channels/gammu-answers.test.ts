import { epochMs, minutes, plus, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { createPartJoiner, type InboxRow } from "./gammu-answers.ts";

const now = epochMs(0);
const row = (number: number, text: string, over: Partial<InboxRow> = {}): InboxRow => ({
  number,
  from: "+8613800000001",
  text,
  coding: "Unicode_No_Compression",
  header: "",
  ...over,
});
const textsOf = (rows: readonly InboxRow[]) =>
  createPartJoiner()
    .join(rows, now)
    .map(({ text, numbers }) => [text, ...numbers]);

test.each<{ because: string; rows: readonly InboxRow[]; are: readonly (readonly (string | number)[])[] }>([
  { because: "a text in one part is itself", rows: [row(1, "ACK")], are: [["ACK", 1]] },
  {
    because: "parts are put in their order, whatever order they came in",
    rows: [row(1, "b", { header: "050003070202" }), row(2, "a", { header: "050003070201" })],
    are: [["ab", 1, 2]],
  },
  {
    because: "a reference of sixteen bits does as well",
    rows: [row(1, "a", { header: "06080401070201" }), row(2, "b", { header: "06080401070202" })],
    are: [["ab", 1, 2]],
  },
  {
    because: "two people may have the same reference",
    rows: [
      row(1, "a", { header: "050003070201" }),
      row(2, "x", { header: "050003070201", from: "+86" }),
      row(3, "b", { header: "050003070202" }),
      row(4, "y", { header: "050003070202", from: "+86" }),
    ],
    are: [
      ["ab", 1, 3],
      ["xy", 2, 4],
    ],
  },
  {
    because: "one person may use a reference again",
    rows: ["050003070201", "050003070202", "050003070201", "050003070202"].map((header, index) => row(index + 1, `${index}`, { header })),
    are: [
      ["01", 1, 2],
      ["23", 3, 4],
    ],
  },
  { because: "a header of another kind says nothing of parts", rows: [row(1, "ACK", { header: "0605041583158300" })], are: [["ACK", 1]] },
])("$because", ({ rows, are }) => {
  expect(textsOf(rows)).toEqual(are);
});

test("a part that is missing is waited for a minute", () => {
  const joiner = createPartJoiner();
  const rows = [row(1, "ACK 4F7 ", { header: "050003070201" })];
  expect(joiner.join(rows, now)).toEqual([]);
  expect(joiner.join(rows, plus(now, seconds(59)))).toEqual([]);
  expect(joiner.join(rows, plus(now, minutes(1)))).toMatchObject([{ text: "ACK 4F7 " }]);
});

test("once dealt with it is forgotten, so that a number that is given again is waited for again", () => {
  const joiner = createPartJoiner();
  const rows = [row(1, "ACK", { header: "050003070201" })];
  joiner.join(rows, now);
  joiner.join([], plus(now, minutes(2)));
  expect(joiner.join(rows, plus(now, minutes(3)))).toEqual([]);
});

test("what is no text is told as such", () => {
  expect(createPartJoiner().join([row(1, "", { coding: "8bit" })], now)).toMatchObject([{ isText: false }]);
});
