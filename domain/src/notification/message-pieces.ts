import { type Language, type Text, unreachable } from "../basics/index.ts";
import type { AnswerOutcome, MessageRequest, MessageSubject, Telling } from "./message.ts";
import { type MessagePhrases, PHRASES } from "./message-phrases.ts";
import type { NotificationParts, RecipientRole } from "./notification.ts";
import { providerSafe } from "./provider-safe.ts";
import { REFUSAL_ANSWERS } from "./reply-refusals.ts";

/** A message before it is known how much of it fits. Free text in it is safe for providers. */
export interface MessagePieces {
  /** Mark and what went before. Never shortened. */
  readonly lead: string;
  /** Before the place. Never shortened. */
  readonly opening: string;
  /** Innermost first. */
  readonly places: readonly string[];
  /** Between place and subject. Never shortened. */
  readonly inner: string;
  readonly what: string;
  /** With what joins it to the subject. Never shortened, and left out only where the subject ends with it. */
  readonly value: string;
  readonly limit: string;
  /** Whole, then with less each time; the last is empty. */
  readonly remarks: readonly string[];
  /** Sentences after it, and the code. Never shortened. */
  readonly closing: readonly string[];
  /** The same in fewer words, for where the remark would have to go; absent: there are none. */
  readonly terse?: Pick<MessagePieces, "lead" | "limit" | "closing">;
  /** The same as variables, each whole. */
  readonly parts: NotificationParts;
}

export function piecesOf(request: MessageRequest): MessagePieces {
  const phrases = PHRASES[request.language];
  switch (request.kind) {
    case "alarm":
      return alarmPieces(request);
    case "returned-to-normal": {
      const { limit } = toldOf(request.subject).description;
      return about(request.subject, request.language, {
        lead: phrases.marks[request.mark] + (limit[request.language] === "" ? phrases.conditionGone : phrases.valueBack),
        figures: "former",
        remarks: [""],
        notice: [phrases.stillUnacknowledged],
        hint: hintOf(request.replyCode, phrases.takeCharge),
        replyCode: request.replyCode,
      });
    }
    case "all-clear": {
      const by = request.acknowledgedBy === undefined ? [] : [phrases.acknowledgedBy(providerSafe(request.acknowledgedBy))];
      const cause = request.cause === undefined ? [] : [phrases.cause(withoutStop(providerSafe(request.cause)))];
      return about(request.subject, request.language, {
        lead: phrases.marks[request.mark] + phrases.ended,
        figures: "none",
        remarks: [[...by, ...cause].join(phrases.sentenceJoint), by.join(""), ""],
      });
    }
    case "test": {
      const closing = request.replyCode === "" ? phrases.noAnswerNeeded : phrases.answerTest(request.replyCode);
      return plain({
        lead: phrases.marks.test,
        place: said(request.site, request.language),
        what: phrases.nothingIsWrong,
        closing: [closing],
        replyCode: request.replyCode,
      });
    }
    case "check-in": {
      const { period, by, telling, replyCode } = request;
      const how = replyCode === "" ? phrases.checkInOnPage(by) : phrases.answerCheckIn(replyCode, by);
      return plain({
        lead: (telling === "repeated" ? phrases.repeated : "") + phrases.checkIn,
        place: said(period, request.language),
        what: phrases.areYouThere,
        closing: [how, phrases.checkInAlarms],
        replyCode,
      });
    }
    case "answer":
      return answerPieces(request.outcome, phrases.marks[request.mark], request.language);
    default:
      return unreachable(request);
  }
}

function alarmPieces({ language, mark, as, telling, subject, replyCode }: Extract<MessageRequest, { kind: "alarm" }>): MessagePieces {
  const phrases = PHRASES[language];
  const isEscalated = telling === "escalated" && as !== "nobody-reached";
  const lead = phrases.marks[mark] + whatWentBefore(as, telling, phrases);
  const isHelp = telling === "help-asked";
  return about(subject, language, {
    lead,
    figures: "present",
    remarks: [...actionsOf(subject, language), ""],
    hint: hintOf(replyCode, isHelp ? phrases.come : phrases.takeCharge),
    terse: {
      lead: isEscalated ? phrases.marks[mark] + phrases.escalatedShort : lead,
      hint: hintOf(replyCode, isHelp ? phrases.come : phrases.takeChargeShort),
    },
    replyCode,
  });
}

const hintOf = (replyCode: string, say: (replyCode: string) => string): readonly string[] => (replyCode === "" ? [] : [say(replyCode)]);

function answerPieces(outcome: AnswerOutcome, mark: string, language: Language): MessagePieces {
  const phrases = PHRASES[language];
  const told = (subject: MessageSubject, lead: string, remarks: readonly string[], notice: readonly string[]): MessagePieces =>
    about(subject, language, { lead: mark + lead, figures: "none", remarks: [...remarks, ""], notice });
  switch (outcome.kind) {
    case "acknowledged":
      return told(outcome.subject, phrases.youAcknowledged, [phrases.furtherAnswers(outcome.replyCode)], []);
    case "attended":
      return told(outcome.subject, phrases.youAttend, [], outcome.unacknowledged === 0 ? [] : [phrases.oneByOne(outcome.unacknowledged)]);
    case "already-acknowledged":
      return told(outcome.subject, phrases.alreadyAcknowledged(providerSafe(outcome.by)), [], []);
    case "help-asked":
      return told(outcome.subject, phrases.helpAsked, [], [outcome.nextIsTold ? phrases.nextIsTold : phrases.everybodyTold]);
    case "test-over":
    case "drill-over": {
      const over = mark + (outcome.kind === "drill-over" ? phrases.drillOver : phrases.testOver);
      // As the alarm itself is told: whoever reads this has been told of none so far.
      return about(outcome.subject, language, {
        lead: over,
        figures: "present",
        remarks: [...actionsOf(outcome.subject, language), ""],
        hint: hintOf(outcome.replyCode, phrases.takeCharge),
        terse: { lead: over, hint: hintOf(outcome.replyCode, phrases.takeChargeShort) },
        replyCode: outcome.replyCode,
      });
    }
    case "test-answered":
      return plain({ lead: mark, place: said(outcome.site, language), what: phrases.testAnswered, closing: [], replyCode: "" });
    case "check-in": {
      const what = phrases.checkedIn[outcome.outcome];
      return plain({ lead: mark + phrases.checkIn, place: said(outcome.period, language), what, closing: [], replyCode: "" });
    }
    case "refused":
      return plain({ lead: mark, place: "", what: REFUSAL_ANSWERS[outcome.code][language], closing: [], replyCode: "" });
    default:
      return unreachable(outcome);
  }
}

