/** Code units shown before and after the place. Chosen: a line of a terminal. */
const SHOWN = 60;

/** Letters that take two columns where a line is set in one width (East Asian wide and fullwidth). */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const WIDE_SPACE = "\u3000";

/**
 * The line of a text with a mark below one place in it, two lines to be read in one width:
 *
 *     when: 2 of (a/x > 3
 *                        ^
 */
export function excerptAt(key: string, text: string, at: number): string {
  const from = Math.max(0, at - SHOWN);
  const to = Math.min(text.length, at + SHOWN);
  const before = `${key}: ${from === 0 ? "" : "…"}${text.slice(from, at)}`.replace(/\s/gu, " ");
  const after = `${text.slice(at, to)}${to === text.length ? "" : "…"}`.replace(/\s/gu, " ");
  const padding = Array.from({ length: before.length }, (_, place) => (WIDE.test(before[place] as string) ? WIDE_SPACE : " "));
  return `${before}${after}\n${padding.join("")}^`;
}
