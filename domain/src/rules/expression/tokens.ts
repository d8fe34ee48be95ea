import { err, ok, type Result } from "../../basics/index.ts";
import type { SyntaxFault } from "./syntax.ts";

export interface Token {
  /** `word`: names, numbers, units, states, keywords. `quoted`: a state in quotes. `reference`: `@name`. */
  readonly kind: "word" | "quoted" | "reference" | "symbol" | "end";
  /** Without quotes or `@`; empty at the end. */
  readonly text: string;
  readonly at: number;
}

/** In the order in which they are looked for: longer ones first. */
const SYMBOLS = [">=", "<=", "!=", "(", ")", ",", ":", ">", "<", "="] as const;

/** What people write instead, from other languages or an input method, and what it is here. */
const INSTEAD: readonly (readonly [wrong: string, right: string])[] = [
  ["==", "="],
  ["=>", ">="],
  ["=<", "<="],
  ["<>", "!="],
  ["&&", "and"],
  ["||", "or"],
  ["≥", ">="],
  ["≤", "<="],
  ["≠", "!="],
  ["＞", ">"],
  ["＜", "<"],
  ["＝", "="],
  ["（", "("],
  ["）", ")"],
  ["，", ","],
  ["：", ":"],
  ["“", '"'],
  ["”", '"'],
];

/** Everything else that is not a space belongs to a word: units have signs in them, states any letters. */
const WORD = /^[^\s(),:<>=!@"&|≥≤≠＞＜＝（），：“”]+/u;

/** Cuts a text into tokens, the end among them. */
export function tokensOf(text: string): Result<readonly Token[], SyntaxFault> {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const [space = ""] = /^\s+/u.exec(rest) ?? [];
    if (space !== "") {
      at += space.length;
      continue;
    }
    const token = tokenAt(rest, at);
    if (!token.ok) return token;
    tokens.push(token.value.token);
    at += token.value.length;
  }
  return ok([...tokens, { kind: "end", text: "", at: text.length }]);
}

function tokenAt(rest: string, at: number): Result<{ readonly token: Token; readonly length: number }, SyntaxFault> {
  const take = (kind: Token["kind"], text: string, length: number) => ok({ token: { kind, text, at }, length });
  const instead = INSTEAD.find(([wrong]) => rest.startsWith(wrong));
  if (instead !== undefined) return err({ at, message: `write ${instead[1]} instead of ${instead[0]}` });
  const symbol = SYMBOLS.find((one) => rest.startsWith(one));
  if (symbol !== undefined) return take("symbol", symbol, symbol.length);
  if (rest.startsWith('"')) {
    const end = rest.indexOf('"', 1);
    if (end < 0) return err({ at, message: 'the quotes are not closed; put " after the state' });
    return take("quoted", rest.slice(1, end), end + 1);
  }
  if (rest.startsWith("@")) {
    const [name = ""] = WORD.exec(rest.slice(1)) ?? [];
    return name === ""
      ? err({ at, message: "the name of a condition follows @ at once, as in @door-open" })
      : take("reference", name, name.length + 1);
  }
  const [word = ""] = WORD.exec(rest) ?? [];
  if (word !== "") return take("word", word, word.length);
  if (rest.startsWith("!")) return err({ at, message: "write not instead of !, or != for is not" });
  return err({ at, message: `${rest.slice(0, 1)} means nothing here; write ${rest.startsWith("&") ? "and" : "or"}` });
}
