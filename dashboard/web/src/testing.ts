import { epochMs } from "@labcanary/domain/basics";
import type { JournalEntry } from "@labcanary/domain/messages";
import type { AlarmSummary } from "./live/feed-state.ts";
import { EN_PAGES } from "./text/messages-en-pages.ts";
import { EN } from "./text/messages-en.ts";
import { ZH_PAGES } from "./text/messages-zh-pages.ts";
import { ZH } from "./text/messages-zh.ts";
import { createTranslate, type Translate } from "./text/translate.ts";

export const MESSAGES = { en: { ...EN, ...EN_PAGES }, zh: { ...ZH, ...ZH_PAGES } } as const;

export const translateIn = (language: keyof typeof MESSAGES): Translate => createTranslate(language, MESSAGES[language]);

const same = (text: string) => ({ en: text, zh: text });

/** An alarm as the list has it; override what the test is about. */
export function listedAlarm(over: Partial<AlarmSummary> = {}): AlarmSummary {
  return {
    id: "a",
    code: "K7QF",
    source: { kind: "rule", ruleId: "cab-17/vapour/high", ruleVersion: "1", signal: "cab-17/vapour", zoneId: "cabinet-17" },
    priority: "high",
    latching: false,
    annunciation: "unacknowledged",
    conditionActive: true,
    simulated: false,
    raisedAt: epochMs(1000),
    raisedReceivedAt: epochMs(1000),
    description: {
      what: same("what"),
      where: same("where"),
      limit: same(""),
      valueText: same(""),
      firstAction: same(""),
      consequence: same(""),
    },
    version: 1,
    ...over,
  };
}

/** A line of the journal; override what the test is about. */
export const journalEntry = (over: Partial<JournalEntry> = {}): JournalEntry => ({
  number: 1,
  at: epochMs(1000),
  kind: "raised",
  actor: "rules",
  detail: {},
  previousHash: "",
  hash: "",
  ...over,
});
