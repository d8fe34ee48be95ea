import { type DurationMs, hours, minutes, type Text } from "../basics/index.ts";
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
    what: { en: "Hazard not settled in time", zh: "隐患逾期未整改" },
    class: "record",
    priority: "medium",
    responseTime: hours(8),
    firstAction: { en: "Settle it, or agree on a new deadline with its leader", zh: "立即整改，或与责任领导商定新期限" },
    consequence: { en: "People go on working beside a known hazard", zh: "人员持续在已知隐患旁工作" },
  },
  "check-missed": {
    what: { en: "Safety check not done in time", zh: "安全检查逾期未做" },
    class: "record",
    priority: "medium",
    responseTime: hours(4),
    firstAction: { en: "Do the check now; it is recorded as late", zh: "立即补做检查，系统将记为逾期完成" },
    consequence: { en: "Nobody has looked at the place when it was due", zh: "该场所未按时检查，隐患可能无人发现" },
  },
} as const satisfies Record<string, RecordConditionMeaning>;
export type RecordConditionName = keyof typeof RECORD_CONDITIONS;

export const meaningOfRecordCondition = (name: RecordConditionName): RecordConditionMeaning => RECORD_CONDITIONS[name];
