import type { Language } from "../basics/index.ts";
import { smsSize } from "./sms-size.ts";

/** Signs outside GSM-7 that an English text can do without, so that it need not travel as UCS-2 with 70 characters. */
const GSM7_SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/°(?=[CF])/g, ""],
  [/≥/g, ">="],
  [/≤/g, "<="],
  [/[−–—]/g, "-"],
  [/²/g, "2"],
  [/³/g, "3"],
  [/[µμ]/g, "u"],
  [/[×]/g, "x"],
  [/·/g, "."],
  [/›/g, ">"],
  [/[‘’]/g, "'"],
  [/[“”]/g, '"'],
  [/…/g, "..."],
  [/\u00a0/g, " "],
];

/**
 * Characters a name keeps when even the shortest text needs a second part: the first length is tried first (chosen: place and subject
 * then leave room for figures and codes; the last is the least by which a place is still known).
 */
export const NAME_LENGTHS: Readonly<Record<Language, readonly number[]>> = { en: [40, 28, 18, 12], zh: [14, 10, 7, 5] };

/** The text in signs GSM-7 has, or unchanged when that cannot be had. */
export function gsm7Spelling(text: string): string {
  const spelled = GSM7_SPELLINGS.reduce((current, [sign, spelling]) => current.replace(sign, spelling), text);
  return smsSize(spelled).encoding === "gsm-7" ? spelled : text;
}

/**
 * The beginning of a long name, at most so many characters: cut between words where it has some, and never inside a figure. A name that
 * is one long figure stays whole.
 */
export function shortenName(name: string, length: number): string {
  const characters = [...name];
  if (characters.length <= length) return name;
  const end = lastBoundary(characters, length, isOfWord) ?? lastBoundary(characters, length, isOfFigure) ?? characters.length;
  return characters.slice(0, end).join("").trimEnd();
}

/** The last place up to `length` with no two such characters on both sides of it. */
function lastBoundary(characters: readonly string[], length: number, isInside: (character: string) => boolean): number | undefined {
  for (let end = length; end > 0; end--) {
    const [before = "", after = ""] = [characters[end - 1], characters[end]];
    const isKept = characters.slice(0, end).join("").trim() !== "";
    if (isKept && !(isInside(before) && isInside(after))) return end;
  }
  return undefined;
}

const isOfWord = (character: string): boolean => /[\p{Script=Latin}\p{M}\d.,°-]/u.test(character);
const isOfFigure = (character: string): boolean => /[\d.,-]/.test(character);
