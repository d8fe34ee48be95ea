import { wordOf } from "./mark.ts";
import type { Alarm } from "@labcanary/domain/alarm";
import type { Language } from "@labcanary/domain/basics";
import type { Notification } from "@labcanary/domain/notification";
import type { MailEvidence } from "./email-evidence.ts";
import { timelineLines } from "./email-timeline.ts";
import { KIND_WORDS, MAIL_WORDS, PRIORITY_WORDS, STATE_WORDS } from "./email-words.ts";
import { filled, oneLine } from "@labcanary/domain/messages";
import { fullTime } from "@labcanary/domain/schedule";

/** What the picture in a mail came to. `late`: the history, or the painter, did not give it in time. */
export type MailChart =
  | { readonly kind: "none" }
  | { readonly kind: "late" }
  | { readonly kind: "painted"; readonly png: Uint8Array; readonly caption: string };

export interface MailFacts {
  readonly notification: Notification;
  /** Of the alarm the mail is about, of many the first; absent where it is about none. */
  readonly evidence?: MailEvidence;
  /** The facts of the alarm could not be read. */
  readonly isIncomplete: boolean;
  /** Of many alarms, those that are listed. */
  readonly others: readonly Alarm[];
  readonly chart: MailChart;
  readonly timeZone: string;
  readonly nameOf: (personId: string) => string;
}

/** How a mail refers to its picture (RFC 2392). Chosen: one picture, one name. */
export const CHART_ID = "chart@labcanary";

/** Characters of a subject (chosen: what a phone shows, twice; RFC 5322 folds it). */
const SUBJECT_CHARACTERS = 160;

/** One line: test mark, what kind of word it is, priority, place, what, code. */
export function subjectOf({ kind, parts, text, priority, language, simulated, alarmIds }: Notification): string {
  const testMark = wordOf(parts.mark, language);
  const mark = [isMarked(kind, simulated) && !parts.mark.startsWith(testMark) ? testMark : "", parts.mark];
  const priorityMark = kind === "alarm" ? [bracket(PRIORITY_WORDS[priority][language].toUpperCase(), language)] : [];
  const kindWord = KIND_WORDS[kind][language];
  const colon = language === "zh" ? "：" : ": ";
  const subject = [parts.place, parts.what].filter((part) => part !== "").join(colon);
  const more = alarmIds.length > 1 ? [moreThanOne(alarmIds.length, language)] : [];
  const code = parts.code === "" ? [] : [`[${parts.code}]`];
  const main = [kindWord, subject === "" ? text : subject].filter((part) => part !== "").join(colon);
  const pieces = [...mark, ...priorityMark, main, ...more].map(oneLine);
  const head = pieces.filter((piece) => piece !== "").join(" ");
  const tail = code.map((each) => ` ${oneLine(each)}`).join("");
  // The code stays, whatever else has to go.
  return `${[...head].slice(0, SUBJECT_CHARACTERS - tail.length).join("")}${tail}`;
}

const isMarked = (kind: Notification["kind"], simulated: boolean): boolean => simulated || kind === "test";
const bracket = (word: string, language: Language): string => (language === "zh" ? `【${word}】` : `[${word}]`);
const moreThanOne = (count: number, language: Language): string =>
  filled(MAIL_WORDS["and-more"], language, { count: String(language === "zh" ? count : count - 1) });

/** Lines of the timeline that are shown, the newest (chosen: a night's, and a mail that can be read). */
const TIMELINE_LINES = 40;

/** A part of a mail, from which both forms are written. */
interface Section {
  readonly title?: string;
  readonly rows?: readonly (readonly [name: string, value: string])[];
  readonly lines?: readonly string[];
  /** Where the picture is. */
  readonly isChart?: true;
}

function sectionsOf(facts: MailFacts): readonly Section[] {
  const { notification, evidence, isIncomplete, others, timeZone, nameOf } = facts;
  const { language, kind, simulated } = notification;
  const say = (key: keyof typeof MAIL_WORDS, values: Readonly<Record<string, string>> = {}): string =>
    filled(MAIL_WORDS[key], language, values);
  const sections: Section[] = [];
  if (isMarked(kind, simulated)) sections.push({ lines: [say("test-note")] });
  sections.push({ lines: notification.text.split(/\r\n|[\r\n]/) });
  if (evidence !== undefined) sections.push({ title: say("alarm"), rows: rowsOf(evidence.alarm, language, timeZone) });
  if (isIncomplete) sections.push({ lines: [say("no-facts")] });
  sections.push({ lines: chartWords(facts), isChart: true });
  if (others.length > 0) {
    const missing = notification.alarmIds.length - others.length;
    const more = missing > 0 ? [say("more-alarms", { count: String(missing) })] : [];
    sections.push({ title: say("alarms"), lines: [...others.map((alarm) => lineOf(alarm, language)), ...more] });
  }
  if (evidence !== undefined) {
    const lines = timelineLines(evidence.timeline, { language, timeZone, nameOf });
    const left = lines.length - TIMELINE_LINES;
    const earlier = left > 0 ? [say("earlier", { count: String(left) })] : [];
    sections.push({ title: say("timeline", { zone: timeZone }), lines: [...earlier, ...lines.slice(-TIMELINE_LINES)] });
  }
  sections.push({ lines: [say("no-answers")] });
  return sections;
}

