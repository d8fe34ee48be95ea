import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UNITS } from "../../quantity/index.ts";
import { COMPARISONS, FAULTY_VOTERS } from "./expression.ts";
import { LONGEST_TEXT, parseExpression } from "./parse.ts";
import { printExpression } from "./print.ts";
import type { Literal, NameSyntax, Syntax } from "./syntax.ts";

function syntaxOf(text: string): Syntax {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(`${parsed.error.at}: ${parsed.error.message}`);
  return parsed.value;
}

/** With every parenthesis that could be there. */
function grouped(syntax: Syntax): string {
  switch (syntax.kind) {
    case "and":
    case "or":
      return `(${syntax.of.map(grouped).join(` ${syntax.kind} `)})`;
    case "not":
      return `(not ${grouped(syntax.of)})`;
    case "samples":
      return `(${syntax.atLeast}/${syntax.last} ${grouped(syntax.of)})`;
    case "vote":
      return `(${syntax.atLeast} ${syntax.of.map(grouped).join(" ")} ${syntax.faultyVoter})`;
    default:
      return printExpression(syntax);
  }
}

test.each([
  { text: "a > 1 and b > 2 or c > 3", is: "((a > 1 and b > 2) or c > 3)", because: "and binds closer than or" },
  { text: "a > 1 or b > 2 and c > 3", is: "(a > 1 or (b > 2 and c > 3))", because: "wherever it stands" },
  { text: "(a > 1 or b > 2) and c > 3", is: "((a > 1 or b > 2) and c > 3)", because: "parentheses bind closest" },
  { text: "not a > 1 and b > 2", is: "((not a > 1) and b > 2)", because: "not binds closer than and" },
  { text: "not (a > 1 and b > 2)", is: "(not (a > 1 and b > 2))", because: "not takes a parenthesis whole" },
  { text: "not not a > 1", is: "(not (not a > 1))", because: "twice is once too often, but it can be read" },
  { text: "a > 1 and b > 2 and c > 3", is: "(a > 1 and b > 2 and c > 3)", because: "one and of three" },
  {
    text: "det-1/ch4 >= 20 %LEL and not fan = running",
    is: "(det-1/ch4 >= 20 %LEL and (not fan = running))",
    because: "names of either kind",
  },
  { text: "3 of 5 samples: ch4 > 10 %LEL", is: "(3/5 ch4 > 10 %LEL)", because: "the colon takes the comparison" },
  { text: "3 of 5 samples: (a > 1 or b > 2) and c > 3", is: "((3/5 (a > 1 or b > 2)) and c > 3)", because: "or the parenthesis" },
  { text: "3 of 5 samples: not a > 1", is: "(3/5 (not a > 1))", because: "or a not" },
  {
    text: "2 of (a/x > 3, b/x > 3 or c/x > 4, @d), a faulty voter is left out",
    is: "(2 a/x > 3 (b/x > 3 or c/x > 4) @d left-out)",
    because: "voters are conditions",
  },
  {
    text: "1 of (a > 1, b > 1), a faulty voter counts as alarm and c > 1",
    is: "((1 a > 1 b > 1 alarm) and c > 1)",
    because: "a vote is one condition",
  },
  { text: "1 of (a > 1, b > 1), a faulty voter counts as no alarm", is: "(1 a > 1 b > 1 no-alarm)", because: "no alarm is not alarm" },
  { text: "deviation(a/t, t) > 2 K", is: "deviation(a/t, t) > 2 K", because: "signals of either kind" },
  { text: "deviation = high", is: "deviation = high", because: "without ( it is a signal of that name" },
])("$text: $because", ({ text, is }) => {
  expect(grouped(syntaxOf(text))).toBe(is);
});

test.each([
  { text: "x > 20%LEL", against: { at: 4, text: "20", number: 20, unit: "%LEL" } },
  { text: "x > -60.5 °C", against: { at: 4, text: "-60.5", number: -60.5, unit: "Cel" } },
  { text: "x > 1e-3 mg/m³", against: { at: 4, text: "1e-3", number: 0.001, unit: "mg/m3" } },
  { text: "x > 5", against: { at: 4, text: "5", number: 5 } },
  { text: "x = open", against: { at: 4, text: "open" } },
  { text: 'x = "half open"', against: { at: 4, text: "half open" } },
  { text: "x = 开", against: { at: 4, text: "开" } },
])("$text compares with $against", ({ text, against }) => {
  expect(syntaxOf(text)).toMatchObject({ kind: "comparison", of: { at: 0, name: "x" }, against });
});

test("every part knows its place", () => {
  expect(syntaxOf("not a > 1 or  @b and deviation(c, d/e) < 2 K")).toEqual({
    kind: "or",
    at: 0,
    of: [
      {
        kind: "not",
        at: 0,
        of: { kind: "comparison", at: 4, of: { at: 4, name: "a" }, operator: ">", against: { at: 8, text: "1", number: 1 } },
      },
      {
        kind: "and",
        at: 14,
        of: [
          { kind: "named", at: 14, name: "b" },
          {
            kind: "deviation",
            at: 21,
            of: [
              { at: 31, name: "c" },
              { at: 34, device: "d", name: "e" },
            ],
            operator: "<",
            against: { at: 41, text: "2", number: 2, unit: "K" },
          },
        ],
      },
    ],
  });
});

