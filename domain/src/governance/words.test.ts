import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holdsScript, isReadable, isSaid, isTooLong, LONGEST_WORDS, readable, type SaidOf } from "./words.ts";

test.each(Object.entries(LONGEST_WORDS))("of %s at most %i characters are kept, and not none", (of, most) => {
  const subject = of as SaidOf;
  expect([isSaid("x".repeat(most), subject), isTooLong("x".repeat(most), subject)]).toEqual([true, false]);
  expect([isSaid("x".repeat(most + 1), subject), isTooLong("x".repeat(most + 1), subject)]).toEqual([false, true]);
  expect([isSaid(" \n", subject), isSaid(undefined, subject), isTooLong(undefined, subject)]).toEqual([false, false, false]);
});

test.each(["gas", "气味", "می\u200cخواهم", "👩\u200d🔬", "a\tb\nc\r\nd", "e\u0301", "5 °C", "\u202bنشت\u202c", "?"])(
  "%j is said",
  (words) => {
    expect([isSaid(words, "hazard"), isReadable(words), readable(words)]).toEqual([true, true, words]);
  },
);

test.each([
  ["\u200b", true],
  ["\u2060\ufeff\u00ad", true],
  ["\u3164\u115f\u2800", true],
  ["\u200d\u200c \u00a0\u3000", true],
  ["\u0301", true],
  ["a\u0000b", false],
  ["a\rb", false],
  ["bell\u0007", false],
  ["next\u0085line", false],
  ["\ud83d", false],
  ["half \udd2c of one", false],
])("%j is not said; that it is text at all is %j", (words, isText) => {
  expect([isSaid(words, "hazard"), isReadable(words), isReadable(readable(words))]).toEqual([false, isText, true]);
});

/** What people write who mean no tag. */
const REAL = [
  "H2S < 10 ppm and T > 5 °C",
  "T<Tmax",
  "<5 ppm",
  "a<b",
  "p.m.>3",
  "a<b and c>d, only=3",
  "O2<LEL, pump on = yes",
  "<wang@x.org>",
  "Li Na <li.na@hospital.example.org> was told",
  "气瓶柜 H₂S＜10 ppm，温度＞5 ℃",
  "通风柜面风速 <0.5 m/s",
  "see https://example.org/a?b=1&c=2",
  "data: 12 of 14 readings; text/html report attached",
  "I <3 this lab",
  "the script of the drill; one object, an svg file, the embedded valve",
  "<- left door, right door ->",
  "R&D; R&D#5",
  "onset=10:30, once=1",
  "Java script: error on the console",
  "<b>urgent</b>",
  "2 < script writers",
];

/** As the OWASP sheet of filter evasion has them (XSS Filter Evasion Cheat Sheet), with what no browser of today runs left out. */
const ACTIVE = [
  "<script>alert(1)</script>",
  "<SCRIPT SRC=https://example.org/x.js></SCRIPT>",
  "smoke <ScRiPt\n>alert(1)",
  '<SCRIPT/SRC="http://example.org/x.js">',
  "<<SCRIPT>alert(1);//<</SCRIPT>",
  "</TITLE><SCRIPT>alert(1)",
  '<IMG """><SCRIPT>alert(1)',
  "words that end with <script",
  "<scr\0ipt>alert(1)</scr\0ipt>",
  "<scr\u00adipt>alert(1)",
  "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
  "＜ｓｃｒｉｐｔ＞alert(1)",
  "&#60;script&#62;alert(1)",
  "&#x3C;script>alert(1)",
  "<iframe src=//example.org <",
  "<object data=x>",
  "<embed src=x>",
  "<svg/onload=alert(1)>",
  "<svg>",
  "<img src=x onerror=alert(1)>",
  '<IMG SRC=# ONMOUSEOVER = "alert(1)">',
  "<img/src/onerror=alert(1)>",
  '<img src="x"onerror=alert(1)>',
  "<img src=x\nonerror\n=alert(1)>",
  "<x onclick=alert(1)>",
  '<a title="a>b" onclick=alert(1)>',
  "<BODY ONLOAD=alert(1)>",
  "<a href=javascript:alert(1)>",
  "JavaScript:alert(1)",
  '<IMG SRC="jav\tascript:alert(1)">',
  '<IMG SRC="jav&#x09;ascript:alert(1)">',
  '<a href="java&Tab;script&colon;alert(1)">',
  "<IMG SRC=&#0000106&#0000097&#0000118&#0000097&#0000115&#0000099&#0000114&#0000105&#0000112&#0000116&#0000058alert(1)>",
  "<IMG SRC='vbscript:msgbox(1)'>",
  "data:text/html,<b>",
  '<a href="DATA:text/html;base64,PHNjcmlwdD4=">',
  "<iframe src=data:image/svg+xml;base64,AAAA>",
];

describe("what a browser would run", () => {
  test.each(REAL)("%s is words", (words) => {
    expect(holdsScript(words)).toBe(false);
  });

  test.each(ACTIVE)("%j is not only words", (words) => {
    expect(holdsScript(words)).toBe(true);
  });

  /** Names of quantities, of units and of people, as they stand on either side of a comparison. */
  const operand = fc.oneof(
    fc.constantFrom("T", "Tmax", "LEL", "pH", "c(H2S)", "ppm", "温度", "a", "b", "on", "limit"),
    fc.double({ min: 0, max: 1000, noNaN: true }).map(String),
  );
  const comparison = fc.tuple(operand, fc.constantFrom("<", " < ", "> ", "<=", "≤", "＜"), operand).map((parts) => parts.join(""));
  const mail = fc.emailAddress().map((address) => `<${address}>`);
  const plain = fc.string({ unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz 0123456789,.;:()/%°气体泄漏，。".split("")) });
  const words = fc.array(fc.oneof(comparison, plain, mail), { maxLength: 8 }).map((parts) => parts.join(" "));

  test("comparisons, addresses and sentences pass, however they follow one another", () => {
    fc.assert(fc.property(words, (said) => !holdsScript(said)));
  });

  /** How a tag is hidden from who looks for its letters. */
  const hidings: readonly ((character: string) => string)[] = [
    (character) => character,
    (character) => character.toUpperCase(),
    (character) => `${character}\0`,
    (character) => `\u200b${character}`,
    (character) => String.fromCodePoint(character.codePointAt(0)! + 0xfee0),
    (character) => `&#${character.codePointAt(0)};`,
    (character) => `&#x${character.codePointAt(0)?.toString(16)};`,
  ];
  const tag = fc.constantFrom("<script>", "<iframe/", "<object>", "<embed>", "<svg/onload=x>", "<b/onfocus=x>", "javascript:x");
  const hidden = fc.tuple(tag, fc.array(fc.constantFrom(...hidings), { minLength: 16, maxLength: 16 })).map(([text, ways]) =>
    text
      .split("")
      .map((character, index) => ways[index]?.(character))
      .join(""),
  );

  test("a tag is found in the midst of words, however its letters are hidden", () => {
    fc.assert(fc.property(words, hidden, words, (before, active, after) => holdsScript(`${before} ${active} ${after}`)));
  });

  test.each(["<a", "&#", "<script", " on", "data:x/", "&#0", "<x onaaa", "\u0000<", "javascrip"])(
    "a body full of %j is read in no time",
    (part) => {
      const began = process.cpuUsage().user;
      holdsScript(part.repeat((64 * 1024) / part.length));
      expect(process.cpuUsage(undefined).user - began).toBeLessThan(200_000);
    },
  );
});
