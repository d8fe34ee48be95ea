import type { Alarm } from "../alarm/index.ts";
import type { Language } from "../basics/index.ts";
import type { NotificationStep } from "./route.ts";
import { smsSize } from "./sms-size.ts";
import { gsm7Spelling, shortenName } from "./sms-spelling.ts";

/** What a text message is made of. */
export interface SmsRequest {
  readonly alarm: Pick<Alarm, "code" | "simulated" | "description">;
  readonly language: Language;
  readonly step: NotificationStep;
  /** Somebody was told before and has not acknowledged. */
  readonly escalated: boolean;
}

interface Phrases {
  readonly simulated: string;
  readonly escalated: Readonly<Record<NotificationStep, string>>;
  readonly limit: string;
  readonly placeJoint: string;
  readonly placeEnd: string;
  readonly sentenceEnd: string;
  /** Where a first action may be cut short. */
  readonly clauseEnd: RegExp;
}

const PHRASES: Readonly<Record<Language, Phrases>> = {
  en: {
    simulated: "TEST ",
    escalated: {
      responsible: "",
      deputy: "Deputy: not yet acknowledged. ",
      "security-centre": "Security centre: not yet acknowledged. ",
    },
    limit: ", limit ",
    placeJoint: ", ",
    placeEnd: ": ",
    sentenceEnd: ". ",
    clauseEnd: /[,;.] /,
  },
  zh: {
    simulated: "测试 ",
    escalated: { responsible: "", deputy: "副责任人：尚未确认。", "security-centre": "安全中心：尚未确认。" },
    limit: "，限值",
    placeJoint: " ",
    placeEnd: "：",
    sentenceEnd: "。",
    clauseEnd: /[,;](?!\d)|[。，；、]/,
  },
};

/**
 * The text a person receives: mark, step, place (innermost first), what, value against limit, first action, `[code]`.
 * One part where possible: outer places go first, then later clauses of the first action, then all of it, then the ends of long
 * names. Value, limit and code are never shortened.
 */
export function composeSms(request: SmsRequest): string {
  const { description } = request.alarm;
  const places = description.where[request.language].split(" › ").reverse();
  const clauses = actionCuts(description.firstAction[request.language], PHRASES[request.language].clauseEnd);
  const what = description.what[request.language];
  const near = places.slice(0, 2);
  const candidates: readonly Parts[] = [
    ...places
      .map((_, dropped) => ({ places: places.slice(0, places.length - dropped), what, action: clauses[0] ?? "" }))
      .filter((candidate) => candidate.places.length >= near.length),
    ...clauses.slice(1).map((action) => ({ places: near, what, action })),
    ...clauses.map((action) => ({ places: places.slice(0, 1), what, action })),
    { places: places.slice(0, 1), what, action: "" },
    {
      places: places.slice(0, 1).map((name) => shortenName(name, request.language)),
      what: shortenName(what, request.language),
      action: "",
    },
  ];
  const texts = candidates.map((parts) => writeSms(request, parts));
  return texts.find((text) => smsSize(text).parts === 1) ?? texts.at(-1) ?? "";
}

interface Parts {
  readonly places: readonly string[];
  readonly what: string;
  readonly action: string;
}

function writeSms({ alarm, language, step, escalated }: SmsRequest, { places, what, action }: Parts): string {
  const phrases = PHRASES[language];
  const value = alarm.description.valueText[language];
  const limit = alarm.description.limit[language];
  const text = [
    alarm.simulated ? phrases.simulated : "",
    escalated ? phrases.escalated[step] : "",
    places.join(phrases.placeJoint),
    phrases.placeEnd,
    what,
    what.endsWith(value) ? "" : ` ${value}`,
    limit === "" ? "" : `${phrases.limit}${limit}`,
    phrases.sentenceEnd,
    action === "" ? "" : `${action} `,
    `[${alarm.code}]`,
  ].join("");
  return language === "en" ? gsm7Spelling(text) : text;
}

/** The action whole, then with one clause less each time, down to its first. */
function actionCuts(action: string, clauseEnd: RegExp): readonly string[] {
  const cuts = [action];
  for (const match of [...action.matchAll(new RegExp(clauseEnd, "g"))].reverse()) {
    if (match.index + match[0].length < action.length) cuts.push(action.slice(0, match.index));
  }
  return cuts;
}
