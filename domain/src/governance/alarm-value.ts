import type { EpochMs, Text } from "../basics/index.ts";
import { siteTime } from "../schedule/index.ts";
import type { Site } from "../site/index.ts";

/** Longest of RecordAlarm.value, so that a text has room for it beside place, words and first action. */
export const LONGEST_VALUE = 40;

/** `11-25 16:10`, as clocks at the site show it: whoever is woken must know whether it is now or was yesterday. */
export function dayAndMinute({ timeZone }: Pick<Site, "timeZone">, at: EpochMs): string {
  const { day, clock } = siteTime(timeZone)(at);
  return `${day.slice("2026-".length)} ${clock.slice(0, "16:10".length)}`;
}

/** The number people say a record by, and what must be known of it besides; from the end is left out what does not fit. */
export function alarmValue(name: string, ...parts: readonly (string | Text)[]): Text {
  const said = (language: keyof Text, joint: string): string =>
    parts
      .map((part) => (typeof part === "string" ? part : part[language]))
      .filter((part) => part !== "")
      .reduce((all, part) => (all.length + joint.length + part.length > LONGEST_VALUE ? all : `${all}${joint}${part}`), name);
  return { en: said("en", ", "), zh: said("zh", "，") };
}
