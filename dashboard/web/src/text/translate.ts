import type { Language } from "@labcanary/domain/basics";
import { IntlMessageFormat } from "intl-messageformat";
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
  const parsed = new Map<MessageKey, IntlMessageFormat>();
  const translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>): string => {
    let format = parsed.get(key);
    if (format === undefined) {
      format = new IntlMessageFormat(messages[key], LOCALES[language]);
      parsed.set(key, format);
    }
    return String(format.format(values));
  };
  return Object.assign(translate, { has: (key: string): key is MessageKey => Object.hasOwn(messages, key) });
}
