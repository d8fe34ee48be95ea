import type { Language } from "../basics/index.ts";
import type { CheckInOutcome, MessageMark } from "./message.ts";
import type { RecipientRole } from "./notification.ts";

/** The words of texts. `lead…` come before the place, `…Hint` and remarks after the figures. */
export interface MessagePhrases {
  readonly marks: Readonly<Record<MessageMark, string>>;
  /** Somebody was told before; says whose turn it is, so that the reader knows why it came to them. */
  readonly escalated: Readonly<Record<Exclude<RecipientRole, "nobody-reached">, string>>;
  /** The same without whose turn it is, where the first action needs the room. */
  readonly escalatedShort: string;
  readonly nobodyReached: string;
  readonly helpWanted: string;
  readonly repeated: string;
  /** A value is back within its limit. */
  readonly valueBack: string;
  /** What was wrong without a value is over. */
  readonly conditionGone: string;
  readonly stillUnacknowledged: string;
  readonly ended: string;
  readonly acknowledgedBy: (name: string) => string;
  readonly cause: (cause: string) => string;
  readonly nothingIsWrong: string;
  readonly noAnswerNeeded: string;
  readonly answerTest: (replyCode: string) => string;
  readonly takeCharge: (replyCode: string) => string;
  readonly takeChargeShort: (replyCode: string) => string;
  /** Somebody has it already, and wants others there. */
  readonly come: (replyCode: string) => string;
  readonly youAcknowledged: string;
  readonly youAttend: string;
  readonly furtherAnswers: (replyCode: string) => string;
  readonly oneByOne: (count: number) => string;
  readonly alreadyAcknowledged: (name: string) => string;
  readonly helpAsked: string;
  readonly nextIsTold: string;
  readonly everybodyTold: string;
  /** What said TEST before is real now. */
  readonly testOver: string;
  /** A real alarm has ended a drill. */
  readonly drillOver: string;
  readonly testAnswered: string;
  readonly checkIn: string;
  readonly areYouThere: string;
  readonly answerCheckIn: (replyCode: string, by: string) => string;
  /** Where the channel takes no answers. */
  readonly checkInOnPage: (by: string) => string;
  readonly checkInAlarms: string;
  readonly checkedIn: Readonly<Record<CheckInOutcome, string>>;
  readonly alarms: (count: number) => string;
  readonly places: (count: number) => string;
  readonly alarmsInPlaces: (count: number, places: number) => string;
  readonly first: string;
  readonly value: string;
  /** Before the value at raising, where it is no longer so. */
  readonly formerValue: string;
  readonly limit: string;
  /** The limit's own sign says that it is one. */
  readonly limitShort: string;
  readonly placeJoint: string;
  readonly placeEnd: string;
  readonly sentenceEnd: string;
  readonly sentenceJoint: string;
  /** Where a first action may be cut short. */
  readonly clauseEnd: RegExp;
}

