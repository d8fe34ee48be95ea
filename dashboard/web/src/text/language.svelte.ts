import { LANGUAGES, type Language, type Text } from "@labcanary/domain/basics";
import { LOAD_MESSAGES, LOAD_PAGE_MESSAGES, type MessageKey, type Messages } from "./messages.ts";
import { createTranslate, localeOf, type Translate } from "./translate.ts";

const STORAGE_KEY = "labcanary.language";

/** The language of this browser: as last chosen here, else as the browser prefers, else English. */
function rememberedLanguage(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  const wanted = stored ?? navigator.language.slice(0, 2);
  return LANGUAGES.find((language) => language === wanted) ?? "en";
}

/** Shared by every component: the language, its texts, and the way to the other one. `load` comes before anything is shown. */
function createLanguageState() {
  let current = $state<Language>(rememberedLanguage());
  let messages = $state.raw<Messages | undefined>();
  let hasPages = false;
  const translate = $derived(messages === undefined ? undefined : createTranslate(current, messages));
  function loaded(): Translate {
    if (translate === undefined) throw new Error("a text was asked for before the texts were loaded");
    return translate;
  }
  const t: Translate = Object.assign((...asked: Parameters<Translate>) => loaded()(...asked), {
    has: (key: string): key is MessageKey => loaded().has(key),
  });
  async function textsOf(wanted: Language): Promise<Messages> {
    const first = { ...(await LOAD_MESSAGES[wanted]()) };
    // Texts that nobody has asked for yet change nothing that is shown: they are added to those that are in use.
    return hasPages ? Object.assign(first, await LOAD_PAGE_MESSAGES[wanted]()) : first;
  }

  return {
    get current() {
      return current;
    },
    t,
    /** The platform's own texts come in every language. */
    of: (text: Text): string => text[current],
    /** Loads the texts of the language in use. Rejects when the platform does not give them out. */
    async load(): Promise<void> {
      messages = await textsOf(current);
    },
    /** Loads those that pages have which are loaded later: to be awaited before such a page is shown. */
    async loadPages(): Promise<void> {
      const wanted = current;
      // Who changes the language meanwhile wants them too.
      hasPages = true;
      const texts = await LOAD_PAGE_MESSAGES[wanted]().catch((error: unknown) => {
        hasPages = false;
        throw error;
      });
      if (wanted !== current) messages = await textsOf(current);
      // What is shown asks for none of them yet, and need not be made anew.
      else if (messages !== undefined) Object.assign(messages, texts);
    },
    /** Loads those of every language, so that changing it needs no network. */
    async loadAll(): Promise<void> {
      for (const language of LANGUAGES) await Promise.all([LOAD_MESSAGES[language](), LOAD_PAGE_MESSAGES[language]()]);
    },
    /** Changes to the other language; rejects, and stays, when its texts are not there and cannot be loaded. */
    async other(): Promise<void> {
      const next = current === "en" ? "zh" : "en";
      messages = await textsOf(next);
      current = next;
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