function rowsOf(alarm: Alarm, language: Language, timeZone: string): NonNullable<Section["rows"]> {
  const { code, priority, description, raisedAt, annunciation } = alarm;
  const rows: readonly (readonly [keyof typeof MAIL_WORDS, string])[] = [
    ["code", code],
    ["priority", PRIORITY_WORDS[priority][language]],
    ["place", description.where[language]],
    ["what", description.what[language]],
    ["value", description.valueText[language]],
    ["limit", description.limit[language]],
    ["raised", fullTime(timeZone)(raisedAt)],
    ["state", STATE_WORDS[annunciation][language]],
    ["action", description.firstAction[language]],
    ["consequence", description.consequence[language]],
  ];
  return rows.filter(([, value]) => value !== "").map(([name, value]) => [MAIL_WORDS[name][language], oneLine(value)]);
}

function lineOf({ code, priority, description: { where, what, valueText, limit } }: Alarm, language: Language): string {
  const against = [valueText[language], limit[language]].filter((part) => part !== "").join(" / ");
  return oneLine(`[${code}] ${PRIORITY_WORDS[priority][language]} · ${where[language]} · ${what[language]} ${against}`);
}

/** The picture's caption, or that it is missing. */
function chartWords({ chart, notification: { language } }: MailFacts): readonly string[] {
  switch (chart.kind) {
    case "none":
      return [];
    case "late":
      return [MAIL_WORDS["no-chart"][language]];
    case "painted":
      return [chart.caption];
  }
}

/** The mail as plain text. */
export function plainBody(facts: MailFacts): string {
  const { language } = facts.notification;
  const colon = language === "zh" ? "：" : ": ";
  const sections = sectionsOf(facts).map(({ title, rows = [], lines = [], isChart }) => {
    const indent = title === undefined ? "" : "  ";
    const attached = isChart && facts.chart.kind === "painted" ? [MAIL_WORDS["chart-attached"][language]] : [];
    const heading = title === undefined ? [] : [title];
    return [
      ...heading,
      ...rows.map(([name, value]) => `${indent}${name}${colon}${value}`),
      ...lines.map((line) => indent + line),
      ...attached,
    ];
  });
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** The same with the picture in it. It needs nothing from outside the mail. */
export function htmlBody(facts: MailFacts): string {
  const sections = sectionsOf(facts).map(({ title, rows = [], lines = [], isChart }) => {
    const heading = title === undefined ? "" : `<h2 style="font-size:15px;margin:20px 0 4px">${escaped(title)}</h2>`;
    const cells = rows.map(
      ([name, value]) =>
        `<tr><th style="text-align:left;vertical-align:top;font-weight:normal;color:#5a6270;padding:1px 14px 1px 0">${escaped(name)}</th>` +
        `<td style="vertical-align:top;padding:1px 0">${escaped(value)}</td></tr>`,
    );
    const table = cells.length === 0 ? "" : `<table style="border-collapse:collapse">${cells.join("")}</table>`;
    const picture = isChart && facts.chart.kind === "painted" ? pictureOf(facts.chart.caption) : "";
    const words =
      lines.length === 0 ? "" : `<p style="margin:${title === undefined ? "12px" : "4px"} 0 4px">${lines.map(escaped).join("<br>")}</p>`;
    return heading + table + picture + words;
  });
  return (
    `<!doctype html><html lang="${facts.notification.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>` +
    `<body style="font:15px/1.5 sans-serif;color:#1c1f23;background:#ffffff;margin:16px">${sections.join("")}</body></html>`
  );
}

const pictureOf = (caption: string): string =>
  `<p style="margin:16px 0 0"><img src="cid:${CHART_ID}" width="720" alt="${escaped(caption)}" style="max-width:100%;height:auto"></p>`;

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? "");