describe("an error stands at the character that is wrong, and says what would be right", () => {
  test.each([
    { text: "", at: 0, says: "here the condition ends; there should be a signal, such as ch4" },
    { text: "   ", at: 3, says: "here the condition ends" },
    { text: "a", at: 1, says: "there should be a comparison: one of >= <= > < = !=" },
    { text: "a >", at: 3, says: "there should be a number or a state" },
    { text: "a > and b > 1", at: 4, says: '"and" cannot stand here; there should be a number or a state' },
    { text: "a > 1 and", at: 9, says: "there should be a signal" },
    { text: "a > 1 or or b > 1", at: 9, says: '"or" cannot stand here' },
    { text: "a > 1 b > 2", at: 6, says: '"b" is no unit; after a number comes its unit, and, or, or the end' },
    { text: "a > 1 %LEL b > 2", at: 11, says: "there should be and, or, or the end of the condition" },
    { text: "a > 5furlong", at: 5, says: '"furlong" is no unit' },
    { text: "a > 5 state", at: 6, says: '"state" is no unit' },
    { text: "a = open b = closed", at: 9, says: "and, or, or the end" },
    { text: "a > 1 AND b > 2", at: 6, says: "write and in small letters" },
    { text: "a = x AND b > 2", at: 6, says: "write and in small letters" },
    { text: "(a > 1", at: 6, says: "there should be and, or, or )" },
    { text: "a > 1)", at: 5, says: '")" cannot stand here' },
    { text: "2 of (a/x > 3", at: 13, says: "another voter after a comma, or )" },
    { text: "2 of (a/x > 3)", at: 0, says: "at least two voters" },
    { text: "b > 1 and 3 of (a/x > 3, b/x > 3), a faulty voter is left out", at: 10, says: "there are only 2 voters" },
    {
      text: "2 of (a > 3, b > 3)",
      at: 19,
      says: 'say what a faulty voter does: add ", a faulty voter counts as alarm", or "… counts as no alarm", or "… is left out"',
    },
    { text: "2 of (a > 3, b > 3) and c > 1", at: 20, says: "say what a faulty voter does" },
    { text: "2 of (a > 3, b > 3), a broken voter", at: 19, says: "say what a faulty voter does" },
    { text: "2 of (a > 3, b > 3), a faulty voter is ignored", at: 36, says: "counts as alarm, or counts as no alarm, or is left out" },
    { text: "0 of (a > 3, b > 3)", at: 0, says: "a whole number from 1 on" },
    { text: "1.5 of (a > 3, b > 3)", at: 0, says: "a whole number from 1 on" },
    { text: "some of (a > 3, b > 3)", at: 0, says: "how many" },
    { text: "2 of > 3", at: 5, says: "( and the voters, or a number of samples" },
    { text: "3 of many samples: a > 1", at: 5, says: "of how many samples" },
    { text: "3 of 5 times: a > 1", at: 7, says: "there should be samples" },
    { text: "3 of 5 samples a > 1", at: 15, says: ": and what the samples are held against" },
    { text: "6 of 5 samples: a > 1", at: 0, says: "6 can never be met" },
    { text: "3 of 101 samples: a > 1", at: 5, says: "at most 100" },
    { text: "3 of 5 samples: a > 1 and b > 2", at: 22, says: "is this still counted? Put parentheses" },
    { text: "3 of 5 samples: @a or b > 2", at: 19, says: "is this still counted?" },
    { text: "deviation(a/t) > 2 K", at: 0, says: "at least two signals" },
    { text: "deviation(a/t, b/t > 2 K", at: 19, says: "another signal after a comma, or )" },
    { text: "deviation(a/t, 5) > 2 K", at: 15, says: "write the signal first" },
    { text: "20 < ch4", at: 0, says: "write the signal first: ch4 > 20; a signal named 20 as device/20" },
    { text: "a > b/c", at: 4, says: "of two signals take deviation(a, b)" },
    { text: "a/b/c > 1", at: 0, says: '"a/b/c" is no signal' },
    { text: "a/ > 1", at: 0, says: '"a/" is no signal' },
    { text: "$x > 1", at: 0, says: '"$x" is no signal' },
    { text: `a > 1e999`, at: 4, says: "more than a number can be" },
    { text: 'a = "open', at: 4, says: "the quotes are not closed" },
    { text: '"open" = a', at: 0, says: "there should be a signal" },
    { text: "a == 1", at: 2, says: "write = instead of ==" },
    { text: "a => 1", at: 2, says: "write >= instead of =>" },
    { text: "a ≥ 1", at: 2, says: "write >= instead of ≥" },
    { text: "a > 1 && b > 2", at: 6, says: "write and instead of &&" },
    { text: "a > 1 | b > 2", at: 6, says: "| means nothing here; write or" },
    { text: "a > 1 & b > 2", at: 6, says: "& means nothing here; write and" },
    { text: "!a > 1", at: 0, says: "write not instead of !" },
    { text: "not （a > 1）", at: 4, says: "write ( instead of （" },
    { text: "@ a", at: 0, says: "follows @ at once" },
    { text: "@a/b", at: 1, says: "the name of a condition is 1 to 64" },
    { text: "a : 1", at: 2, says: '":" cannot stand here; there should be a comparison' },
    { text: "x".repeat(LONGEST_TEXT + 1), at: LONGEST_TEXT, says: "at most 1000 characters" },
    { text: `${"(".repeat(40)}a > 1`, at: 16, says: "more than 16 conditions within one another" },
    { text: `${"not ".repeat(40)}a > 1`, at: 60, says: "more than 16 conditions within one another" },
  ])("$text", ({ text, at, says }) => {
    const parsed = parseExpression(text);
    expect(parsed).toMatchObject({ ok: false, error: { at, message: expect.stringContaining(says) } });
  });
});

