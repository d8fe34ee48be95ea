import type { JournalEntry } from "@labcanary/domain/messages";
import type { Translate } from "../text/translate.ts";
import { wordFor } from "./journal-line.ts";

/** One thing a line changed, in words. */
export interface BeforeAfter {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** What was before and what is after, thing by thing, of a line that says so; only what became different. */
export function beforeAndAfter({ detail: { before, after } }: JournalEntry, t: Translate): readonly BeforeAfter[] {
  const [was, is] = [recordOf(before), recordOf(after)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]))
    .map((key) => ({ what: wordFor("changed", key, t), before: valueOf(key, was[key], t), after: valueOf(key, is[key], t) }));
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** Names the platform uses have words; everything else stays as the journal has it. */
function valueOf(key: string, value: unknown, t: Translate): string {
  if (value === undefined || value === null) return t("changed.nothing");
  if (Array.isArray(value)) return value.map((item) => valueOf(key, item, t)).join(", ");
  if (typeof value !== "string") return JSON.stringify(value);
  return key === "state" ? wordFor("state", value, t) : key === "role" ? wordFor("session.role", value, t) : value;
}
