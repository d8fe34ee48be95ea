import type { OperatorVerb } from "@labcanary/domain/messages";
import { desk } from "../shell/console-state.svelte.ts";
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

/** Does to the chosen alarm what a key asks for, where this person may; whatever else is nothing. */
export function pressVerb(verbs: readonly KeyedVerb[], acted: Parameters<typeof actionsFor>[0] | undefined): void {
  const may = acted === undefined ? [] : actionsFor(acted, desk.me?.user);
  const verb = verbs.find((candidate) => may.includes(candidate));
  if (acted === undefined || verb === undefined) return;
  if (verb in SHEETS) desk.toggleSheet(SHEETS[verb as keyof typeof SHEETS]);
  else void desk.command(acted.id, verb);
}
