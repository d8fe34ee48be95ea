import type { Translate } from "../text/translate.ts";

/** Whoever the site says `user:mei` or `person:wang` is, else the name alone; `system` is the platform itself. */
export function nameOfActor(actor: string, t: Translate, nameOf: (personId: string) => string): string {
  if (actor === "system") return t("actor.system");
  const [, removed] = /^(?:user|person):~([0-9a-f]{6})[0-9a-f]{14}$/.exec(actor) ?? [];
  if (removed !== undefined) return t("actor.removed", { key: removed });
  // By the account, and not by the id of a person that reads like it: the two may be two people.
  return nameOf(actor.startsWith("person:") ? actor.slice("person:".length) : actor).replace(/^user:/, "");
}
