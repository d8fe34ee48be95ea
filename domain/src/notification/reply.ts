import { err, ok, type Result } from "../basics/index.ts";
import { LATIN_WORDS, type ReplyVerb, verbOf } from "./reply-words.ts";

/**
 * Signs of a code to answer with: those of alarm codes, which are not taken for one another. At least one is a figure and one a letter,
 * so that no word is a code.
 */
export const REPLY_CODE_LENGTH = 3;

/** Longest answer looked at (chosen: a word and a code are within the first line; what is quoted below it is ours). */
const READ_CHARACTERS = 400;

/** What somebody answered. Without a code it is for the one text they have, where they have one. */
export interface ParsedReply {
  readonly verb: ReplyVerb;
  readonly code?: string;
}

export type UnreadableReply = "REPLY_UNREADABLE" | "REPLY_AMBIGUOUS";

/**
 * Reads an answer: a word and a code, in either order, with or without a blank, in any case, with brackets, punctuation and full-width
 * signs: `ACK 4F7`, `ack4f7`, `[4F7] 确认`, `求助4F7`. A code alone acknowledges, since only who has the text knows it. The answer must begin
 * with either; what follows, and what is quoted below, says nothing, save another of the words: whoever has seen it and is on the way is on
 * the way, but nobody can know what asking for help beside another word means.
 */
export function parseReply(text: string): Result<ParsedReply, UnreadableReply> {
  const words = firstLineOf(text).flatMap(wordsOf);
  while (words[0] !== undefined && LEAD_INS.has(words[0])) words.shift();
  const [first] = words;
  if (first === undefined || (verbOf(first) === undefined && !isReplyCode(first))) return err("REPLY_UNREADABLE");
  const verbs = new Set(words.flatMap((word) => verbOf(word) ?? []));
  if (verbs.has("help") && verbs.size > 1) return err("REPLY_AMBIGUOUS");
  const [verb = "acknowledge"] = verbs.has("attend") ? ["attend" as const] : verbs;
  const code = words.find(isReplyCode);
  return ok({ verb, ...(code === undefined ? {} : { code }) });
}

/** Copied from our own hint: "Reply ACK 4F7", "回复4F7确认". */
const LEAD_INS: ReadonlySet<string> = new Set(["REPLY", "RE", "回复", "请回复"]);

/** Letters and figures together; a word written on to its code, or the other way round, is two. */
function wordsOf(run: string): readonly string[] {
  if (verbOf(run) !== undefined || isReplyCode(run)) return [run];
  for (const word of LATIN_WORDS) {
    if (run.startsWith(word) && isReplyCode(run.slice(word.length))) return [word, run.slice(word.length)];
    if (run.endsWith(word) && isReplyCode(run.slice(0, -word.length))) return [run.slice(0, -word.length), word];
  }
  return [run];
}

/** As the codes are made. */
export const isReplyCode = (text: string): boolean =>
  text.length === REPLY_CODE_LENGTH && /^[A-HJ-NP-Z2-9]+$/.test(text) && /[2-9]/.test(text) && /[A-Z]/.test(text);

/** Runs of letters and figures, and of Chinese signs, of the first line that holds any and quotes nothing; in capitals, half-width. */
function firstLineOf(text: string): readonly string[] {
  const lines = text
    .slice(0, READ_CHARACTERS)
    .normalize("NFKC")
    .toUpperCase()
    .split(/[\r\n]+/);
  for (const line of lines) {
    if (/^\s*[>|]/.test(line)) continue;
    const runs = line.match(/[A-Z0-9]+|\p{Script=Han}+/gu);
    if (runs !== null) return runs;
  }
  return [];
}
