import type { DurationMs, EpochMs, Text } from "../basics/index.ts";
import type { Unit } from "../quantity/index.ts";
import type { Evidence, Priority, RuleId } from "../rules/index.ts";
import type { SignalKey } from "../telemetry/index.ts";
import type { RecordConditionName } from "./record-conditions.ts";

/** IEC 62682 / ISA-18.2 life-cycle states. RTN: returned to normal. */
export const ANNUNCIATIONS = [
  "normal",
  "unacknowledged",
  "acknowledged",
  "rtn-unacknowledged",
  "latched-unacknowledged",
  "latched-acknowledged",
] as const;
export type Annunciation = (typeof ANNUNCIATIONS)[number];

/** What a list tells alarms apart by: one that is withheld stands apart, whatever its annunciation is meanwhile. */
export const ALARM_STATES = [...ANNUNCIATIONS, "shelved", "suppressed-by-design", "out-of-service"] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** One occurrence. `normal` is the end of it; the next time the condition is met there is a new record. */
export interface Alarm {
  /** The condition's occurrence id; also the last level of `v1/alarms/{alarmId}`. */
  readonly id: string;
  /** Short and sayable, unique among alarms that are not normal: what a text message and a voice on the phone use. `A-Z 2-9`, 4 characters. */
  readonly code: string;
  readonly source: AlarmSource;
  readonly priority: Priority;
  readonly latching: boolean;
  /** Lives depend on its rule. */
  readonly lifeSafety?: boolean;
  readonly annunciation: Annunciation;
  /** Whether the condition holds now, whatever people have done. */
  readonly conditionActive: boolean;
  readonly simulated: boolean;
  /** Event time of raising. */
  readonly raisedAt: EpochMs;
  /** Receive time of raising; what response times are counted from. */
  readonly raisedReceivedAt: EpochMs;
  readonly clearedAt?: EpochMs;
  readonly acknowledgedAt?: EpochMs;
  readonly acknowledgedBy?: string;
  readonly attendedAt?: EpochMs;
  readonly attendedBy?: string;
  readonly endedAt?: EpochMs;
  /** The first person who answered, acknowledged or attended; those who were only sent something are none. */
  readonly firstHuman?: FirstHuman;
  /** Off the operator's list for a limited time, not sounded and not escalated. */
  readonly shelved?: Shelving;
  /** Not annunciated while what its rule names as the reason holds. Stays with one that ended so. */
  readonly suppressed?: SuppressionMark;
  /** Not annunciated while its signal is out of service. Stays with one that ended so. */
  readonly outOfService?: OutOfServiceMark;
  /** Id of the commissioning test of its signal, or `drill/N` of the drill, that was under way when it was raised: its texts say so. See {@link isOfDrill}. */
  readonly test?: string;
  /** Raised while it was withheld, and not on the list since: it ends with its condition, and nobody need acknowledge it. */
  readonly recordedOnly?: true;
  /** When it came on the list, or ceased to be a test, where that was not at its raising: response times are counted from then. */
  readonly annunciatedAt?: EpochMs;
  /** The alarm it is one of many behind, and listed beneath: that one tells people. */
  readonly parent?: string;
  /** Whose it is, once they have accepted. */
  readonly assigned?: Assignment;
  /** What it came from, as found afterwards. */
  readonly closed?: Closing;
  /** Somebody who was there said that the place is safe. Neither an end of the alarm nor a reset. */
  readonly reportedSafe?: SafetyReport;
  /** How many pictures were added; absent of none. */
  readonly photos?: number;
  /** The condition comes and goes again and again, or did: all of it is kept on this record. */
  readonly chatter?: Chatter;
  /** Raised before the others of its flood: in the whole flood, or in its zone. */
  readonly firstOut?: FirstOut;
  /** The value at raising. */
  readonly value?: number;
  readonly description: AlarmDescription;
  readonly evidence: Evidence;
  /** Goes up by one with each transition; a command may name the version it was given on. */
  readonly version: number;
}

