import { err, ok, type Result } from "../../basics/index.ts";
import { parseUnit, type Unit } from "../../quantity/index.ts";
import { COMPARISONS, type Comparison, FAULTY_VOTERS, type FaultyVoter, VOTER_WORDS } from "./expression.ts";
import { JOINING_WORDS, type Literal, NAME_PART, type NameSyntax, NUMBER, type Syntax, type SyntaxFault } from "./syntax.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** Longest text. Chosen: ten lines; what is longer is better named in parts, as conditions. */
export const LONGEST_TEXT = 1000;
/** Parentheses within parentheses. Chosen: nobody reads more, and a hostile text must not fill the stack. */
const DEEPEST = 16;
/** Most samples that can be counted. Chosen: each is kept for every such rule. */
export const MOST_SAMPLES = 100;

/**
 * Reads an expression as it stands in a site file. `not` binds closest, then `and`, then `or`:
 *
 *     condition  = all { "or" all }                 all = one { "and" one }
 *     one        = "not" one | "(" condition ")" | "@" name | vote | samples | comparison
 *     vote       = k "of" "(" condition { "," condition } ")" "," "a faulty voter" ( "counts as alarm" | "counts as no alarm" | "is left out" )
 *     samples    = n "of" m "samples" ":" one
 *     comparison = ( signal | "deviation" "(" signal { "," signal } ")" ) operator ( number [ unit ] | state )
 *     signal     = [ device "/" ] name
 *
 * An error says what would be right at the first place that is wrong. No text makes it throw.
 */
export function parseExpression(text: string): Result<Syntax, SyntaxFault> {
  if (text.length > LONGEST_TEXT)
    return err({ at: LONGEST_TEXT, message: `a condition has at most ${LONGEST_TEXT} characters; name parts of it under conditions` });
  const tokens = tokensOf(text);
  if (!tokens.ok) return tokens;
  try {
    return ok(new Parser(tokens.value).whole());
  } catch (fault) {
    if (fault instanceof Misread) return err({ at: fault.at, message: fault.message });
    throw fault;
  }
}

