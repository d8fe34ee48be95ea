import type { Alarm } from "../alarm/index.ts";
import type { Language, Text } from "../basics/index.ts";
import type { NotificationStep } from "./route.ts";
import { smsSize } from "./sms-size.ts";
import { gsm7Spelling, shortenName } from "./sms-spelling.ts";

/** What one text about many alarms is made of. */
export interface DigestRequest {
  readonly alarms: number;
  /** Path of the place they share. Absent: they are in several. */
  readonly where?: Text;
  /** How many places they are in. */
  readonly places: number;
  /** The one raised first. */
  readonly first: Pick<Alarm, "code" | "description">;
  /** Every one of them is. */
  readonly simulated: boolean;
  readonly language: Language;
  readonly step: NotificationStep;
  /** Of each of them somebody was told before and has not acknowledged. */
  readonly escalated: boolean;
}

interface Phrases {
  readonly simulated: string;
  readonly escalated: Readonly<Record<NotificationStep, string>>;
  readonly placeJoint: string;
  readonly placeEnd: string;
  readonly alarms: (count: number) => string;
  readonly alarmsInPlaces: (count: number, places: number) => string;
  readonly first: string;
  readonly limit: string;
  readonly sentenceEnd: string;
}

const PHRASES: Readonly<Record<Language, Phrases>> = {
  en: {
    simulated: "TEST ",
    escalated: {
      responsible: "",
      deputy: "Deputy: not yet acknowledged. ",
      "security-centre": "Security centre: not yet acknowledged. ",
    },
    placeJoint: ", ",
    placeEnd: ": ",
    alarms: (count) => `${count} alarms`,
    alarmsInPlaces: (count, places) => `${count} alarms in ${places} places`,
    first: ", first: ",
    limit: ", limit ",
    sentenceEnd: ". ",
  },
  zh: {
    simulated: "测试 ",
    escalated: { responsible: "", deputy: "副责任人：尚未确认。", "security-centre": "安全中心：尚未确认。" },
    placeJoint: " ",
    placeEnd: "：",
    alarms: (count) => `${count}条报警`,
    alarmsInPlaces: (count, places) => `${places}处共${count}条报警`,
    first: "，首条：",
    limit: "，限值",
    sentenceEnd: "。",
  },
};

/**
 * The text a person receives about many alarms: mark, step, place (innermost first) or number of places, how many, the first of them
 * with value against limit, `[code]`. One part where possible, shortened as a single alarm's text is: number, value, limit and code never.
 */
export function composeDigest(request: DigestRequest): string {
  const { language, where, first } = request;
  const shared = (where?.[language] ?? "").split(" › ").reverse();
  const ofFirst = first.description.where[language].split(" › ").reverse();
  const what = first.description.what[language];
  const candidates: readonly Parts[] = [
    { shared, ofFirst, what },
    { shared: shared.slice(0, 2), ofFirst: ofFirst.slice(0, 2), what },
    { shared: shared.slice(0, 1), ofFirst: ofFirst.slice(0, 1), what },
    {
      shared: shared.slice(0, 1).map((name) => shortenName(name, language)),
      ofFirst: ofFirst.slice(0, 1).map((name) => shortenName(name, language)),
      what: shortenName(what, language),
    },
  ];
  const texts = candidates.map((parts) => writeDigest(request, parts));
  return texts.find((text) => smsSize(text).parts === 1) ?? texts.at(-1) ?? "";
}

interface Parts {
  readonly shared: readonly string[];
  readonly ofFirst: readonly string[];
  readonly what: string;
}

function writeDigest(request: DigestRequest, { shared, ofFirst, what }: Parts): string {
  const { alarms, where, places, first, simulated, language, step, escalated } = request;
  const phrases = PHRASES[language];
  const value = first.description.valueText[language];
  const limit = first.description.limit[language];
  const text = [
    simulated ? phrases.simulated : "",
    escalated ? phrases.escalated[step] : "",
    ...(where === undefined
      ? [phrases.alarmsInPlaces(alarms, places), phrases.first, ofFirst.join(phrases.placeJoint), phrases.placeEnd]
      : [shared.join(phrases.placeJoint), phrases.placeEnd, phrases.alarms(alarms), phrases.first]),
    what,
    value === "" || what.endsWith(value) ? "" : ` ${value}`,
    limit === "" ? "" : `${phrases.limit}${limit}`,
    phrases.sentenceEnd,
    `[${first.code}]`,
  ].join("");
  return language === "en" ? gsm7Spelling(text) : text;
}
