import type { Language } from "@labcanary/domain/basics";
import type { Notification } from "@labcanary/domain/notification";

const TEST_WORD: Readonly<Record<Language, string>> = { en: "TEST", zh: "测试" };

type Marked = Pick<Notification, "kind" | "simulated" | "language" | "parts">;

/**
 * What stands before everything else, for channels that put a notification together of its parts. `test`: the word for a test with a space
 * behind it, and never empty where it is one, of simulated readings or in a drill. `before`: what else its mark says.
 */
export function markOf({ kind, simulated, language, parts: { mark } }: Marked): { readonly test: string; readonly before: string } {
  const word = TEST_WORD[language];
  const isTest = simulated || kind === "test" || mark.startsWith(word);
  return { test: isTest ? `${word} ` : "", before: mark.startsWith(word) ? mark.slice(word.length).trimStart() : mark };
}
