import type { Language } from "../basics/index.ts";
import { smsSize } from "./sms-size.ts";

/** Signs outside GSM-7 that an English text can do without, so that it need not travel as UCS-2 with 70 characters. */
const GSM7_SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/°(?=[CF])/g, ""],
  [/≥/g, ">="],
  [/≤/g, "<="],
  [/[−–—]/g, "-"],
  [/³/g, "3"],
  [/›/g, ">"],
  [/[‘’]/g, "'"],
  [/[“”]/g, '"'],
  [/…/g, "..."],
  [/\u00a0/g, " "],
];

/** Longest name left whole when even the shortest text needs a second part (chosen: place and subject then leave room for the figures). */
const NAME_CHARACTERS: Readonly<Record<Language, number>> = { en: 40, zh: 14 };

/** The text in signs GSM-7 has, or unchanged when that cannot be had. */
export function gsm7Spelling(text: string): string {
  const spelled = GSM7_SPELLINGS.reduce((current, [sign, spelling]) => current.replace(sign, spelling), text);
  return smsSize(spelled).encoding === "gsm-7" ? spelled : text;
}

/** The beginning of a long name, cut between words and never inside a figure. */
export function shortenName(name: string, language: Language): string {
  const characters = [...name];
  let end = NAME_CHARACTERS[language];
  if (characters.length <= end) return name;
  const isWordCharacter = (character: string | undefined): boolean => character !== undefined && /[\p{Script=Latin}\d.,-]/u.test(character);
  while (end > 0 && isWordCharacter(characters[end - 1]) && isWordCharacter(characters[end])) end--;
  return characters.slice(0, end).join("").trimEnd();
}
