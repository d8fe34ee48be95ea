import { recordWords, wordsOfAnswer } from "./record-words.ts";
import type { JournalEntry } from "@labcanary/domain/messages";
import type { SiteDifference } from "@labcanary/domain/site";
import type { AlarmSummary } from "../live/feed-state.ts";
import { differenceLine } from "../site/difference-words.ts";
import { formatClock, formatTime, type TimeStyle } from "../text/format.ts";
import type { MessageKey } from "../text/messages.ts";
import type { Translate } from "../text/translate.ts";
import { listOf, textOf, wordFor } from "./detail-words.ts";
import { plannedIn, recipientOf } from "./recipient.ts";
import { userChangeOf } from "./user-change.ts";

export { textOf, wordFor };

/** A line of the journal as a person reads it. */
export interface JournalLine {
  /** What happened and who did it. */
  readonly sentence: string;
  /** The words or figures that came with it. */
  readonly note: string;
}

export interface JournalReader extends TimeStyle {
  readonly t: Translate;
  /** The name behind a person's id. */
  readonly nameOf: (personId: string) => string;
}

/** The line in words, in the reader's language. The alarm, where it is known, lends the line of its raising value and limit. */
export function journalLine(entry: JournalEntry, reader: JournalReader, alarm?: AlarmSummary): JournalLine {
  const { t } = reader;
  const said = (name: string): string => textOf(entry.detail[name]);
  const recipient = recipientOf(entry);
  const values = {
    who: actorName(entry.actor, reader),
    person: recipient === undefined ? "" : reader.nameOf(recipient.personId),
    sender: entry.actor.startsWith("person:") ? actorName(entry.actor, reader) : said("from"),
    step: recipient === undefined ? "" : stepName(recipient.step, t),
    priority: wordFor("priority", said("priority"), t),
    reason: wordFor("reason", said("reason"), t),
    refusal: wordFor("error", said("code"), t),
    status: wordFor("delivery", said("status"), t),
    until: typeof entry.detail["until"] === "number" ? formatClock(reader, entry.detail["until"]) : "",
    end: typeof entry.detail["until"] === "number" ? formatTime(reader, entry.detail["until"], entry.at) : "",
    cause: said("suppressedBy"),
    condition: said("condition"),
    receiver: said("to"),
    to: said("to"),
    channel: wordFor("channel", said("channel") || channelOf(entry.actor), t),
    next: entry.detail["next"] === false ? "no" : "yes",
    nextChannel: wordFor("channel", said("next"), t),
    verb: wordFor("verb", said("verb"), t),
    because: becauseOf(entry, reader),
    by: wordFor("sign-in.by", said("by"), t),
    role: wordFor("session.role", said("role"), t),
    from: said("from"),
    signal: said("signal") || said("entry"),
    through: said("through") || "none",
    testStep: wordFor("commissioning.step", said("step"), t),
    impairment: wordFor("impaired", said("impairment"), t),
    testEnd: wordFor("commissioning.end", said("because"), t),
    attempt: said("attempt"),
    people: plannedPeople(entry, reader),
    count: typeof entry.detail["count"] === "number" ? entry.detail["count"] : listOf(entry.detail["notificationIds"]).length,
    since: typeof entry.detail["since"] === "number" ? formatClock(reader, entry.detail["since"]) : "",
    added: listOf(entry.detail["added"]).length,
    removed: listOf(entry.detail["removed"]).length,
    changed: listOf(entry.detail["changed"]).length,
    ok: entry.detail["ok"] === false ? "no" : "yes",
    lines: said("lines"),
    findings: (listOf(entry.detail["findings"]) as readonly { readonly code: string }[]).map(({ code }) => code).join(", "),
    plan: said("plan"),
    placed: said("placed"),
    moved: said("moved"),
    off: said("removed"),
    author: said("changedBy"),
    console: said("console"),
    record: said("record").split("/").at(-1) ?? "",
    // A choice of a text is named without a hyphen.
    act: textOf(actOf(entry)["act"]).replaceAll("-", "_"),
    ...recordWords(entry),
    movement: movementOf(entry, t),
    passed: actOf(entry)["passed"] === false ? "no" : "yes",
    volume: said("volume"),
    ...handedOver(entry),
    known: said("changedBy") === "" ? "no" : "yes",
    user: said("user"),
    userChange: userChangeOf(entry, t),
    about: actorName(said("about"), reader),
    token: said("token"),
    device: said("device"),
    serial: said("serial") === "" ? "none" : "known",
    serialNumber: said("serial"),
    ending: said("because"),
    why: said("why"),
    line: said("line"),
    shown: listOf(entry.detail["shown"]).join(", "),
    again: entry.detail["again"] === true ? "yes" : "no",
  };
  if (entry.kind === "notification-failed" && values.person === "") return { sentence: t("journal.nobody", values), note: "" };
  const key = sentenceOf(entry);
  // Lines of ledgers are the page's, and stand in no timeline of an alarm.
  return { sentence: t.has(key) ? t(key, values) : entry.kind, note: noteOf(entry, reader, alarm) };
}

