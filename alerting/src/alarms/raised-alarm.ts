import type { Alarm, AlarmDescription, AlarmSource, Chatter, SuppressionMark } from "@labcanary/domain/alarm";
import { describeCondition } from "@labcanary/domain/notification";
import type { ConditionChange, Evidence } from "@labcanary/domain/rules";
import { sourceOf, type subjectOf } from "./condition-subject.ts";

/** An alarm at its raising, before it has a code. */
export interface RaisedAlarm {
  readonly id: string;
  readonly source: AlarmSource;
  readonly priority: Alarm["priority"];
  readonly latching: boolean;
  readonly lifeSafety?: boolean;
  readonly simulated: boolean;
  readonly raisedAt: Alarm["raisedAt"];
  readonly raisedReceivedAt: Alarm["raisedReceivedAt"];
  readonly value?: number;
  readonly description: AlarmDescription;
  readonly evidence: Evidence;
  readonly suppressed?: SuppressionMark;
  readonly parent?: string;
  readonly chatter?: Chatter;
  /** Of the drill it is raised in; which commissioning test it is of is found out on the way. */
  readonly test?: string;
}

/** What an alarm of a rule has of the condition it is raised by. */
export const raisedBy = (change: ConditionChange, subject: ReturnType<typeof subjectOf>): RaisedAlarm => ({
  id: change.occurrenceId,
  source: sourceOf(change, subject),
  priority: change.priority,
  latching: subject.rule?.latching ?? false,
  ...(subject.rule?.lifeSafety === true ? { lifeSafety: true } : {}),
  simulated: change.simulated,
  raisedAt: change.at,
  raisedReceivedAt: change.receivedAt,
  ...(change.value === undefined ? {} : { value: change.value }),
  description: describeCondition(change, subject),
  evidence: change.evidence,
});

/** What the journal says of the condition. */
export const detailOf = (change: ConditionChange): Readonly<Record<string, unknown>> => ({
  conditionId: change.id,
  ruleId: change.ruleId,
  ruleVersion: change.ruleVersion,
  signal: change.signal,
  at: change.at,
  receivedAt: change.receivedAt,
  value: change.value,
  simulated: change.simulated,
  evidence: change.evidence,
});
