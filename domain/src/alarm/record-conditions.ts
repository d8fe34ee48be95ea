import { days, type DurationMs, hours, minutes, type Text } from "../basics/index.ts";
import type { Priority } from "../rules/index.ts";
import type { LateGrade } from "../site/index.ts";

/** An alarm from the books people keep: of a room, and told as those of its sensors are. */
export interface RecordConditionMeaning {
  readonly what: Text;
  /** The class it is routed by (AlarmClass), where lives do not depend on it. */
  readonly class: "record" | "access";
  /** Chosen by what people lose while it lasts, as for conditions of the platform. */
  readonly priority: Priority;
  /** Of what is overdue: a route may be for one. */
  readonly grade?: LateGrade;
  /** It is no longer so because something worse is of the same record: while that stands nothing is clear. */
  readonly endsAs?: "stock-lost";
  /** Lives depend on it: it is first in every list. */
  readonly lifeSafety?: true;
  readonly responseTime: DurationMs;
  readonly firstAction: Text;
  readonly consequence: Text;
}

const HAZARD_OVERDUE = {
  class: "record",
  responseTime: hours(8),
  firstAction: { en: "Deal with it, or agree on a new deadline with its leader", zh: "立即处理，或与责任领导商定新期限" },
  consequence: { en: "People go on working beside a known hazard", zh: "人员持续在已知隐患旁工作" },
} as const;

const CHECK_IN_MISSED = {
  class: "record",
  responseTime: minutes(15),
  firstAction: { en: "Call who is on duty; send somebody, find a stand-in", zh: "致电值班人员，派人查看并安排替班" },
  consequence: { en: "Nobody may be there when something happens", zh: "发生险情时可能无人在岗" },
} as const;

const SEALED_DOOR_OPENED = {
  class: "access",
  priority: "critical",
  responseTime: minutes(5),
  firstAction: { en: "Send two people, count what is there; then explain it", zh: "派两人到场清点，并说明情况" },
  consequence: { en: "What is in the store may have been taken unseen", zh: "存放物可能已被私取" },
} as const;

const KEY_PERIOD_NOT_READY = {
  class: "record",
  priority: "medium",
  responseTime: hours(8),
  firstAction: { en: "Go through the pre-flight list, mend what it says", zh: "逐项处理时段前检查清单" },
  consequence: { en: "A danger in these days may reach nobody", zh: "时段内出现险情可能无人知晓" },
} as const;

const DOSSIER_UNDECIDED = {
  what: { en: "Excursion not decided about in time", zh: "温度异常逾期未作处置决定" },
  class: "record",
  responseTime: hours(8),
  firstAction: { en: "Keep the contents aside; decide in its dossier", zh: "隔离存放物品，并在卷宗中作出处置决定" },
  consequence: { en: "Goods that may be spoilt are used", zh: "可能失效的物品被继续使用" },
} as const;

const DOSSIER_UNAPPROVED = {
  what: { en: "Excursion decision not approved in time", zh: "温度异常处置决定逾期未审批" },
  class: "record",
  responseTime: hours(8),
  firstAction: { en: "Have somebody else read and approve it, or send it back", zh: "请他人审阅，批准或退回" },
  consequence: { en: "One person alone decides what is used", zh: "物品能否使用仅由一人决定" },
} as const;

const MEASURE_REVIEW_OVERDUE = {
  class: "record",
  responseTime: days(7),
  firstAction: { en: "Look whether it still holds, and sign the review", zh: "核实措施是否有效，并签字复核" },
  consequence: { en: "People rely on a measure nobody has looked at", zh: "人员依赖的措施无人核实" },
} as const;

const CHECK_MISSED = {
  class: "record",
  responseTime: hours(4),
  firstAction: { en: "Do the check now; it is recorded as late", zh: "立即补做检查，系统将记为逾期完成" },
  consequence: { en: "Nobody has looked at the place when it was due", zh: "该场所未按时检查，隐患可能无人发现" },
} as const;

const STOCK_OVERDUE = {
  class: "access",
  endsAs: "stock-lost",
  responseTime: minutes(60),
  firstAction: { en: "Find out where it is and who has it", zh: "查明去向和持有人" },
  consequence: { en: "Nobody knows where it is", zh: "管控品去向不明" },
} as const;

