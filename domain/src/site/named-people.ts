import { replacePersonMarks } from "../basics/index.ts";
import type { Site } from "./site.ts";

/** What ends before a Chinese word, or is one. */
const IS_CHINESE = /[\p{Script=Han}：，、；。（“]\s*$/u;
/** Digits of a key that are read: enough to tell two people apart. */
const DIGITS = 6;

/**
 * A text that is kept, as people read it: with the name of everybody it has a mark of (`personMark`). Of somebody the site no longer has it
 * says the id; of somebody whose name was removed from records, that it was, in the language of what stands before it.
 */
export const withNames = (text: string, { people }: Pick<Site, "people">): string =>
  replacePersonMarks(text, (idOrKey, before) => {
    if (!idOrKey.startsWith("~")) return people.find(({ id }) => id === idOrKey)?.name ?? idOrKey;
    const digits = idOrKey.slice(1, 1 + DIGITS);
    return IS_CHINESE.test(before) ? `姓名已删除的人员（${digits}）` : `somebody whose name was removed (${digits})`;
  });
