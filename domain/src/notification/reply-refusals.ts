import type { Text } from "../basics/index.ts";

/** Why an answer was not carried out. Every one is journaled; who is known is told. */
export const REPLY_REFUSALS = {
  REPLY_UNKNOWN_SENDER: "nobody of the site has the number or address the answer came from; nothing is sent back",
  REPLY_UNREADABLE: "the answer does not begin with a word and a code, such as ACK 4F7",
  REPLY_AMBIGUOUS: "the answer has several words that exclude one another, such as ACK and HELP",
  REPLY_CODE_MISSING: "the answer has no code, and its sender has several texts it could be meant for",
  REPLY_NOTHING_OPEN: "the answer has no code, and its sender has no text that is still to be answered",
  REPLY_UNKNOWN_CODE: "the code was sent to nobody",
  REPLY_NOT_YOURS: "the code was sent to somebody else",
  REPLY_NOT_ON_DUTY: "the code was for a check-in of somebody else, and its sender was not asked: only who is on duty checks in",
  REPLY_OF_CHECK_IN: "a check-in was answered with ATTEND or HELP: nobody is checked in, and nobody is told",
  REPLY_EXPIRED: "the alarms the code was for have ended",
  REPLY_OF_TEST:
    "the code was for the alarm of a commissioning test, which has become real, or of a drill that a real alarm has ended; its sender is told the code that is for that",
  REPLY_TOO_MANY_WRONG: "5 wrong codes came from the sender within 10 min; for 10 min more its answers are not taken",
} as const;
export type ReplyRefusal = keyof typeof REPLY_REFUSALS;

/** Those whose sender is known, and is told so; of what has become real they are told that instead (AnswerOutcome `test-over`). */
export type AnsweredRefusal = Exclude<ReplyRefusal, "REPLY_UNKNOWN_SENDER" | "REPLY_OF_TEST">;

/** What the sender reads: that nothing was done, and what would be right. */
export const REFUSAL_ANSWERS: Readonly<Record<AnsweredRefusal, Text>> = {
  REPLY_UNREADABLE: {
    en: "Not understood, nothing was done. Reply ACK, ATTEND or HELP and the 3 characters of your text, like: ACK 4F7",
    zh: "未能识别，未作处理。请回复确认、前往或求助，加短信中的3位码，例如：确认4F7",
  },
  REPLY_AMBIGUOUS: {
    en: "More than one word, nothing was done. Reply only one of ACK, ATTEND or HELP, and the 3 characters of your text, like: ACK 4F7",
    zh: "内容含多个指令，未作处理。请只回复一个：确认、前往或求助，加短信中的3位码",
  },
  REPLY_CODE_MISSING: {
    en: "You have several texts, nothing was done. Add the 3 characters of the one you mean, like: ACK 4F7",
    zh: "您有多条待回复短信，未作处理。请加上所指短信中的3位码，例如：确认4F7",
  },
  REPLY_NOTHING_OPEN: {
    en: "Nothing was done: no text of yours is still to be answered.",
    zh: "未作处理：您没有待回复的短信。",
  },
  REPLY_UNKNOWN_CODE: {
    en: "No such code, nothing was done. Look at the 3 characters in your text and reply again, like: ACK 4F7",
    zh: "没有这个码，未作处理。请核对短信中的3位码后重新回复，例如：确认4F7",
  },
  REPLY_NOT_YOURS: {
    en: "That code was sent to somebody else, nothing was done. Reply with the 3 characters of your own text.",
    zh: "该码发给了他人，未作处理。请使用您本人短信中的3位码。",
  },
  REPLY_NOT_ON_DUTY: {
    en: "Not counted: that code was for the check-in of somebody on duty, and you were not asked.",
    zh: "不计签到：该码发给了值班人员，您不是本次签到人员。",
  },
  REPLY_OF_CHECK_IN: {
    en: "A check-in, nothing was done, nobody told. If you are there reply OK and its 3 characters. For help call the security centre.",
    zh: "该短信为值班签到，未作处理，也未通知任何人。在岗请回复短信中的3位码；如需支援，请致电安全中心。",
  },
  REPLY_EXPIRED: {
    en: "Nothing was done: what you answer has ended.",
    zh: "未作处理：该报警已结束。",
  },
  REPLY_TOO_MANY_WRONG: {
    en: "Too many wrong codes: for 10 min no answer from you is taken. Take charge on the screen, or through the security centre.",
    zh: "错误码过多：10分钟内不接受您的回复。请在屏幕上确认，或联系安全中心。",
  },
};
