import type { Alarm } from "../alarm/index.ts";
import type { Language, Text } from "../basics/index.ts";
import { writeMessage } from "./message-layout.ts";
import { piecesOf } from "./message-pieces.ts";
import type { NotificationParts, RecipientRole } from "./notification.ts";
import type { AnsweredRefusal } from "./reply-refusals.ts";

/** `test`: nothing is wrong, or readings are simulated. `drill`: people practise. A text of either begins with it, and nothing takes it off. */
export const MESSAGE_MARKS = ["none", "test", "drill"] as const;
export type MessageMark = (typeof MESSAGE_MARKS)[number];

/**
 * `first`: nobody was told before. `escalated`: somebody was, and has not acknowledged. `repeated`: this person was, by the same step.
 * `help-asked`: somebody has it and asks for others.
 */
export const TELLINGS = ["first", "escalated", "repeated", "help-asked"] as const;
export type Telling = (typeof TELLINGS)[number];

/** The alarm a message is about, or of many the one raised first. */
export type MessageSubject =
  | { readonly kind: "one"; readonly alarm: ToldAlarm }
  | {
      readonly kind: "many";
      readonly alarms: number;
      /** Path of the place they share. Absent: they are in several. */
      readonly where?: Text;
      /** How many places they are in. */
      readonly places: number;
      readonly first: ToldAlarm;
    };

export type ToldAlarm = Pick<Alarm, "code" | "description">;

/** What a message is made of. There is none without saying whether it is marked, save that a test always is and a check-in never. */
export type MessageRequest = { readonly language: Language } & (
  | (Marked &
      Answerable & {
        readonly kind: "alarm";
        readonly subject: MessageSubject;
        readonly as: RecipientRole;
        readonly telling: Telling;
      })
  /** The condition has gone, and nobody has acknowledged. */
  | (Marked & Answerable & { readonly kind: "returned-to-normal"; readonly subject: MessageSubject })
  | (Marked & {
      readonly kind: "all-clear";
      readonly subject: MessageSubject;
      /** Name of who took charge, where somebody did. */
      readonly acknowledgedBy?: string;
      readonly cause?: string;
    })
  | (Answerable & {
      readonly kind: "test";
      /** Name of the site. */
      readonly site: Text;
    })
  | (Answerable & {
      readonly kind: "check-in";
      /** What the key period is called. */
      readonly period: Text;
      /** Time of the day, on the clocks of the site. */
      readonly by: string;
      readonly telling: "first" | "repeated";
    })
  | (Marked & { readonly kind: "answer"; readonly outcome: AnswerOutcome })
);

interface Marked {
  readonly mark: MessageMark;
}

interface Answerable {
  /** What this person answers to take charge; empty where the channel takes no answers. */
  readonly replyCode: string;
}

/** What became of somebody's answer. */
export type AnswerOutcome =
  | { readonly kind: "acknowledged"; readonly subject: MessageSubject; readonly replyCode: string }
  /** `unacknowledged`: alarms for life safety among many, which are acknowledged one by one. */
  | { readonly kind: "attended"; readonly subject: MessageSubject; readonly unacknowledged: number }
  /** Somebody had acknowledged it before. */
  | { readonly kind: "already-acknowledged"; readonly subject: MessageSubject; readonly by: string }
  /** `nextIsTold`: else everybody of the route has been told. */
  | { readonly kind: "help-asked"; readonly subject: MessageSubject; readonly nextIsTold: boolean }
  /** It was the answer to the alarm of a test that is over while the alarm still holds: nothing was done. `replyCode`: what answers that. */
  | { readonly kind: "test-over"; readonly subject: MessageSubject; readonly replyCode: string }
  /** The drill it is about was ended by a real alarm: that one, and what answers it. */
  | { readonly kind: "drill-over"; readonly subject: MessageSubject; readonly replyCode: string }
  /** It was the answer to a check-in. */
  | { readonly kind: "check-in"; readonly period: Text; readonly outcome: CheckInOutcome }
  /** It was the answer to a test. */
  | { readonly kind: "test-answered"; readonly site: Text }
  | { readonly kind: "refused"; readonly code: AnsweredRefusal };

/**
 * Whether somebody's answer to a check-in counts. `late`: it does, and stays recorded as missed. `answered`: somebody had before, or it is
 * over. `not-on-duty`: only who is on duty, then or now, can say it.
 */
export const CHECK_IN_OUTCOMES = ["in-time", "late", "answered", "not-on-duty"] as const;
export type CheckInOutcome = (typeof CHECK_IN_OUTCOMES)[number];

export interface Message {
  /** In one part where that is possible: 160 septets of GSM-7 or 70 characters of UCS-2 (3GPP TS 23.040, 9.2.3.24.1). */
  readonly text: string;
  readonly parts: NotificationParts;
}

/**
 * What a person receives: mark, what went before, place (innermost first), what, value against limit, first action, how to answer,
 * `[code]`. Without links, phone numbers and `【】`, whatever the site's own words hold. Mark, number of alarms, value, limit and codes are
 * never shortened; what is, is in {@link writeMessage}.
 */
export function composeMessage(request: MessageRequest): Message {
  const pieces = piecesOf(request);
  const { mark, place, what, value, limit, action, code, replyCode } = pieces.parts;
  return { text: writeMessage(pieces, request.language), parts: { mark, place, what, value, limit, action, code, replyCode } };
}
