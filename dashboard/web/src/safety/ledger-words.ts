import type { Translate } from "../text/translate.ts";

/** `user:mei` is mei, `person:wang` whoever the site says that is; `system` is the platform itself. */
export function nameOfActor(actor: string, t: Translate, nameOf: (personId: string) => string): string {
  if (actor === "system") return t("actor.system");
  const [, removed] = /^(?:user|person):~([0-9a-f]{6})[0-9a-f]{14}$/.exec(actor) ?? [];
  if (removed !== undefined) return t("actor.removed", { key: removed });
  if (actor.startsWith("person:")) return nameOf(actor.slice("person:".length));
  return actor.replace(/^user:/, "");
}
