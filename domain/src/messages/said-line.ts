import type { EpochMs, Language, Text } from "../basics/index.ts";
import { siteTime } from "../schedule/index.ts";
import type { JournalEntry } from "./alarm-change.ts";
import { ACTOR_WORDS, CHANNEL_WORDS, filled, LINE_WORDS, REASON_WORDS, REPORT_WORDS } from "./line-words.ts";

/** Who reads what the journal has of an alarm. */
export interface LineReader {
  readonly language: Language;
  readonly timeZone: string;
  readonly nameOf: (personId: string) => string;
}

/** What a line of an alarm's journal says, in one line without its time; undefined of one that is about no alarm. */
export function saidLine(entry: JournalEntry, reader: LineReader): string | undefined {
  const words = LINE_WORDS[entry.kind];
  return words === undefined ? undefined : oneLine(filled(words, reader.language, valuesOf(entry, reader)));
}

function valuesOf({ actor, detail }: JournalEntry, reader: LineReader): Readonly<Record<string, string>> {
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

function whoOf(actor: string, { language, nameOf }: LineReader): string {
  const [kind = "", ...name] = actor.split(":");
  if (kind === "person") return nameOf(name.join(":"));
  return wordOf(ACTOR_WORDS, name.length === 0 ? actor : name.join(":"), language);
}

/** Who is to be told, with the time of the day. */
function plannedOf(notifications: unknown, { language, nameOf, timeZone }: LineReader): string {
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
