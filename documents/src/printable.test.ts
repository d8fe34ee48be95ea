import { expect, test } from "vitest";
import { printable } from "./printable.ts";

test.each([
  { text: "8.5 °C 温度", printed: "8.5 °C 温度", because: "what has a glyph is itself" },
  { text: "one\r\ntwo\tthree", printed: "one\ntwo three", because: "line ends and tabs are white space" },
  { text: "safe\u202etnatulop", printed: "safe[U+202E]tnatulop", because: "nothing turns what follows around" },
  { text: "a\u200bb\u0000c", printed: "a[U+200B]b[U+0000]c", because: "nothing hides" },
  { text: "ok 😀", printed: "ok [U+1F600]", because: "what has no glyph is said by its code" },
  { text: "half \ud800", printed: "half [U+D800]", because: "half a character is no character" },
])("$printed: $because", ({ text, printed }) => {
  expect(printable(text, (codePoint) => codePoint < 0x1_0000)).toBe(printed);
});