/** A line of one kind may say one thing or the other. */
function sentenceOf({ kind, detail }: JournalEntry): MessageKey {
  if (kind === "notification-failed" && typeof detail["next"] === "string") return "journal.next-channel";
  if (kind === "notification-held" && detail["reason"] === "budget") return "journal.held-by-provider";
  return `journal.say.${kind}`;
}

/** Of a controlled substance: what was done with it. */
function movementOf(entry: JournalEntry, t: Translate): string {
  const { kind } = (actOf(entry)["movement"] ?? {}) as { readonly kind?: unknown };
  const key = `substances.movement.${textOf(kind)}`;
  return t.has(key) ? t(key) : "";
}

/** What a line of a ledger says was done. */
const actOf = ({ detail }: JournalEntry): Readonly<Record<string, unknown>> => (detail["act"] ?? {}) as Readonly<Record<string, unknown>>;

/** `channel:sms` is sms; nobody else is a channel. */
const channelOf = (actor: string): string => /^channel:(.*)$/.exec(actor)?.[1] ?? "";

function noteOf(entry: JournalEntry, reader: JournalReader, alarm: AlarmSummary | undefined): string {
  const { t, language } = reader;
  const said = (name: string): string => textOf(entry.detail[name]);
  switch (entry.kind) {
    case "raised":
      return [alarm?.description.valueText[language], alarm?.description.limit[language], said("suppressedBy")].filter(Boolean).join(" · ");
    case "returned-to-normal":
      return wordFor("unseen", said("unseen"), t);
    case "acknowledged":
      return [said("comment"), said("with") === "" ? "" : t("unseen.with")].filter(Boolean).join(" ");
    case "contact-tested":
      return said("routeId") === "" ? "" : t("journal.note.route-test", { route: said("routeId") });
    case "left":
      return wordFor("left", said("because"), t);
    case "out-of-service-proposed":
    case "out-of-service": {
      const note = t("journal.note.measure", { reason: said("reason"), measure: said("measure") });
      return entry.detail["lifeSafety"] === true ? t("journal.note.life-safety", { note }) : note;
    }
    case "plan-proposed":
      return said("note");
    case "commissioning-signed":
      return said("note");
    case "hazard-recorded":
    case "public-report-recorded":
    case "custody-recorded":
    case "measure-recorded":
    case "drill-recorded":
      return textOf(actOf(entry)["words"]);
    case "check-recorded":
      return wordsOfAnswer(entry);
    case "substance-recorded":
    case "stock-take-recorded":
    case "dossier-recorded":
      return textOf(actOf(entry)["reason"]);
    case "substances-exported":
      return `${said("regime")} · SHA-256 ${said("sha256")}`;
    case "commissioning-voided":
    case "shelved":
    case "assigned":
    case "assignment-declined":
      return textOf(entry.detail["reason"]);
    case "shift-handed-over":
      return said("notes");
    case "closed":
      return textOf(entry.detail["cause"]);
    case "photo-added":
      return said("sha256") === "" ? "" : `${said("type")} · ${said("width")} × ${said("height")} · SHA-256 ${said("sha256")}`;
    case "notification-accepted":
    case "reply-refused":
      return textOf(entry.detail["text"]);
    case "notification-retry":
    case "notification-failed":
      return textOf(entry.detail["said"]);
    case "site-change-rejected":
      return textOf(entry.detail["reason"]);
    case "site-change-proposed":
      return differencesOf(entry, reader);
    case "site-changed":
      if (listOf(entry.detail["differences"]).length > 0) return differencesOf(entry, reader);
      return ["added", "removed", "changed"].flatMap((name) => listOf(entry.detail[name])).join(", ");
    case "sign-in-refused":
      return [said("user"), wordFor("error", said("code"), t)].filter(Boolean).join(" · ");
    case "personal-data-removed":
    case "photo-removed":
      return `${said("reason")} · SHA-256 ${said("sha256")}`;
    case "words-removed":
    case "legal-hold-set":
    case "legal-hold-lifted":
      return said("reason");
    case "user-changed": {
      const tokens = listOf(entry.detail["endedTokens"]);
      return tokens.length === 0 ? "" : t("user-change.tokens", { tokens: tokens.join(", ") });
    }
    default:
      return textOf(entry.detail["comment"]);
  }
}