const STOCK_TAKE_OVERDUE = {
  class: "record",
  responseTime: hours(8),
  firstAction: { en: "Count the cabinets that are left", zh: "完成剩余柜的盘点" },
  consequence: { en: "What is missing is not found", zh: "短少未能发现" },
} as const;

const REPORT_UNREAD = {
  class: "record",
  responseTime: hours(24),
  firstAction: { en: "Have somebody of a different department read and sign it", zh: "请其他部门人员审阅并签字" },
  consequence: { en: "What went wrong goes on unseen", zh: "问题无人过问，继续存在" },
} as const;

/** What of the ledgers is an alarm. */
export const RECORD_CONDITIONS = {
  "hand-raised": {
    what: { en: "Danger reported by somebody there", zh: "现场人员报告险情" },
    class: "record",
    priority: "critical",
    lifeSafety: true,
    responseTime: minutes(5),
    firstAction: { en: "Call the room; send somebody, with another person", zh: "致电该房间，并派两人前往查看" },
    consequence: { en: "People there are in danger and wait for help", zh: "现场人员处于危险中，等待救援" },
  },
  "hazard-overdue": {
    ...HAZARD_OVERDUE,
    what: { en: "Hazard not dealt with in time", zh: "隐患逾期未处理" },
    priority: "medium",
    grade: 1,
  },
  "major-hazard-overdue": {
    ...HAZARD_OVERDUE,
    what: { en: "Major hazard not dealt with in time", zh: "重大隐患逾期未处理" },
    priority: "high",
    grade: 1,
  },
  "hazard-overdue-1d": {
    ...HAZARD_OVERDUE,
    what: { en: "Hazard overdue for more than a day", zh: "隐患逾期超过1天" },
    priority: "high",
    grade: 2,
  },
  "hazard-overdue-3d": {
    ...HAZARD_OVERDUE,
    what: { en: "Hazard overdue for more than three days", zh: "隐患逾期超过3天" },
    priority: "high",
    grade: 3,
  },
  "measure-review-overdue": {
    ...MEASURE_REVIEW_OVERDUE,
    what: { en: "Standing measure not reviewed in time", zh: "常态管控措施逾期未复核" },
    priority: "low",
    grade: 1,
  },
  "measure-review-overdue-7d": {
    ...MEASURE_REVIEW_OVERDUE,
    what: { en: "Standing measure not reviewed for more than a week", zh: "常态管控措施逾期未复核超过7天" },
    priority: "medium",
    grade: 2,
  },
  "measure-review-overdue-30d": {
    ...MEASURE_REVIEW_OVERDUE,
    what: { en: "Standing measure not reviewed for more than 30 days", zh: "常态管控措施逾期未复核超过30天" },
    priority: "medium",
    grade: 3,
  },
  "check-missed": {
    ...CHECK_MISSED,
    what: { en: "Safety check not done in time", zh: "安全检查逾期未做" },
    priority: "medium",
    grade: 1,
  },
  "check-missed-1d": {
    ...CHECK_MISSED,
    what: { en: "Safety check overdue for more than a day", zh: "安全检查逾期超过1天" },
    priority: "high",
    grade: 2,
  },
  "check-missed-3d": {
    ...CHECK_MISSED,
    what: { en: "Safety check overdue for more than three days", zh: "安全检查逾期超过3天" },
    priority: "high",
    grade: 3,
  },
  "check-in-missed": {
    ...CHECK_IN_MISSED,
    what: { en: "Nobody on duty has checked in", zh: "值班人员未按时签到" },
    priority: "high",
  },
  "check-in-missed-again": {
    ...CHECK_IN_MISSED,
    what: { en: "Nobody on duty has checked in, again", zh: "值班人员再次未签到" },
    priority: "critical",
  },
  "check-in-missed-still": {
    ...CHECK_IN_MISSED,
    what: { en: "Still nobody on duty has checked in", zh: "值班人员仍未签到" },
    priority: "critical",
  },
  "sealed-door-opened": {
    ...SEALED_DOOR_OPENED,
    what: { en: "Sealed door was opened without leave, unheard", zh: "封存门曾被擅自开启，当时未报警" },
  },
  "sealed-door-opened-again": {
    ...SEALED_DOOR_OPENED,
    what: { en: "Sealed door was opened unheard, again", zh: "封存门再次被擅自开启，当时未报警" },
  },
  "sealed-door-opened-still": {
    ...SEALED_DOOR_OPENED,
    what: { en: "Sealed door was opened unheard, once more", zh: "封存门又一次被擅自开启，当时未报警" },
  },
  "key-period-not-ready": {
    ...KEY_PERIOD_NOT_READY,
    what: { en: "Key period is not prepared", zh: "重点时段尚未准备就绪" },
  },
  "key-period-not-ready-again": {
    ...KEY_PERIOD_NOT_READY,
    what: { en: "Key period is not prepared, more was found", zh: "重点时段尚未准备就绪，又发现问题" },
  },
  "key-period-not-ready-still": {
    ...KEY_PERIOD_NOT_READY,
    what: { en: "Key period is not prepared, still more was found", zh: "重点时段尚未准备就绪，再次发现问题" },
  },
  "stock-opened-unrecorded": {
    what: { en: "Store opened, and nothing recorded", zh: "管控品柜开启无台账记录" },
    class: "access",
    priority: "high",
    responseTime: minutes(15),
    firstAction: { en: "Send two people, count the stock", zh: "双人到场，清点库存" },
    consequence: { en: "Controlled substances may be taken unseen", zh: "管控品可能被私取" },
  },
  "stock-record-unopened": {
    what: { en: "Recorded, and the store was not opened", zh: "有台账记录而柜门未开" },
    class: "access",
    priority: "high",
    responseTime: minutes(60),
    firstAction: { en: "Ask both who signed; count the stock", zh: "询问双方签字人，清点库存" },
    consequence: { en: "The books say what did not happen", zh: "台账与实际不符" },
  },
  "stock-signer-absent": {
    what: { en: "Who signed was not at the door", zh: "签字人未到柜前" },
    class: "access",
    priority: "high",
    responseTime: minutes(60),
    firstAction: { en: "Ask both who signed; see who was at the door", zh: "询问双方签字人，核对到场人员" },
    consequence: { en: "One person alone handles controlled substances", zh: "管控品由一人单独经手" },
  },
  "stock-weight-differs": {
    what: { en: "Weight changed by other than was recorded", zh: "重量变化与台账不符" },
    class: "access",
    priority: "high",
    responseTime: minutes(15),
    firstAction: { en: "Send two people, count the stock", zh: "双人到场，清点库存" },
    consequence: { en: "Controlled substances may be missing", zh: "管控品可能短少" },
  },
  "stock-weight-not-seen": {
    what: { en: "Store opened, and not weighed", zh: "管控品柜开启未能称重核对" },
    class: "access",
    priority: "high",
    responseTime: minutes(60),
    firstAction: { en: "Two people count the stock; see to the scale", zh: "双人清点库存，检查称重装置" },
    consequence: { en: "What is missing would not be noticed", zh: "管控品短少无法察觉" },
  },
  "stock-out-of-hours": {
    what: { en: "Store opened out of hours", zh: "管控品柜在非规定时间开启" },
    class: "access",
    priority: "high",
    responseTime: minutes(15),
    firstAction: { en: "See who is there, send two people", zh: "查明在场人员，双人到场" },
    consequence: { en: "Controlled substances may be taken unseen", zh: "管控品可能被私取" },
  },
  "stock-count-differs": {
    what: { en: "Count differs from the books", zh: "盘点账物不符" },
    class: "access",
    priority: "high",
    responseTime: minutes(60),
    firstAction: { en: "Keep the store closed, count again, look for it", zh: "封柜，复盘，追查去向" },
    consequence: { en: "Controlled substances may be missing", zh: "管控品可能短少" },
  },
  "stock-signer-same": {
    what: { en: "One person tried to sign for two", zh: "一人反复冒签第二人" },
    class: "access",
    priority: "high",
    responseTime: minutes(60),
    firstAction: { en: "Ask who signed; two people look at the container", zh: "询问签字人，双人核对实物" },
    consequence: { en: "One person alone handles controlled substances", zh: "管控品由一人单独经手" },
  },
  "stock-lost": {
    what: { en: "Controlled substance lost or stolen", zh: "管控品丢失或被盗" },
    class: "access",
    priority: "critical",
    responseTime: minutes(15),
    firstAction: { en: "Keep the place as it is; settle its hazard", zh: "保护现场，落实其隐患整改" },
    consequence: { en: "It may harm people, wherever it is now", zh: "流失在外，可能危及公众" },
  },
  "stock-overdue": {
    ...STOCK_OVERDUE,
    what: { en: "Controlled substance not there in time", zh: "管控品逾期未到位" },
    priority: "high",
    grade: 1,
  },
  "stock-overdue-1d": {
    ...STOCK_OVERDUE,
    what: { en: "Controlled substance overdue for more than a day", zh: "管控品逾期未到位超过1天" },
    priority: "high",
    grade: 2,
  },
  "stock-overdue-3d": {
    ...STOCK_OVERDUE,
    what: { en: "Controlled substance overdue for more than three days", zh: "管控品逾期未到位超过3天" },
    priority: "high",
    grade: 3,
  },
  "stock-take-overdue": {
    ...STOCK_TAKE_OVERDUE,
    what: { en: "Stock-take not finished in time", zh: "盘点逾期未完成" },
    priority: "medium",
    grade: 1,
  },
  "stock-take-overdue-1d": {
    ...STOCK_TAKE_OVERDUE,
    what: { en: "Stock-take overdue for more than a day", zh: "盘点逾期超过1天" },
    priority: "medium",
    grade: 2,
  },
  "stock-take-overdue-3d": {
    ...STOCK_TAKE_OVERDUE,
    what: { en: "Stock-take overdue for more than three days", zh: "盘点逾期超过3天" },
    priority: "high",
    grade: 3,
  },
  "dossier-undecided": { ...DOSSIER_UNDECIDED, priority: "medium", grade: 1 },
  "dossier-undecided-1d": {
    ...DOSSIER_UNDECIDED,
    what: { en: "Excursion not decided about for more than a day", zh: "温度异常处置决定逾期超过1天" },
    priority: "high",
    grade: 2,
  },
  "dossier-undecided-3d": {
    ...DOSSIER_UNDECIDED,
    what: { en: "Excursion not decided about for more than three days", zh: "温度异常处置决定逾期超过3天" },
    priority: "high",
    grade: 3,
  },
  "dossier-unapproved": { ...DOSSIER_UNAPPROVED, priority: "medium", grade: 1 },
  "dossier-unapproved-1d": {
    ...DOSSIER_UNAPPROVED,
    what: { en: "Excursion decision unapproved for more than a day", zh: "温度异常处置审批逾期超过1天" },
    priority: "high",
    grade: 2,
  },
  "dossier-unapproved-3d": {
    ...DOSSIER_UNAPPROVED,
    what: { en: "Excursion decision unapproved for more than three days", zh: "温度异常处置审批逾期超过3天" },
    priority: "high",
    grade: 3,
  },
  "report-unread": {
    ...REPORT_UNREAD,
    what: { en: "Safety report not reviewed", zh: "安全报告逾期未审阅" },
    priority: "medium",
    grade: 1,
  },
  "report-unread-1d": {
    ...REPORT_UNREAD,
    what: { en: "Safety report overdue for review for more than a day", zh: "安全报告逾期未审阅超过1天" },
    priority: "medium",
    grade: 2,
  },
  "report-unread-3d": {
    ...REPORT_UNREAD,
    what: { en: "Safety report overdue for review for more than three days", zh: "安全报告逾期未审阅超过3天" },
    priority: "medium",
    grade: 3,
  },
} as const satisfies Record<string, RecordConditionMeaning>;
export type RecordConditionName = keyof typeof RECORD_CONDITIONS;

/** What conditions have in common of which one follows another as more of the same is found, each an alarm of its own. */
export const familyOfRecordCondition = (name: RecordConditionName): string => name.replace(/-(?:again|still)$/, "");

export const meaningOfRecordCondition = (name: RecordConditionName): RecordConditionMeaning => RECORD_CONDITIONS[name];
