import type { Language } from "@labcanary/domain/basics";
import type { EN } from "./messages-en.ts";

export type MessageKey = keyof typeof EN;
/** The texts of one language. */
export type Messages = Readonly<Record<MessageKey, string>>;

/** Each language is a file of its own: nobody waits for texts they do not read. */
export const LOAD_MESSAGES: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => (await import("./messages-en.ts")).EN,
  zh: async () => (await import("./messages-zh.ts")).ZH,
};