const name = fc
  .record({
    device: fc.option(fc.constantFrom("a", "det-1", "x.y_z"), { nil: undefined }),
    name: fc.constantFrom("ch4", "of", "a", "deviation", "samples", "pm2.5"),
  })
  .map(({ device, name }): NameSyntax => ({ at: 0, name, ...(device === undefined ? {} : { device }) }));

const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc
    .record({
      number: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).filter((number) => !Object.is(number, -0)),
      unit: fc.option(fc.constantFrom(...UNITS.filter((unit) => unit !== "state")), { nil: undefined }),
    })
    .map(({ number, unit }) => ({ at: 0, text: String(number), number, ...(unit === undefined ? {} : { unit }) })),
  fc
    .oneof(fc.constantFrom("open", "and", "5", "half open", "", "开", "(", "of"), fc.string())
    .filter((text) => !text.includes('"'))
    .map((text) => ({ at: 0, text })),
);

const operator = fc.constantFrom(...COMPARISONS);

const { syntax } = fc.letrec<{ syntax: Syntax }>((tie) => ({
  syntax: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.record({ kind: fc.constant("comparison" as const), at: fc.constant(0), of: name, operator, against: literal }),
    fc.record({ kind: fc.constant("named" as const), at: fc.constant(0), name: fc.constantFrom("door-open", "and", "5") }),
    fc.record({
      kind: fc.constant("deviation" as const),
      at: fc.constant(0),
      of: fc.array(name, { minLength: 2, maxLength: 3 }),
      operator,
      against: literal,
    }),
    fc.record({ kind: fc.constant("not" as const), at: fc.constant(0), of: tie("syntax") }),
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      at: fc.constant(0),
      of: fc.array(tie("syntax"), { minLength: 2, maxLength: 3 }),
    }),
    fc
      .record({
        of: fc.array(tie("syntax"), { minLength: 2, maxLength: 3 }),
        faultyVoter: fc.constantFrom(...FAULTY_VOTERS),
        share: fc.nat(),
      })
      .map(({ of, faultyVoter, share }) => ({ kind: "vote" as const, at: 0, atLeast: 1 + (share % of.length), of, faultyVoter })),
    fc
      .record({ of: tie("syntax"), last: fc.integer({ min: 1, max: 100 }), share: fc.nat() })
      .map(({ of, last, share }) => ({ kind: "samples" as const, at: 0, atLeast: 1 + (share % last), last, of })),
  ),
}));

/** The same with every place 0. */
const placeless = (part: unknown): unknown => JSON.parse(JSON.stringify(part, (key, value: unknown) => (key === "at" ? 0 : value)));

test("what is printed reads as what it was", () => {
  fc.assert(
    fc.property(
      syntax.filter((one) => printExpression(one).length <= LONGEST_TEXT),
      (one) => {
        expect(placeless(syntaxOf(printExpression(one)))).toEqual(placeless(one));
      },
    ),
    { numRuns: 1000 },
  );
});

test("no text throws, and an error stands within the text", () => {
  const piece = fc.constantFrom(
    "a",
    "and",
    "or",
    "not",
    "of",
    "2",
    "5",
    "samples",
    ":",
    "(",
    ")",
    ",",
    ">",
    ">=",
    "=",
    "!",
    "@x",
    '"',
    "%LEL",
    "deviation",
    "a faulty voter",
    "is left out",
    "é",
    "\u{1f4a5}",
    " ",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 40 }),
        fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(" ")),
      ),
      (text) => {
        const parsed = parseExpression(text);
        if (!parsed.ok) {
          expect(parsed.error.at).toBeGreaterThanOrEqual(0);
          expect(parsed.error.at).toBeLessThanOrEqual(text.length);
          expect(parsed.error.message).not.toBe("");
        }
      },
    ),
    { numRuns: 2000 },
  );
});
