import type { JournalEntry, JournalEntryKind } from "@labcanary/domain/messages";
import type { Translate } from "../text/translate.ts";
import { wordFor } from "./journal-line.ts";

/** One thing a line changed, in words. */
export interface BeforeAfter {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

type Parts = Readonly<Record<string, unknown>>;

/** What was before and what is after, thing by thing, of a line that says so; only what became different. */
export function beforeAndAfter(entry: JournalEntry, t: Translate): readonly BeforeAfter[] {
  const [was, is] = [partsOf(entry.detail["before"]), partsOf(entry.detail["after"])];
  const [site, change] = [ofSite(entry), CHANGES_OF_SITE[entry.kind] ?? {}];
  const [before, after] = [
    { ...site.before, ...change.before, ...was },
    { ...site.after, ...change.after, ...is },
  ] as readonly [Parts, Parts];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => ({ what: wordFor("changed", key, t), before: valueOf(key, before[key], t), after: valueOf(key, after[key], t) }));
}

interface Sides {
  readonly before?: Parts;
  readonly after?: Parts;
}

/** How far a change of the site has come with a line about it. */
const CHANGES_OF_SITE: Readonly<Partial<Record<JournalEntryKind, Sides>>> = {
  "site-change-proposed": { after: { siteChange: "waiting" } },
  "site-change-approved": { before: { siteChange: "waiting" }, after: { siteChange: "approved" } },
  "site-change-rejected": { before: { siteChange: "waiting" }, after: { siteChange: "rejected" } },
  "site-change-withdrawn": { before: { siteChange: "waiting" }, after: { siteChange: "withdrawn" } },
};

/** The version in force before and after; what is different between the two stands in the line itself. */
function ofSite({ kind, detail }: JournalEntry): Sides {
  return kind === "site-changed" ? { before: { siteVersion: detail["from"] }, after: { siteVersion: detail["to"] } } : {};
}

const partsOf = (value: unknown): Parts => (typeof value === "object" && value !== null ? (value as Parts) : {});

/** Names the platform uses have words; everything else stays as the journal has it. */
function valueOf(key: string, value: unknown, t: Translate): string {
  if (value === undefined || value === null) return t("changed.nothing");
  if (Array.isArray(value)) return value.map((item) => valueOf(key, item, t)).join(t("list.between"));
  if (typeof value !== "string") return JSON.stringify(value);
  switch (key) {
    case "state":
      return wordFor("state", value, t);
    case "role":
      return wordFor("session.role", value, t);
    case "shift":
      return wordFor("shift-state", value, t);
    case "service":
      return wordFor("service-state", value, t);
    case "siteChange":
      return wordFor("site-change-state", value, t);
    case "proposal":
      return wordFor("proposal-state", value, t);
    case "sound":
      return wordFor("sound-state", value, t);
    default:
      return value;
  }
}