/** Leaves the parser from any depth; never leaves this file. */
class Misread extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** Recursive descent, one method for each line of the grammar. */
class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Syntax {
    const condition = this.#condition();
    const token = this.#peek();
    if (token.kind === "end") return condition;
    throw this.#expected("and, or, or the end of the condition");
  }

  #condition(): Syntax {
    if (++this.#depth > DEEPEST)
      throw new Misread(
        this.#peek().at,
        `there are more than ${DEEPEST} conditions within one another; name some of them under conditions`,
      );
    const condition = this.#joined("or", () => this.#joined("and", () => this.#one()));
    this.#depth--;
    return condition;
  }

  #joined(kind: "and" | "or", part: () => Syntax): Syntax {
    const { at } = this.#peek();
    const first = part();
    if (!this.#isWord(kind)) return first;
    const of = [first];
    while (this.#takeWord(kind)) of.push(part());
    return { kind, at, of };
  }

  #one(): Syntax {
    const token = this.#peek();
    if (token.kind === "reference") {
      this.#next++;
      if (!NAME_PART.test(token.text)) throw new Misread(token.at + 1, "the name of a condition is 1 to 64 of A-Z a-z 0-9 . _ -");
      return { kind: "named", at: token.at, name: token.text };
    }
    if (this.#takeSymbol("(")) {
      const condition = this.#condition();
      this.#mustBeSymbol(")", "and, or, or )");
      return condition;
    }
    if (this.#takeWord("not")) {
      if (++this.#depth > DEEPEST) throw new Misread(token.at, `there are more than ${DEEPEST} conditions within one another`);
      const of = this.#one();
      this.#depth--;
      return { kind: "not", at: token.at, of };
    }
    if (token.kind === "word" && this.#peek(1).kind === "word" && this.#peek(1).text === "of") return this.#some();
    return this.#comparison();
  }

  /** `2 of (…)` or `3 of 5 samples: …`. */
  #some(): Syntax {
    const { at } = this.#peek();
    const atLeast = this.#count("how many");
    this.#next++;
    if (this.#peek().kind === "word") return this.#samples(at, atLeast);
    this.#mustBeSymbol("(", "( and the voters, or a number of samples");
    const of: Syntax[] = [];
    do of.push(this.#condition());
    while (this.#takeSymbol(","));
    this.#mustBeSymbol(")", "and, or, another voter after a comma, or )");
    if (of.length < 2) throw new Misread(at, "a vote needs at least two voters, with commas between them");
    if (atLeast > of.length) throw new Misread(at, `there are only ${of.length} voters; ${atLeast} of them can never agree`);
    return { kind: "vote", at, atLeast, of, faultyVoter: this.#faultyVoter() };
  }

  #faultyVoter(): FaultyVoter {
    const { at } = this.#peek();
    const choices = FAULTY_VOTERS.map((one) => VOTER_WORDS[one]);
    if (this.#takeSymbol(",") && this.#takeWords(["a", "faulty", "voter"])) {
      const found = FAULTY_VOTERS.find((one) => this.#takeWords(VOTER_WORDS[one].split(" ")));
      if (found !== undefined) return found;
      throw this.#expected(choices.join(", or "));
    }
    throw new Misread(at, `say what a faulty voter does: add ", a faulty voter ${choices.join('", or "… ')}"`);
  }

  #samples(at: number, atLeast: number): Syntax {
    const place = this.#peek().at;
    const last = this.#count("of how many samples");
    if (last > MOST_SAMPLES) throw new Misread(place, `at most ${MOST_SAMPLES} samples can be counted`);
    if (atLeast > last) throw new Misread(at, `of ${last} samples, ${atLeast} can never be met`);
    if (!this.#takeWord("samples")) throw this.#expected("samples");
    this.#mustBeSymbol(":", ": and what the samples are held against");
    const isWrapped = this.#isSymbol("(");
    const of = this.#one();
    // Read aloud, the colon could reach further than it binds.
    if (!isWrapped && (this.#isWord("and") || this.#isWord("or"))) {
      throw new Misread(
        this.#peek().at,
        `is this still counted? Put parentheses around all that the samples are held against, or around "${atLeast} of ${last} samples: …"`,
      );
    }
    return { kind: "samples", at, atLeast, last, of };
  }

  #count(what: string): number {
    const token = this.#peek();
    if (token.kind !== "word" || !/^[1-9]\d{0,5}$/.test(token.text)) throw this.#expected(`${what}, a whole number from 1 on`);
    this.#next++;
    return Number(token.text);
  }

  #comparison(): Syntax {
    const { at } = this.#peek();
    if (this.#peek().text === "deviation" && this.#isSymbol("(", 1)) {
      this.#next += 2;
      const of: NameSyntax[] = [];
      do of.push(this.#signal());
      while (this.#takeSymbol(","));
      this.#mustBeSymbol(")", "another signal after a comma, or )");
      if (of.length < 2) throw new Misread(at, "a deviation is between at least two signals, with commas between them");
      return { kind: "deviation", at, of, operator: this.#operator(), against: this.#literal() };
    }
    return { kind: "comparison", at, of: this.#signal(), operator: this.#operator(), against: this.#literal() };
  }

  #signal(): NameSyntax {
    const { kind, text, at } = this.#peek();
    if (kind !== "word" || JOINING_WORDS.includes(text)) throw this.#expected("a signal, such as ch4 or det-1/ch4");
    if (NUMBER.test(text)) throw new Misread(at, `write the signal first: ch4 > ${text}; a signal named ${text} as device/${text}`);
    const [first = "", second, ...more] = text.split("/");
    if (more.length > 0 || !NAME_PART.test(first) || (second !== undefined && !NAME_PART.test(second)))
      throw new Misread(at, `"${text}" is no signal: write signal, or device/signal, each 1 to 64 of A-Z a-z 0-9 . _ -`);
    this.#next++;
    return second === undefined ? { at, name: first } : { at, device: first, name: second };
  }

  #operator(): Comparison {
    const { kind, text } = this.#peek();
    const operator = COMPARISONS.find((one) => kind === "symbol" && one === text);
    if (operator === undefined) throw this.#expected(`a comparison: one of ${COMPARISONS.join(" ")}`);
    this.#next++;
    return operator;
  }

  #literal(): Literal {
    const { kind, text, at } = this.#peek();
    if (kind === "quoted" || (kind === "word" && !JOINING_WORDS.includes(text))) this.#next++;
    else throw this.#expected("a number or a state");
    if (kind === "quoted") return { at, text };
    const [whole, digits = "", attached = ""] = NUMBER_AND_REST.exec(text) ?? [];
    if (whole === undefined) {
      if (text.includes("/")) throw new Misread(at, "a signal is compared with a number or a state; of two signals take deviation(a, b)");
      return { at, text };
    }
    const number = Number(digits);
    if (!Number.isFinite(number)) throw new Misread(at, `${digits} is more than a number can be`);
    const unit = attached === "" ? this.#unit() : unitOf(attached, at + digits.length);
    return { at, text: digits, number, ...(unit === undefined ? {} : { unit }) };
  }

  /** The unit after a number, where there is one. */
  #unit(): Unit | undefined {
    const { kind, text, at } = this.#peek();
    if (kind !== "word" || JOINING_WORDS.includes(text)) return undefined;
    if (isJoiningWordInCapitals(text)) throw this.#expected("a unit, and, or, or the end");
    const unit = unitOf(text, at);
    this.#next++;
    return unit;
  }

  #peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)] as Token;
  }

  #isWord(word: string): boolean {
    const { kind, text } = this.#peek();
    return kind === "word" && text === word;
  }

  #isSymbol(symbol: string, ahead = 0): boolean {
    const { kind, text } = this.#peek(ahead);
    return kind === "symbol" && text === symbol;
  }

  #takeWord(word: string): boolean {
    const is = this.#isWord(word);
    if (is) this.#next++;
    return is;
  }

  /** All of them, or none. */
  #takeWords(words: readonly string[]): boolean {
    const are = words.every((word, ahead) => this.#peek(ahead).kind === "word" && this.#peek(ahead).text === word);
    if (are) this.#next += words.length;
    return are;
  }

  #takeSymbol(symbol: string): boolean {
    const is = this.#isSymbol(symbol);
    if (is) this.#next++;
    return is;
  }

  #mustBeSymbol(symbol: string, what: string): void {
    if (!this.#takeSymbol(symbol)) throw this.#expected(what);
  }

  #expected(what: string): Misread {
    const { kind, text, at } = this.#peek();
    if (isJoiningWordInCapitals(text)) return new Misread(at, `write ${text.toLowerCase()} in small letters`);
    return new Misread(
      at,
      kind === "end" ? `here the condition ends; there should be ${what}` : `"${text}" cannot stand here; there should be ${what}`,
    );
  }
}

/** A number with its unit written on to it, as in `20%LEL`. */
const NUMBER_AND_REST = /^(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(.*)$/u;

const isJoiningWordInCapitals = (text: string): boolean => !JOINING_WORDS.includes(text) && JOINING_WORDS.includes(text.toLowerCase());

function unitOf(text: string, at: number): Unit {
  const unit = parseUnit(text);
  if (unit === undefined || unit === "state")
    throw new Misread(at, `"${text}" is no unit; after a number comes its unit, and, or, or the end`);
  return unit;
}
