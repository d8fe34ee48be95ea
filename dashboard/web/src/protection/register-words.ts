import { REGISTER_KINDS, type RegisterEntry, type RegisterKind } from "../../../src/protection/register-entry.ts";
import { formatAge } from "../text/format.ts";
import type { Translate } from "../text/translate.ts";

/** The kind an address names; undefined of one that names none, which shows all. */
export const kindOfAddress = (name: string | undefined): RegisterKind | undefined => REGISTER_KINDS.find((kind) => kind === name);

/** What the kind means, and what the device or the people concerned say of it; each a sentence or some words. */
export function reasonsOf({ kind, reason, fault }: RegisterEntry, t: Translate): readonly string[] {
  // Of what people have decided, their own words say why.
  if (kind === "out-of-service" || kind === "shelved") return reason === undefined ? [] : [reason];
  if (kind === "suppressed") return [t(`register.says.${kind}`, { reason: reason ?? "" })];
  return [t(`register.says.${kind}`), ...(fault === undefined ? [] : [t(`fault.${fault}`)]), ...(reason === undefined ? [] : [reason])];
}

/** What a person should have arranged to protect others meanwhile: only of what people take away themselves. */
export const needsMeasure = ({ kind, measure }: RegisterEntry): boolean => kind === "shelved" && measure === undefined;

/** When it ends by itself, from now. */
export function endWords(
  { until }: Pick<RegisterEntry, "until">,
  now: number,
  t: Translate,
): { readonly words: string; readonly isOver: boolean } {
  if (until === undefined) return { words: t("register.no-end"), isOver: false };
  return until <= now
    ? { words: t("register.over", { span: formatAge(t, now - until) }), isOver: true }
    : { words: t("register.left", { span: formatAge(t, until - now) }), isOver: false };
}

/** The lines by their rooms; rooms in the order of their gravest line. */
export const byRoom = (entries: readonly RegisterEntry[]): readonly (readonly [roomId: string, entries: readonly RegisterEntry[]])[] => [
  ...Map.groupBy(entries, ({ roomId = "" }) => roomId),
];
