import { nameOfActor } from "../safety/ledger-words.ts";
import { desk } from "../shell/console-state.svelte.ts";
import { language, t } from "../text/language.svelte.ts";
import type { Register, ToldContainer } from "./substance-api.ts";

/** Where a zone is; a place elsewhere is not told. */
export function placeName(zoneId: string): string {
  if (zoneId === "") return t("substances.elsewhere");
  return language.of(desk.site?.zones.find(({ id }) => id === zoneId)?.path ?? { en: zoneId, zh: zoneId });
}

export function substanceName({ substances }: Pick<Register, "substances">, id: string): string {
  return language.of(substances.find((each) => each.id === id)?.name ?? { en: id, zh: id });
}

/** Where a container is, or what became of it. */
export const standText = ({ state, end }: Pick<ToldContainer, "state" | "end">): string =>
  end === undefined ? t(`substances.state.${state}`) : t(`substances.end.${end}`);

/** Whoever it was, without what kind of name it is. */
export const signerName = (actor: string): string => nameOfActor(actor, t, desk.nameOf);

/** Both who signed, where two did. */
export const signers = ({ by, second }: { readonly by: string; readonly second?: string }): string =>
  [by, second].flatMap((each) => (each === undefined ? [] : signerName(each))).join(" + ");
