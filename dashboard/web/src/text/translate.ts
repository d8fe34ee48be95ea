import type { Language } from "@labcanary/domain/basics";
import { IntlMessageFormat } from "intl-messageformat";
import { MESSAGES, type MessageKey } from "./messages.ts";

export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

const LOCALES: Readonly<Record<Language, string>> = { en: "en-GB", zh: "zh-CN" };
export const localeOf = (language: Language): string => LOCALES[language];

/** The texts of one language; each is parsed once, on first use. */
export function createTranslate(language: Language): Translate {
  const parsed = new Map<MessageKey, IntlMessageFormat>();
  return (key, values) => {
    let format = parsed.get(key);
    if (format === undefined) {
      format = new IntlMessageFormat(MESSAGES[language][key], LOCALES[language]);
      parsed.set(key, format);
    }
    return String(format.format(values));
  };
}

/** Whether there is a text of this name: for names that come from the platform. */
export const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(MESSAGES.en, key);
