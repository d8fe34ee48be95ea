import type { Language } from "@labcanary/domain/basics";
import type { SiteDifference } from "@labcanary/domain/site";
import type { Translate } from "../text/translate.ts";

type AttributeDifference = SiteDifference["attributes"][number];

/** A value as the site file has it; a dash where there is none. */
function valueWords(value: AttributeDifference["before"], language: Language): string {
  if (value === undefined || value === "") return "—";
  return typeof value === "string" ? value : value[language];
}

/** `setpoint 10 %LEL → 12 %LEL`, or that the whole was added or removed. */
export function differenceWords({ change, attributes }: SiteDifference, t: Translate, language: Language): readonly string[] {
  if (change !== "changed") return [t(`site-change.${change}`)];
  return attributes.map(({ attribute, before, after }) => `${attribute} ${valueWords(before, language)} → ${valueWords(after, language)}`);
}

/** One difference in a line of text. */
export const differenceLine = (difference: SiteDifference, t: Translate, language: Language): string =>
  `${difference.id}: ${differenceWords(difference, t, language).join(", ")} (${t(`verdict.${difference.verdict}`)})`;
