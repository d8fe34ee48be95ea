import { LANGUAGES, type Language, type Text } from "@labcanary/domain/basics";
import { createTranslate, localeOf, type Translate } from "./translate.ts";

const STORAGE_KEY = "labcanary.language";

/** The language of this browser: as last chosen here, else as the browser prefers, else English. */
function rememberedLanguage(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  const wanted = stored ?? navigator.language.slice(0, 2);
  return LANGUAGES.find((language) => language === wanted) ?? "en";
}

/** Shared by every component: the language, its texts, and the way to the other one. */
function createLanguageState() {
  let current = $state<Language>(rememberedLanguage());
  const translate = $derived(createTranslate(current));
  const t: Translate = (key, values) => translate(key, values);
  return {
    get current() {
      return current;
    },
    t,
    /** The platform's own texts come in every language. */
    of: (text: Text): string => text[current],
    other(): void {
      current = current === "en" ? "zh" : "en";
      localStorage.setItem(STORAGE_KEY, current);
    },
    /** For the page's `lang`, which screen readers and fonts go by. */
    get tag() {
      return localeOf(current);
    },
  };
}
export const language = createLanguageState();
export const { t } = language;
