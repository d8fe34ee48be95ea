import { expect, test } from "vitest";
import { cutBetweenMarks, peopleMarkedIn, personMark, replacePersonMarks, withoutPersonMarks } from "./person-mark.ts";

const KEY = "~0123456789abcdef0123";

test.each([
  { text: `${personMark("wang")} had badged`, people: ["wang"], said: "<wang> had badged" },
  { text: `only ${personMark("wang-2")}, ${personMark("l.i")}`, people: ["wang-2", "l.i"], said: "only <wang-2>, <l.i>" },
  {
    text: `${personMark(".wang")}, ${personMark("_")} and ${personMark("-li")} had`,
    people: [".wang", "_", "-li"],
    said: "<.wang>, <_> and <-li> had",
  },
  { text: `${personMark(KEY)} had badged`, people: [KEY], said: `<${KEY}> had badged` },
  {
    text: "{person:} and {person:a b} and {person:~12} had badged",
    people: [],
    said: "{person:} and {person:a b} and {person:~12} had badged",
  },
  { text: "nobody had badged", people: [], said: "nobody had badged" },
])("$text has marks of $people", ({ text, people, said }) => {
  expect(peopleMarkedIn(text)).toEqual(people);
  expect(replacePersonMarks(text, (id) => `<${id}>`)).toBe(said);
});

test("of what people wrote nothing is a mark, and it is as long as before", () => {
  expect(withoutPersonMarks("{person:wang} and {{person:li}} left")).toBe("(person:wang} and {(person:li}} left");
  expect(withoutPersonMarks("{ person: Wang }")).toBe("{ person: Wang }");
});

test("of a long text each mark is told by the 16 characters in front of it, however many stand before them", () => {
  const told: string[] = [];
  replacePersonMarks(`${personMark("wang")} ${"，  ".repeat(1000)}only ${personMark("wang")}`, (_, before) => {
    told.push(before);
    return "";
  });
  expect(told).toEqual(["", "  ，  ，  ，  only "]);
});

test("a text is cut in front of a mark, never within one: what is left of it would be an id that nobody finds again", () => {
  const text = `not here: ${personMark("wang")}, ${personMark("li")}`;
  for (let longest = 0; longest <= text.length; longest++) {
    const cut = cutBetweenMarks(text, longest);
    expect(cut.length).toBeLessThanOrEqual(longest);
    expect(replacePersonMarks(cut, () => "")).not.toMatch(/[{}]|wang|li$/);
  }
  expect(cutBetweenMarks(text, text.length)).toBe(text);
});
