import type { Language } from "@labcanary/domain/basics";
import type { EN_PAGES } from "./messages-en-pages.ts";
import type { EN } from "./messages-en.ts";

export type FirstKey = keyof typeof EN;
export type PageKey = keyof typeof EN_PAGES;
export type MessageKey = FirstKey | PageKey;
/** The texts of one language. Those of pages are there once they are loaded, which is before such a page is shown. */
export type Messages = Readonly<Record<FirstKey, string>> & Partial<Readonly<Record<PageKey, string>>>;

/** Each language is a file of its own: nobody waits for texts they do not read. */
export const LOAD_MESSAGES: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => (await import("./messages-en.ts")).EN,
  zh: async () => (await import("./messages-zh.ts")).ZH,
};
/** What the pages that are loaded later say besides. */
export const LOAD_PAGE_MESSAGES: Readonly<Record<Language, () => Promise<Readonly<Record<PageKey, string>>>>> = {
  en: async () => (await import("./messages-en-pages.ts")).EN_PAGES,
  zh: async () => (await import("./messages-zh-pages.ts")).ZH_PAGES,
};
