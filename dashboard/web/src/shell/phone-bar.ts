import type { OpenSection } from "./routes.ts";

/** Entries of the bar at the lower edge of a phone, "More" among them: wide enough for a thumb and for a word (chosen). */
const ENTRIES = 5;

/** What a person in a corridor goes to, before all else; sections that are not there give way to those that follow. */
const FIRST: readonly string[] = ["alarms", "plans", "signals", "duty", "journal"];

/** The sections on the bar of a phone, and those behind "More"; all are on the bar when they fit. */
export function phoneBar(sections: readonly OpenSection[]): {
  readonly bar: readonly OpenSection[];
  readonly more: readonly OpenSection[];
} {
  if (sections.length <= ENTRIES) return { bar: sections, more: [] };
  const rank = ({ name }: OpenSection): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  const chosen = new Set(sections.toSorted((a, b) => rank(a) - rank(b)).slice(0, ENTRIES - 1));
  return { bar: sections.filter((section) => chosen.has(section)), more: sections.filter((section) => !chosen.has(section)) };
}