export const PHRASES: Readonly<Record<Language, MessagePhrases>> = {
  en: {
    marks: { none: "", test: "TEST ", drill: "DRILL " },
    escalated: {
      responsible: "Responsible: not yet acknowledged. ",
      deputy: "Deputy: not yet acknowledged. ",
      "security-centre": "Security centre: not yet acknowledged. ",
      "on-duty": "On duty: not yet acknowledged. ",
      contact: "Not yet acknowledged. ",
    },
    escalatedShort: "Not yet acknowledged. ",
    nobodyReached: "NOBODY HAS TAKEN CHARGE. ",
    helpWanted: "HELP WANTED: ",
    repeated: "Again: ",
    valueBack: "Back within limit: ",
    conditionGone: "Condition gone: ",
    stillUnacknowledged: "Still to be acknowledged",
    ended: "Ended: ",
    acknowledgedBy: (name) => `Acknowledged by ${name}`,
    cause: (cause) => `Cause: ${cause}`,
    nothingIsWrong: "nothing is wrong",
    noAnswerNeeded: "No answer needed.",
    answerTest: (replyCode) => `To show that you got this, reply OK ${replyCode}`,
    takeCharge: (replyCode) => `Reply ACK ${replyCode}`,
    takeChargeShort: (replyCode) => `ACK ${replyCode}`,
    come: (replyCode) => `Reply ATTEND ${replyCode}`,
    youAcknowledged: "You have acknowledged: ",
    youAttend: "You are on your way: ",
    furtherAnswers: (replyCode) => `On your way: ATTEND ${replyCode}, need help: HELP ${replyCode}`,
    oneByOne: (count) => `${count} for life safety not acknowledged: do so on the screen, one by one`,
    alreadyAcknowledged: (name) => `Already acknowledged by ${name}: `,
    helpAsked: "Help is asked for: ",
    nextIsTold: "The next people are told now",
    everybodyTold: "Everybody of the route has been told already",
    testOver: "TEST IS OVER, THIS IS REAL: ",
    drillOver: "DRILL IS OVER, THIS IS REAL: ",
    testAnswered: "you can be reached, thank you.",
    checkIn: "Check-in, ",
    areYouThere: "say that you are on duty",
    answerCheckIn: (replyCode, by) => `Reply OK ${replyCode} by ${by}`,
    checkInOnPage: (by) => `Check in by ${by} on the page Key periods`,
    checkInAlarms: "If nobody does, it is an alarm",
    checkedIn: {
      "in-time": "you have checked in, thank you.",
      late: "you have checked in late; it stays recorded as missed.",
      answered: "nothing was done, that check-in has been answered or is over.",
      "not-on-duty": "not counted, you are not on duty. Only who is on duty checks in; tell them, or the security centre.",
    },
    alarms: (count) => `${count} alarms`,
    places: (count) => `${count} places`,
    alarmsInPlaces: (count, places) => `${count} alarms in ${places} places`,
    first: ", first: ",
    value: " ",
    formerValue: ", was ",
    limit: ", limit ",
    limitShort: ", ",
    placeJoint: ", ",
    placeEnd: ": ",
    sentenceEnd: ".",
    sentenceJoint: ". ",
    clauseEnd: /[,;.] /,
  },
  zh: {
    marks: { none: "", test: "测试 ", drill: "演练 " },
    escalated: {
      responsible: "责任人：尚未确认。",
      deputy: "副责任人：尚未确认。",
      "security-centre": "安全中心：尚未确认。",
      "on-duty": "值班：尚未确认。",
      contact: "尚未确认。",
    },
    escalatedShort: "尚未确认。",
    nobodyReached: "无人接手！",
    helpWanted: "请求支援：",
    repeated: "再次：",
    valueBack: "已恢复正常：",
    conditionGone: "异常已消除：",
    stillUnacknowledged: "尚待确认",
    ended: "已结束：",
    acknowledgedBy: (name) => `${name}已确认`,
    cause: (cause) => `原因：${cause}`,
    nothingIsWrong: "一切正常",
    noAnswerNeeded: "无需回复。",
    answerTest: (replyCode) => `收到请回复${replyCode}`,
    takeCharge: (replyCode) => `回复${replyCode}确认`,
    takeChargeShort: (replyCode) => `回${replyCode}确认`,
    come: (replyCode) => `回复${replyCode}前往`,
    youAcknowledged: "您已确认：",
    youAttend: "您正前往：",
    furtherAnswers: (replyCode) => `到场回复${replyCode}前往，求助回复${replyCode}求助`,
    oneByOne: (count) => `其中${count}条生命安全报警未确认，须在屏幕上逐条确认`,
    alreadyAcknowledged: (name) => `${name}此前已确认：`,
    helpAsked: "已求助：",
    nextIsTold: "正在通知下一批人员",
    everybodyTold: "应通知的人员均已通知",
    testOver: "测试已结束，此为真实报警：",
    drillOver: "演练终止，此为真实报警：",
    testAnswered: "您可以收到通知，谢谢。",
    checkIn: "值班签到 ",
    areYouThere: "请确认您在岗",
    answerCheckIn: (replyCode, by) => `请于${by}前回复${replyCode}`,
    checkInOnPage: (by) => `请于${by}前在“重点时段”页面签到`,
    checkInAlarms: "逾时无人签到将报警",
    checkedIn: {
      "in-time": "已签到，谢谢。",
      late: "已补签，本次仍记为未按时签到。",
      answered: "未作处理，本次签到已完成或已结束。",
      "not-on-duty": "不计签到，您当前不在值班。请由值班人员本人签到，或联系安全中心。",
    },
    alarms: (count) => `${count}条报警`,
    places: (count) => `${count}处`,
    alarmsInPlaces: (count, places) => `${places}处共${count}条报警`,
    first: "，首条：",
    value: " ",
    formerValue: "，报警时",
    limit: "，限值",
    limitShort: "，",
    placeJoint: " ",
    placeEnd: "：",
    sentenceEnd: "。",
    sentenceJoint: "。",
    clauseEnd: /[,;](?!\d)|[。，；、]/,
  },
};
