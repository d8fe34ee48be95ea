import type { Language } from "@labcanary/domain/basics";
import {
  type AnswerOutcome,
  CHECK_IN_OUTCOMES,
  type MessageRequest,
  type MessageSubject,
  REFUSAL_ANSWERS,
} from "@labcanary/domain/notification";

interface MessageSample {
  readonly when: string;
  readonly of: (language: Language) => MessageRequest;
}

const same = (text: string) => ({ en: text, zh: text });

const VAPOUR = {
  code: "7KQ2",
  description: {
    what: { en: "Solvent vapour high-high", zh: "溶剂蒸气极高" },
    where: { en: "Chemistry Building › Room 114 › Cabinet 17", zh: "化学楼 › 114室 › 17号柜" },
    limit: same("≥ 20 %LEL"),
    valueText: same("21.3 %LEL"),
    firstAction: { en: "Open the window, no sparks, leave the room", zh: "开窗通风，严禁火花，撤离房间" },
    consequence: { en: "Explosive mixture", zh: "爆炸性混合物" },
  },
};
const SITE = { en: "Chemistry Building", zh: "化学楼" };
const ONE: MessageSubject = { kind: "one", alarm: VAPOUR };
const MANY: MessageSubject = {
  kind: "many",
  alarms: 12,
  where: { en: "Chemistry Building › Room 114", zh: "化学楼 › 114室" },
  places: 1,
  first: VAPOUR,
};
const SPREAD: MessageSubject = { kind: "many", alarms: 430, places: 43, first: VAPOUR };

const PERIOD = { en: "Spring Festival", zh: "春节" };
const checkIn =
  (telling: "first" | "repeated", replyCode: string) =>
  (language: Language): MessageRequest => ({ kind: "check-in", language, period: PERIOD, by: "09:00", telling, replyCode });

type AlarmRequest = Extract<MessageRequest, { kind: "alarm" }>;

const alarm =
  (over: Partial<AlarmRequest> = {}) =>
  (language: Language): MessageRequest => ({
    kind: "alarm",
    language,
    mark: "none",
    as: "responsible",
    telling: "first",
    subject: ONE,
    replyCode: "4F7",
    ...over,
  });

const answer =
  (outcome: AnswerOutcome) =>
  (language: Language): MessageRequest => ({ kind: "answer", language, mark: "none", outcome });

/** What people read of alarms. */
export const ALARM_SAMPLES: readonly MessageSample[] = [
  { when: "First told", of: alarm() },
  { when: "First told, by a channel that takes no answers", of: alarm({ replyCode: "" }) },
  { when: "To the deputy", of: alarm({ as: "deputy", telling: "escalated" }) },
  { when: "To the security centre", of: alarm({ as: "security-centre", telling: "escalated" }) },
  { when: "To who is on duty", of: alarm({ as: "on-duty", telling: "escalated" }) },
  { when: "To whom a route names", of: alarm({ as: "contact", telling: "escalated" }) },
  { when: "Told again", of: alarm({ telling: "repeated" }) },
  { when: "The last step", of: alarm({ as: "nobody-reached", telling: "escalated" }) },
  { when: "Somebody asks for help", of: alarm({ as: "deputy", telling: "help-asked" }) },
  { when: "Many in one room", of: alarm({ subject: MANY }) },
  { when: "Many in several", of: alarm({ subject: SPREAD }) },
  { when: "Of simulated readings", of: alarm({ mark: "test" }) },
  { when: "In a drill", of: alarm({ mark: "drill" }) },
  {
    when: "The condition has gone, and nobody has acknowledged",
    of: (language) => ({ kind: "returned-to-normal", language, mark: "none", subject: ONE, replyCode: "4F7" }),
  },
  {
    when: "It has ended",
    of: (language) => ({
      kind: "all-clear",
      language,
      mark: "none",
      subject: ONE,
      acknowledgedBy: language === "en" ? "Wang Fang" : "王芳",
      cause: language === "en" ? "Bottle left open" : "试剂瓶未盖",
    }),
  },
  { when: "A test", of: (language) => ({ kind: "test", language, site: SITE, replyCode: "" }) },
  { when: "Whoever is on duty in a key period is asked to check in", of: checkIn("first", "4F7") },
  { when: "Reminded, where the channel takes no answers", of: checkIn("repeated", "") },
  { when: "A test that can be answered", of: (language) => ({ kind: "test", language, site: SITE, replyCode: "4F7" }) },
];

/** What people read when they have answered. */
export const ANSWER_SAMPLES: readonly MessageSample[] = [
  { when: "`ACK 4F7`", of: answer({ kind: "acknowledged", subject: ONE, replyCode: "4F7" }) },
  { when: "`ACK 4F7`, after somebody else", of: answer({ kind: "already-acknowledged", subject: ONE, by: "John Smith" }) },
  { when: "`ATTEND 4F7`", of: answer({ kind: "attended", subject: ONE, unacknowledged: 0 }) },
  { when: "`ACK 4F7` to a text for many alarms for life safety", of: answer({ kind: "attended", subject: MANY, unacknowledged: 12 }) },
  { when: "`HELP 4F7`", of: answer({ kind: "help-asked", subject: ONE, nextIsTold: true }) },
  { when: "`HELP 4F7`, after everybody was told", of: answer({ kind: "help-asked", subject: ONE, nextIsTold: false }) },
  { when: "`ACK 4F7` to a text that said TEST, of a test that is over", of: answer({ kind: "test-over", subject: ONE, replyCode: "9K3" }) },
  { when: "To whoever was told of a drill that a real alarm ended", of: answer({ kind: "drill-over", subject: ONE, replyCode: "9K3" }) },
  ...CHECK_IN_OUTCOMES.map((outcome) => ({
    when: `\`OK 4F7\` to a check-in: ${outcome}`,
    of: answer({ kind: "check-in", period: PERIOD, outcome }),
  })),
  { when: "`OK 4F7` to a test", of: answer({ kind: "test-answered", site: SITE }) },
  ...(Object.keys(REFUSAL_ANSWERS) as (keyof typeof REFUSAL_ANSWERS)[]).map((code) => ({
    when: `Refused: \`${code}\``,
    of: answer({ kind: "refused", code }),
  })),
];
