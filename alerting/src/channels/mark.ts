import type { Language } from "@labcanary/domain/basics";
import type { Notification } from "@labcanary/domain/notification";

const TEST_WORD: Readonly<Record<Language, string>> = { en: "TEST", zh: "测试" };
const DRILL_WORD: Readonly<Record<Language, string>> = { en: "DRILL", zh: "演练" };

type Marked = Pick<Notification, "kind" | "simulated" | "language" | "parts">;

/**
 * What stands before everything else, for channels that put a notification together of its parts. `test`: the word for a test, or for a drill, with a
 * space behind it, and never empty where it is one, or of simulated readings. `before`: what else its mark says.
 */
export function markOf({ kind, simulated, language, parts: { mark } }: Marked): { readonly test: string; readonly before: string } {
  const word = wordOf(mark, language);
  const isTest = simulated || kind === "test" || mark.startsWith(word);
  return { test: isTest ? `${word} ` : "", before: mark.startsWith(word) ? mark.slice(word.length).trimStart() : mark };
}

/** By which the texts of the platform say what they are; of a drill never the other. */
export const wordOf = (mark: string, language: Language): string =>
  mark.startsWith(DRILL_WORD[language]) ? DRILL_WORD[language] : TEST_WORD[language];
