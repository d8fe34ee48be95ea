import type { JournalEntry } from "@labcanary/domain/messages";
import { isMessageKey, type Translate } from "../text/translate.ts";

export interface TimelineLine {
  readonly at: number;
  readonly what: string;
  /** Who was told, or who did it. */
  readonly who: string;
  /** The words that came with it. */
  readonly note: string;
}

/** One line of an alarm's journal as a person reads it. `nameOf` gives the name behind a person's id. */
export function timelineLine(entry: JournalEntry, t: Translate, nameOf: (personId: string) => string): TimelineLine {
  const said = (name: string): string => {
    const value = entry.detail[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  const what = `journal.${entry.kind}`;
  const step = `step.${said("step")}`;
  const told = said("personId");
  const who =
    told === ""
      ? nameOfActor(entry.actor)
      : [nameOf(told), isMessageKey(step) ? t(step) : "", entry.actor.replace("channel:", "").toUpperCase()].filter(Boolean).join(" · ");
  const note = [said("comment"), said("reason"), said("status"), said("code") === "" || told === "" ? "" : said("code")]
    .filter(Boolean)
    .join(" · ");
  return { at: entry.at, what: isMessageKey(what) ? t(what) : entry.kind, who, note };
}

/** `user:wang` is wang; `rules` and `system` speak for themselves. */
const nameOfActor = (actor: string): string => actor.replace(/^user:/, "");