/** When a person is proven to have it: what *time to first human* is counted to, from `annunciatedAt`, else `raisedReceivedAt`. */
export interface FirstHuman {
  readonly at: EpochMs;
  /** User name, or person id of the site. */
  readonly by: string;
  readonly through: "screen" | "reply" | "report";
}

/** `timed`: until the time is over. `one-shot`: until the condition has gone, and no longer than the time. */
export const SHELVING_MODES = ["timed", "one-shot"] as const;
export type ShelvingMode = (typeof SHELVING_MODES)[number];

export interface Shelving {
  readonly by: string;
  readonly at: EpochMs;
  readonly until: EpochMs;
  readonly reason: string;
  readonly mode: ShelvingMode;
  /** What protects people meanwhile, where it was said. */
  readonly measure?: string;
}

/** What an alarm says of being suppressed, by logic: a door open, a defrost, a purge. */
export interface SuppressionMark {
  /** The reason as people read it. */
  readonly by: string;
  /** Event time. */
  readonly since: EpochMs;
}

/** What an alarm says of its signal being out of service. */
export interface OutOfServiceMark {
  readonly by: string;
  readonly approvedBy: string;
  readonly at: EpochMs;
  readonly until: EpochMs;
  readonly reason: string;
  /** What protects people meanwhile. */
  readonly measure: string;
}

export interface Assignment {
  /** User name. */
  readonly to: string;
  readonly by: string;
  readonly at: EpochMs;
  readonly reason?: string;
  /** Absent until the receiver has accepted. */
  readonly acceptedAt?: EpochMs;
}

export interface SafetyReport {
  /** User name. */
  readonly by: string;
  readonly at: EpochMs;
  readonly words?: string;
}

export interface Closing {
  readonly by: string;
  readonly at: EpochMs;
  readonly cause: string;
}

/** A spell of chattering. While it lasts the annunciation does not follow the condition. */
export interface Chatter {
  /** Times the condition was met, those that had a record of their own before the spell was known among them. */
  readonly count: number;
  /** Event time of the first of them. */
  readonly since: EpochMs;
  /** Event time of the last. */
  readonly lastAt: EpochMs;
  /** When it was over. */
  readonly endedAt?: EpochMs;
  /** What would have kept it quiet; a proposal, which nobody but a person carries out. Absent when the site has no such rule any more. */
  readonly proposal?: QuietingProposal;
}

/** Attributes of the rule with which the spell would not have been, each or the reason why it is not proposed. */
export interface QuietingProposal {
  /** How many occurrences it is worked out from. */
  readonly occurrences: number;
  readonly deadband: ProposedDeadband;
  readonly onDelay: ProposedDelay;
}

export type ProposedDeadband =
  /** In the signal's unit. `cameBackTo`: the value furthest inside the limit between two occurrences. */
  | { readonly kind: "proposed"; readonly present: number; readonly deadband: number; readonly cameBackTo: number }
  | { readonly kind: "not-proposed"; readonly because: DeadbandRefusal };

/**
 * `no-limit`: the rule has none. `of-a-figure`: readings do not show how far a figure of them came back. `unseen`: no reading between
 * the occurrences is known. `wide-enough`: they came back from within it all the same. `passes-normal`: the alarm would hardly end.
 */
export type DeadbandRefusal = "no-limit" | "of-a-figure" | "unseen" | "wide-enough" | "passes-normal";

export type ProposedDelay =
  | { readonly kind: "proposed"; readonly present: DurationMs; readonly onDelay: DurationMs; readonly longest: DurationMs }
  | { readonly kind: "not-proposed"; readonly because: DelayRefusal };

/** `unseen`: no occurrence has ended yet. `beyond-response-time`: whoever is to act would learn of it too late. */
export type DelayRefusal = "unseen" | "beyond-response-time";

export const FIRST_OUTS = ["flood", "zone"] as const;
export type FirstOut = (typeof FIRST_OUTS)[number];

