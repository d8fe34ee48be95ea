import type { EpochMs, Language, Text } from "@labcanary/domain/basics";
import type { JournalEntry } from "@labcanary/domain/messages";
import { ACTOR_WORDS, CHANNEL_WORDS, filled, LINE_WORDS, REASON_WORDS, REPORT_WORDS } from "./email-words.ts";
import { fullTime, siteTime } from "./site-time.ts";

export interface TimelineReader {
  readonly language: Language;
  readonly timeZone: string;
  readonly nameOf: (personId: string) => string;
}

/** Who was told when, by what, and what proves it: one line each with its time, oldest first. */
export function timelineLines(entries: readonly JournalEntry[], reader: TimelineReader): readonly string[] {
  const timeOf = fullTime(reader.timeZone);
  return entries.flatMap((entry) => {
    const words = LINE_WORDS[entry.kind];
    return words === undefined ? [] : [`${timeOf(entry.at)}  ${oneLine(filled(words, reader.language, valuesOf(entry, reader)))}`];
  });
}

function valuesOf({ actor, detail }: JournalEntry, reader: TimelineReader): Readonly<Record<string, string>> {
  const { language, nameOf } = reader;
  const said = (name: string): string => textOf(detail[name]);
  const personId = said("personId") || personOfNotification(said("notificationId"));
  return {
    who: whoOf(actor, reader),
    person: personId === "" ? "" : nameOf(personId),
    channel: wordOf(CHANNEL_WORDS, said("channel") || actor.replace(/^channel:/, ""), language),
    reason: wordOf(REASON_WORDS, said("reason"), language),
    cause: said("cause") || said("suppressedBy"),
    status: wordOf(REPORT_WORDS, said("status"), language),
    comment: said("comment"),
    count: said("count"),
    to: said("to"),
    verb: said("verb"),
    people: plannedOf(detail["notifications"], reader),
  };
}

/** A notification's id is `alarm:step:person`. */
const personOfNotification = (id: string): string => id.split(":").slice(2).join(":");

function whoOf(actor: string, { language, nameOf }: TimelineReader): string {
  const [kind = "", ...name] = actor.split(":");
  if (kind === "person") return nameOf(name.join(":"));
  return wordOf(ACTOR_WORDS, name.length === 0 ? actor : name.join(":"), language);
}

/** Who is to be told, with the time of the day. */
function plannedOf(notifications: unknown, { language, nameOf, timeZone }: TimelineReader): string {
  if (!Array.isArray(notifications)) return "";
  const timeOf = siteTime(timeZone);
  return (notifications as readonly { readonly personId?: unknown; readonly dueAt?: unknown }[])
    .flatMap(({ personId, dueAt }) =>
      typeof personId === "string" && typeof dueAt === "number" ? [`${nameOf(personId)} ${timeOf(dueAt as EpochMs).clock}`] : [],
    )
    .join(language === "zh" ? "、" : ", ");
}

/** The word for a name the platform uses; the name itself where there is none. */
const wordOf = (words: Readonly<Record<string, Text>>, name: string, language: Language): string =>
  (Object.hasOwn(words, name) ? words[name]?.[language] : undefined) ?? name;

const textOf = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");

/** What people wrote may have lines of its own; in a list, and in a header, it has none. Nor signs that turn the direction of writing. */
export const oneLine = (text: string): string => text.replace(/[\s\p{C}\u2028\u2029]+/gu, " ").trim();