interface About {
  readonly lead: string;
  readonly figures: "present" | "former" | "none";
  readonly remarks: readonly string[];
  /** What must be known besides. */
  readonly notice?: readonly string[];
  /** How to answer. */
  readonly hint?: readonly string[];
  readonly terse?: { readonly lead: string; readonly hint: readonly string[] };
  readonly replyCode?: string;
}

/** The pieces of what is about one alarm or many. */
function about(subject: MessageSubject, language: Language, of: About): MessagePieces {
  const { lead, figures, remarks, notice = [], hint = [], terse, replyCode = "" } = of;
  const phrases = PHRASES[language];
  const { code, description } = toldOf(subject);
  const value = figures === "none" ? "" : said(description.valueText, language);
  const limit = figures === "none" ? "" : said(description.limit, language);
  const what = said(description.what, language);
  const path = subject.kind === "many" && subject.where !== undefined ? subject.where : description.where;
  const places = placesOf(path, language);
  const many = manyWords(subject, phrases);
  const isSpread = many.opening !== "";
  return {
    lead,
    opening: many.opening,
    places,
    inner: many.inner,
    what,
    value: value === "" ? "" : `${figures === "former" ? phrases.formerValue : phrases.value}${value}`,
    limit: limit === "" ? "" : `${phrases.limit}${limit}`,
    remarks,
    closing: [...notice, ...hint, `[${code}]`],
    ...(terse === undefined
      ? {}
      : {
          terse: {
            lead: terse.lead,
            limit: limit === "" ? "" : phrases.limitShort + limit,
            closing: [...notice, ...terse.hint, `[${code}]`],
          },
        }),
    parts: {
      mark: lead,
      place: isSpread && subject.kind === "many" ? phrases.places(subject.places) : places.join(phrases.placeJoint),
      what: isSpread ? `${many.inPart}${places[0] ?? ""}${phrases.placeEnd}${what}` : `${many.inner}${what}`,
      value,
      limit,
      action: [remarks[0] ?? "", ...notice].filter((sentence) => sentence !== "").join(phrases.sentenceJoint),
      code,
      replyCode,
    },
  };
}

/** How many, before the place where they are in several, after it where they share one. */
function manyWords(
  subject: MessageSubject,
  phrases: MessagePhrases,
): { readonly opening: string; readonly inner: string; readonly inPart: string } {
  if (subject.kind === "one") return { opening: "", inner: "", inPart: "" };
  const inPart = phrases.alarms(subject.alarms) + phrases.first;
  if (subject.where !== undefined) return { opening: "", inner: inPart, inPart };
  return { opening: phrases.alarmsInPlaces(subject.alarms, subject.places) + phrases.first, inner: "", inPart };
}

/** What is about no alarm. */
function plain(of: {
  readonly lead: string;
  readonly place: string;
  readonly what: string;
  readonly closing: readonly string[];
  readonly replyCode: string;
}): MessagePieces {
  const { lead, place, what, closing, replyCode } = of;
  const parts = { mark: lead, place, what, value: "", limit: "", action: closing.join(" "), code: "", replyCode };
  return { lead, opening: "", places: [place], inner: "", what, value: "", limit: "", remarks: [""], closing, parts };
}

function whatWentBefore(as: RecipientRole, telling: Telling, phrases: MessagePhrases): string {
  if (telling === "help-asked") return phrases.helpWanted;
  if (as === "nobody-reached") return phrases.nobodyReached;
  switch (telling) {
    case "first":
      return "";
    case "escalated":
      return phrases.escalated[as];
    case "repeated":
      return phrases.repeated;
  }
}

const toldOf = (subject: MessageSubject) => (subject.kind === "one" ? subject.alarm : subject.first);

const said = (text: Text, language: Language): string => providerSafe(text[language]);

/** Names of a path, innermost first. */
const placesOf = (path: Text, language: Language): readonly string[] =>
  path[language]
    .split(" › ")
    .map(providerSafe)
    .filter((name) => name !== "")
    .reverse();

/** The first action of one alarm; of many there is none. */
const actionsOf = (subject: MessageSubject, language: Language): readonly string[] =>
  subject.kind === "one" ? actionCuts(said(subject.alarm.description.firstAction, language), PHRASES[language].clauseEnd) : [];

/** The action whole, then with one clause less each time, down to its first. */
function actionCuts(action: string, clauseEnd: RegExp): readonly string[] {
  const cuts = [withoutStop(action)];
  for (const match of [...action.matchAll(new RegExp(clauseEnd, "g"))].reverse()) {
    if (match.index + match[0].length < action.length) cuts.push(action.slice(0, match.index));
  }
  return cuts.filter((cut) => cut !== "");
}

const withoutStop = (sentence: string): string => sentence.replace(/[.。]$/, "");
