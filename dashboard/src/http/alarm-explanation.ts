import type { Alarm, Annunciation } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { JournalEntry, JournalEntryKind } from "@labcanary/domain/messages";
import type { Evidence, EvidenceSample, RuleId } from "@labcanary/domain/rules";
import type { Signal, Site } from "@labcanary/domain/site";
import type { LogPosition, SignalKey } from "@labcanary/domain/telemetry";
import { indexOf } from "./site-index.ts";

/** Why an alarm came and what became of its condition. */
export interface AlarmExplanation {
  readonly alarm: string;
  readonly code: string;
  readonly state: Annunciation;
  readonly conditionActive: boolean;
  /** Absent for an alarm of the platform itself. */
  readonly rule?: RuleOfAlarm;
  /** What decided at each turn, oldest first: the first raised it. */
  readonly turns: readonly Turn[];
}

export interface RuleOfAlarm {
  readonly id: RuleId;
  readonly signal: SignalKey;
  /** The version that raised it. */
  readonly version: string;
  /** Whether the site still has the rule as it was then. */
  readonly now: "same" | "changed" | "removed";
  /** The version the site has now. */
  readonly versionNow?: string;
  /** What values of the signal are told in; absent when the site no longer has it. */
  readonly measured?: Pick<Signal, "unit" | "states">;
}

/** A turn of the condition, with its evidence. */
export interface Turn {
  readonly kind: JournalEntryKind;
  /** Event time: of the sample that decided, or of the deadline that passed. */
  readonly at: EpochMs;
  /** When the platform had what decided. */
  readonly receivedAt: EpochMs;
  /** What decided, in one English sentence. */
  readonly because: string;
  readonly value?: number;
  readonly ruleVersion?: string;
  /** The record of the accepted log that decided; absent where the platform itself did. */
  readonly position?: LogPosition;
  /** The last samples before it, oldest first. */
  readonly samples: readonly EvidenceSample[];
  /** Of a rule over several signals: the newest sample of each of the others. */
  readonly inputs?: Evidence["inputs"];
}

export function explanationOfAlarm(alarm: Alarm, timeline: readonly JournalEntry[], site: Site): AlarmExplanation {
  const rule = ruleOf(alarm, site);
  const later = timeline.filter(({ kind }) => kind !== "raised").flatMap((entry) => turnOf(entry) ?? []);
  return {
    alarm: alarm.id,
    code: alarm.code,
    state: alarm.annunciation,
    conditionActive: alarm.conditionActive,
    ...(rule === undefined ? {} : { rule }),
    turns: [raising(alarm), ...later],
  };
}

function ruleOf({ source }: Alarm, site: Site): RuleOfAlarm | undefined {
  if (source.kind !== "rule") return undefined;
  const { ruleId: id, ruleVersion: version, signal } = source;
  const described = indexOf(site).signals.get(signal);
  const versionNow = described?.rules.find((rule) => rule.id === id)?.version;
  const common = { id, signal, version, ...(described === undefined ? {} : { measured: measuredIn(described) }) };
  if (versionNow === undefined) return { ...common, now: "removed" };
  return { ...common, now: versionNow === version ? "same" : "changed", versionNow };
}

const measuredIn = ({ unit, states }: Signal): Pick<Signal, "unit" | "states"> => ({ unit, ...(states === undefined ? {} : { states }) });

function raising({ source, raisedAt, raisedReceivedAt, value, evidence }: Alarm): Turn {
  return {
    kind: "raised",
    at: raisedAt,
    receivedAt: raisedReceivedAt,
    because: evidence.reason,
    ...(value === undefined ? {} : { value }),
    ...(source.kind === "rule" ? { ruleVersion: source.ruleVersion, position: evidence.position } : {}),
    samples: evidence.samples,
    ...inputsOf(evidence),
  };
}

const inputsOf = ({ inputs }: Evidence): Pick<Turn, "inputs"> => (inputs === undefined ? {} : { inputs });

/** What alerting writes with a line that the rules, or the platform itself, brought about. */
interface TurnDetail {
  readonly at?: EpochMs;
  readonly receivedAt?: EpochMs;
  readonly value?: number | null;
  readonly ruleVersion?: string;
  readonly evidence?: Evidence;
  readonly reason?: string;
}

/** Undefined of lines about people and notifications, which decide nothing about the condition. */
function turnOf({ kind, at: journaledAt, actor, detail }: JournalEntry): Turn | undefined {
  if (actor !== "rules" && actor !== "system") return undefined;
  const { at = journaledAt, receivedAt = journaledAt, value, ruleVersion, evidence, reason } = detail as TurnDetail;
  const because = evidence?.reason ?? (kind === "returned-to-normal" ? reason : undefined);
  if (because === undefined) return undefined;
  return {
    kind,
    at,
    receivedAt,
    because,
    ...(value === undefined || value === null ? {} : { value }),
    ...(ruleVersion === undefined ? {} : { ruleVersion }),
    ...(evidence === undefined ? {} : { position: evidence.position }),
    samples: evidence?.samples ?? [],
    ...(evidence === undefined ? {} : inputsOf(evidence)),
  };
}