export type AlarmSource =
  | {
      readonly kind: "rule";
      readonly ruleId: RuleId;
      readonly ruleVersion: string;
      readonly signal: SignalKey;
      readonly zoneId: string;
      /** The rule is about its zone; the signal is only the first of those it looks at. */
      readonly ofZone?: true;
    }
  | { readonly kind: "system"; readonly condition: SystemConditionName }
  /** What people keep books of is not as it should be: a record is overdue, or does not agree with what the sensors saw. */
  | {
      readonly kind: "record";
      readonly condition: RecordConditionName;
      /** The ledger and the number of the item in it: `hazard/12`. */
      readonly record: string;
      readonly zoneId: string;
    };

/** Where an alarm is; undefined of one of the platform itself. */
export const zoneOfSource = (source: AlarmSource): string | undefined => (source.kind === "system" ? undefined : source.zoneId);

/** What is shown and sent, fixed when the alarm was raised, so that it stays true when the site changes. */
export interface AlarmDescription {
  /** What is wrong: "Solvent vapour high-high". */
  readonly what: Text;
  /** Where: "Chemistry Building › Room 114 › Cabinet 17". */
  readonly where: Text;
  /** The set-point as people write it, with unit: "> 20 %LEL". Empty for silence and system conditions. */
  readonly limit: Text;
  /** The value at raising as people write it, with unit. */
  readonly valueText: Text;
  readonly firstAction: Text;
  readonly consequence: Text;
  /** Absent of what is not about a signal's value (silence, a figure of many readings, the platform itself), and of alarms older than it. */
  readonly measured?: Measured;
  /** How long people have before the consequence, from `raisedReceivedAt`. Absent of the platform's own, and of alarms older than it. */
  readonly responseTime?: DurationMs;
}

/** How the value the alarm is about is written, and what it is held against: enough to show it as it is now beside the alarm. */
export interface Measured {
  readonly unit: Unit;
  /** Of a discrete signal. */
  readonly states?: readonly string[];
  /** In `unit`. */
  readonly limit?: { readonly direction: "high" | "low"; readonly setpoint: number; readonly deadband: number };
}

/** Conditions of the platform itself, each an alarm like any other. */
export const SYSTEM_CONDITIONS = {
  "history-store-down": { en: "History store cannot be written", zh: "历史数据库无法写入" },
  "log-budget-reached": {
    en: "Accepted log has reached its disk budget; devices are not acknowledged",
    zh: "接收日志已达磁盘上限，设备消息未被确认",
  },
  "log-write-failed": { en: "Accepted log cannot be written; devices are not acknowledged", zh: "接收日志无法写入，设备消息未被确认" },
  "log-damaged": { en: "Part of the accepted log cannot be read; readings are missing", zh: "接收日志部分损坏，有读数缺失" },
  "books-unbalanced": { en: "Readings do not add up: some are unaccounted for", zh: "读数账目不平，有读数去向不明" },
  "alarm-books-unbalanced": {
    en: "Alarms or notifications do not add up: some are unaccounted for",
    zh: "报警或通知账目不平，有去向不明者",
  },
  "notification-undeliverable": { en: "Notifications are not being delivered", zh: "通知未能送达" },
  "nobody-reached": { en: "Nobody has taken charge of an alarm", zh: "有报警无人接手" },
  "rota-gap": { en: "A rota has nobody on duty within a week", zh: "一周内值班表有空缺" },
  "canary-lost": { en: "The test alarm no longer comes through", zh: "自检报警未能走完全程" },
  "desk-unattended": { en: "Nobody answers at the security centre", zh: "安全中心无人应答" },
  "message-budget-low": { en: "A channel may send few more messages", zh: "通道可发送消息余量不足" },
  "proof-overdue": { en: "Signals are not proven to protect", zh: "有监测点未通过投用测试验证" },
  "device-clock-wrong": { en: "A device's clock is wrong", zh: "设备时钟错误" },
  "journal-doctored": { en: "The journal does not match the head kept for it", zh: "日志与其校验头不符" },
} as const satisfies Record<string, Text>;
export type SystemConditionName = keyof typeof SYSTEM_CONDITIONS;
