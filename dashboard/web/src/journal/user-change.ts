import type { JournalEntry } from "@labcanary/domain/messages";
import type { Translate } from "../text/translate.ts";
import { listOf, textOf, wordFor } from "./detail-words.ts";

/** What was changed about an account, with what it was and is. Lines of releases that did not say are left as they are. */
export function userChangeOf({ kind, detail }: JournalEntry, t: Translate): string {
  if (kind !== "user-changed") return "";
  const values = {
    before: standingOf(detail["before"], t),
    after: standingOf(detail["after"], t),
    allowed: partOf(detail["after"], "singleSignOn") === "no" ? "no" : "yes",
  };
  return wordFor("user-change", textOf(detail["change"]), t, values);
}

function standingOf(standing: unknown, t: Translate): string {
  const role = wordFor("session.role", textOf(partOf(standing, "role")), t);
  const zones = listOf(partOf(standing, "zones"));
  return zones.length === 0 ? t("user-change.everywhere", { role }) : t("user-change.within", { role, zones: zones.join(", ") });
}

const partOf = (whole: unknown, name: string): unknown =>
  typeof whole === "object" && whole !== null ? (whole as Readonly<Record<string, unknown>>)[name] : undefined;