/** How much was handed over with a shift. */
function handedOver({ detail }: JournalEntry) {
  const counts = (detail["counts"] ?? {}) as Readonly<Record<string, unknown>>;
  const of = (name: string): number => Number(counts[name] ?? 0);
  return { unacknowledged: of("unacknowledged"), shelved: of("shelved"), service: of("out-of-service"), impaired: of("impaired") };
}

/** What is different between two sites, as the line has it. */
function differencesOf({ detail }: JournalEntry, { t, language }: JournalReader): string {
  const lines = (listOf(detail["differences"]) as readonly SiteDifference[]).map((difference) => differenceLine(difference, t, language));
  const more = Number(detail["more"] ?? 0);
  return [...lines, ...(more > 0 ? [t("site-change.more", { count: more })] : [])].join(" · ");
}

/** `user:wang` is wang, `person:wang` whoever the site says that is; the platform's own parts have names. */
function actorName(actor: string, { t, nameOf }: JournalReader): string {
  const [, removed] = /^(?:(?:user|person):)?~([0-9a-f]{6})[0-9a-f]{14}$/.exec(actor) ?? [];
  if (removed !== undefined) return t("actor.removed", { key: removed });
  if (actor.startsWith("person:")) return nameOf(actor.slice("person:".length));
  const key = `actor.${actor}`;
  return t.has(key) ? t(key) : actor.replace(/^(?:user|device):/, "");
}

/** Why a shelving, or being out of service, is over. */
function becauseOf(entry: JournalEntry, reader: JournalReader): string {
  const { t } = reader;
  const because = textOf(entry.detail["because"]);
  const who = actorName(entry.actor, reader);
  return entry.kind === "unshelved" ? wordFor("unshelved", because, t, { who }) : wordFor("service-end", because, t, { who });
}

export const stepName = (step: string, t: Translate): string => wordFor("step", step, t);

/** Who is to be told, and when, as the line of the queueing has it. */
function plannedPeople(entry: JournalEntry, reader: JournalReader): string {
  const { t, nameOf } = reader;
  return plannedIn(entry)
    .map(({ personId, step, dueAt }) =>
      t("journal.planned", { person: nameOf(personId), step: stepName(step, t), time: formatClock(reader, dueAt) }),
    )
    .join(t("journal.between"));
}
