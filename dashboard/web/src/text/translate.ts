import type { Language } from "@labcanary/domain/basics";
import { type FormatText, formatOfText } from "./icu-format.ts";
import type { MessageKey, Messages } from "./messages.ts";

export interface Translate {
  (key: MessageKey, values?: Readonly<Record<string, string | number>>): string;
  /** Whether there is a text of this name: for names that come from the platform. */
  has(key: string): key is MessageKey;
}

const LOCALES: Readonly<Record<Language, string>> = { en: "en-GB", zh: "zh-CN" };
export const localeOf = (language: Language): string => LOCALES[language];

/** The texts of one language; each is parsed once, on first use. */
export function createTranslate(language: Language, messages: Messages): Translate {
  const parsed = new Map<MessageKey, FormatText>();
  const translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>): string => {
    let format = parsed.get(key);
    if (format === undefined) {
      const text = messages[key];
      if (text === undefined) throw new Error(`the text ${key} is of a page, and was asked for before those were loaded`);
      format = formatOfText(text, LOCALES[language]);
      parsed.set(key, format);
    }
    return format(values);
  };
  return Object.assign(translate, { has: (key: string): key is MessageKey => Object.hasOwn(messages, key) });
}
