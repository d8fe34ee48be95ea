import type { Language } from "@labcanary/domain/basics";
import type { Notification } from "@labcanary/domain/notification";
import { markOf } from "./mark.ts";

/** Most characters of one variable (limits.md, SMS5: 1 to 35). */
export const VARIABLE_CHARACTERS = 35;

/** The variables a template may use, by name. All of them are given for every template; none is empty, which would be refused. */
export const TEMPLATE_VARIABLES = ["mark", "place", "what", "value", "limit", "action", "code"] as const;
export type TemplateVariables = Readonly<Record<(typeof TEMPLATE_VARIABLES)[number], string>>;

interface Phrases {
  /** Stands where there is nothing to say. */
  readonly nothing: string;
  readonly kinds: Readonly<Record<Notification["kind"], string>>;
  readonly many: (count: number) => string;
  /** In place of a telephone number or a link. */
  readonly onScreen: string;
}

const PHRASES: Readonly<Record<Language, Phrases>> = {
  en: {
    nothing: "-",
    kinds: {
      alarm: "Alarm",
      "returned-to-normal": "Normal again",
      "all-clear": "All clear",
      test: "Nothing is wrong",
      answer: "Answer",
      "check-in": "Check-in",
    },
    many: (count) => `1 of ${count} alarms: `,
    onScreen: "(see screen)",
  },
  zh: {
    nothing: "无",
    kinds: {
      alarm: "报警",
      "returned-to-normal": "已恢复正常",
      "all-clear": "报警解除",
      test: "一切正常",
      answer: "回复",
      "check-in": "值班签到",
    },
    many: (count) => `共${count}条，首条：`,
    onScreen: "(见屏幕)",
  },
};

/**
 * What is put into the provider's approved text. `mark` says in this order whether it is a test, how many alarms it is about, that
 * somebody was told before, and what it is; what went before is left out first where that is too long. The answer to a reply, which has
 * no parts, is in `what`.
 */
export function templateVariables(notification: Notification): TemplateVariables {
  const { kind, language, parts, text } = notification;
  const { nothing } = PHRASES[language];
  const said = (words: string): string => fitVariable(withoutContacts(words, language)) || nothing;
  // A figure of seven digits is no telephone number.
  const figure = (words: string): string => fitVariable(words) || nothing;
  return {
    mark: said(markVariable(notification)),
    place: said(parts.place),
    what: said(kind === "answer" ? text : parts.what),
    value: figure(parts.value),
    limit: figure(parts.limit),
    action: said(parts.action),
    code: figure(parts.code),
  };
}

function markVariable(notification: Notification): string {
  const { kind, language, alarmIds } = notification;
  const { kinds, many } = PHRASES[language];
  const { test, before } = markOf(notification);
  const start = `${test}${alarmIds.length > 1 ? many(alarmIds.length) : ""}`;
  const whole = `${start}${before}${kinds[kind]}`;
  return whole.length <= VARIABLE_CHARACTERS ? whole : `${start}${kinds[kind]}`;
}

/** Signs that are refused in a variable, or that could be taken for the provider's own, and what stands for them. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/【/g, "("],
  [/】/g, ")"],
  [/[\u00b0℃](?=C?\b)C?/g, "C"],
  [/℃/g, "C"],
  [/²/g, "2"],
  [/³/g, "3"],
  [/[µμ]/g, "u"],
  [/≥/g, ">="],
  [/≤/g, "<="],
  [/[−–—]/g, "-"],
  [/[\s\p{C}]+/gu, " "],
];

const LINK = /\b(?:https?:\/\/|www\.)[^\s\p{Script=Han}]+/giu;
/** Seven digits or more, in groups or not, that are no date (chosen: telephone numbers have no fewer). */
const TELEPHONE = /(?<!\d)(?!\d{4}-\d\d-\d\d(?!\d))\+?\d(?:[ -]?\d){6,}/g;

/** The words without links and telephone numbers, neither of which may be in a variable (limits.md, SMS3 and HWS1). */
export const withoutContacts = (words: string, language: Language): string =>
  words.replace(LINK, PHRASES[language].onScreen).replace(TELEPHONE, PHRASES[language].onScreen);

/**
 * Words as a variable may hold them: 35 characters at most. They are cut after a clause where half of them is left then, else between
 * words, and never in a figure or between it and its unit.
 */
export function fitVariable(words: string): string {
  const plain = SPELLINGS.reduce((text, [sign, spelling]) => text.replace(sign, spelling), words).trim();
  if (plain.length <= VARIABLE_CHARACTERS) return plain;
  let end = 0;
  let clauseEnd = 0;
  for (const { index, 0: piece } of plain.matchAll(PIECE)) {
    if (CLAUSE_END.test(piece) && index <= VARIABLE_CHARACTERS) clauseEnd = index;
    if (index + piece.length > VARIABLE_CHARACTERS) break;
    end = index + piece.length;
  }
  return plain.slice(0, clauseEnd * 2 >= VARIABLE_CHARACTERS ? clauseEnd : end).replace(/[\s.,;:，；：、(]+$/u, "");
}

const CLAUSE_END = /^[.,;，；。、]$/u;

/** What is not cut: a figure with its sign and unit, a word, any other character. */
const PIECE = new RegExp(
  [
    /(?:[<>]=?\s*)?[-+]?\d+(?:[.,:]\d+)*(?:\s?%?[\p{Script=Latin}/%][\p{Script=Latin}\d/%]*)?/u,
    /\p{Script=Latin}[\p{Script=Latin}\p{M}\d'-]*(?:[./][\p{Script=Latin}\p{M}\d'-]+)*/u,
    /./su,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gsu",
);
