import { expect, test } from "vitest";
import { matcherOfTerms } from "./search-terms.ts";

const wang = matcherOfTerms({ names: ["Wang Mei", "王梅", "wang.mei@example.org", "li"], phones: ["+8613812345678"] });

test.each([
  { text: "told WANG MEI of it", because: "letters are compared without their case" },
  { text: "已告知王梅老师", because: "Chinese has no spaces between words" },
  { text: "see wang.mei@example.org", because: "an address is one" },
  { text: "call 138 1234 5678", because: "a number is written in groups, and without its country" },
  { text: "call +86-138-1234-5678.", because: "and with it" },
  { text: "ask li, who has the key", because: "an account is named" },
])("$text names her: $because", ({ text }) => expect(wang(text)).toBe(true));

test.each([
  { text: "above its limit", because: "a Latin name is a word, and not in one" },
  { text: "13812345", because: "it is another number" },
  { text: "13812345679", because: "it differs by one digit" },
  { text: "li2 and 9li", because: "digits are of the word" },
  { text: "", because: "nobody is in nothing" },
])("'$text' does not: $because", ({ text }) => expect(wang(text)).toBe(false));

test("what is too short to say anybody finds nobody", () => {
  const matches = matcherOfTerms({ names: ["王", " ", ""], phones: ["114", ""] });
  expect(["王 114", "1141141141"].some(matches)).toBe(false);
});
