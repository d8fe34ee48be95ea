import { days, type DurationMs, hours, minutes, type Text } from "../basics/index.ts";
import type { Priority } from "../rules/index.ts";

/** An alarm from the books people keep: of a room, and told as those of its sensors are. */
export interface RecordConditionMeaning {
  readonly what: Text;
  /** The class it is routed by (AlarmClass), where lives do not depend on it. */
  readonly class: "record" | "access";
  /** Chosen by what people lose while it lasts, as for conditions of the platform. */
  readonly priority: Priority;
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
  },
  "major-hazard-overdue": {
    ...HAZARD_OVERDUE,
    what: { en: "Major hazard not dealt with in time", zh: "重大隐患逾期未处理" },
    priority: "high",
  },
  "hazard-overdue-1d": {
    ...HAZARD_OVERDUE,
    what: { en: "Hazard overdue for more than a day", zh: "隐患逾期超过1天" },
    priority: "high",
  },
  "hazard-overdue-3d": {
    ...HAZARD_OVERDUE,
    what: { en: "Hazard overdue for more than three days", zh: "隐患逾期超过3天" },
    priority: "high",
  },
  "measure-review-overdue": {
    what: { en: "Standing measure not reviewed in time", zh: "常态管控措施逾期未复核" },
    class: "record",
    priority: "low",
    responseTime: days(7),
    firstAction: { en: "Look whether it still holds, and sign the review", zh: "核实措施是否有效，并签字复核" },
    consequence: { en: "People rely on a measure nobody has looked at", zh: "人员依赖的措施无人核实" },
  },
} as const satisfies Record<string, RecordConditionMeaning>;
export type RecordConditionName = keyof typeof RECORD_CONDITIONS;

export const meaningOfRecordCondition = (name: RecordConditionName): RecordConditionMeaning => RECORD_CONDITIONS[name];
