import type { OperatorVerb } from "@labcanary/domain/messages";
import { desk } from "../shell/console-state.svelte.ts";
import { t } from "../text/language.svelte.ts";
import { actionsFor } from "./alarm-actions.ts";

/** The key of each verb; one key puts off the list and back on it. */
export const ALARM_KEYS = {
  acknowledge: "a",
  attend: "t",
  reset: "r",
  shelve: "h",
  unshelve: "h",
  assign: "g",
  close: "e",
  accept: "y",
  decline: "n",
} as const satisfies Partial<Record<OperatorVerb, string>>;
type KeyedVerb = keyof typeof ALARM_KEYS;

/** Verbs that need words have a sheet for them. */
const SHEETS = { shelve: "shelve", assign: "assign", close: "cause", decline: "decline" } as const;

/** Does to the chosen alarm what a key asks for, where this person may; where nothing is done it says so, lest it be taken for done. */
export function pressVerb(verbs: readonly KeyedVerb[], acted: Parameters<typeof actionsFor>[0] | undefined): void {
  const may = acted === undefined ? [] : actionsFor(acted, desk.me?.user);
  const verb = verbs.find((candidate) => may.includes(candidate));
  if (acted === undefined) return desk.say(t("alarms.key.none-chosen"));
  if (verb === undefined) return desk.say(whyNot(verbs[0] ?? "acknowledge", acted.code));
  if (verb in SHEETS) desk.toggleSheet(SHEETS[verb as keyof typeof SHEETS]);
  else void desk.command(acted.id, verb);
}

function whyNot(verb: KeyedVerb, code: string): string {
  if (desk.me?.user.rights.includes("take-charge") !== true) return t("action.not-allowed");
  const named = verb === "close" ? t("action.record-cause") : t(`action.${verb}`);
  return t("alarms.key.not-now", { verb: named.replace("…", ""), code });
}
