import { REGISTER_KINDS, type RegisterEntry, type RegisterKind } from "../../../src/protection/register-entry.ts";
import { formatAge } from "../text/format.ts";
import type { Translate } from "../text/translate.ts";

/** The kind an address names; undefined of one that names none, which shows all. */
export const kindOfAddress = (name: string | undefined): RegisterKind | undefined => REGISTER_KINDS.find((kind) => kind === name);

/** What the kind means, and what the device or the people concerned say of it; each a sentence or some words. */
export function reasonsOf({ kind, reason, fault, gap }: RegisterEntry, t: Translate): readonly string[] {
  // Of what people have decided, their own words say why.
  if (kind === "out-of-service" || kind === "shelved") return reason === undefined ? [] : [reason];
  if (kind === "suppressed") return [t(`register.says.${kind}`, { reason: reason ?? "" })];
  return [
    t(`register.says.${kind}`),
    ...(fault === undefined ? [] : [t(`fault.${fault}`)]),
    ...(gap === undefined ? [] : [t(`commissioning.gap.${gap}`)]),
    ...(reason === undefined ? [] : [reason]),
  ];
}

/** Whether a measure is written against the line itself: that of what is out of service two people have agreed on. */
export const takesMeasure = ({ kind }: Pick<RegisterEntry, "kind">): boolean =>
  kind !== "out-of-service" && kind !== "out-of-service-proposed";

/** Who decided it, and whether a second person had to; empty where nobody did. */
export function decidedBy({ kind, by, approvedBy }: Pick<RegisterEntry, "kind" | "by" | "approvedBy">, t: Translate): string {
  if (by === undefined) return "";
  if (kind === "shelved") return t("register.by.alone", { name: by });
  return approvedBy === undefined ? t("register.by", { name: by }) : t("register.by.approved", { name: by, approver: approvedBy });
}

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
