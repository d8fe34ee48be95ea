import type { HealthItem } from "@labcanary/domain/ports";
import { formatBytes } from "../text/figures.ts";
import { formatAge } from "../text/format.ts";
import type { Translate } from "../text/translate.ts";

/** What a part says of itself, in the reader's language: a sentence where it gave its figures, and its own English words where they say more. */
export function healthWords(
  { state, detail, says }: HealthItem,
  t: Translate,
  locale: string,
): { readonly says: string; readonly own: string } {
  if (says === undefined) return { says: "", own: detail };
  const { used, budget, oldest, ...values } = says.values;
  const sizes = { used: formatBytes(Number(used ?? 0), locale), budget: formatBytes(Number(budget ?? 0), locale) };
  const words = t(`health.says.${says.code}`, { ...values, ...sizes, oldest: formatAge(t, Number(oldest ?? 0) * 1000) });
  return { says: words, own: state === "ok" ? "" : detail };
}
