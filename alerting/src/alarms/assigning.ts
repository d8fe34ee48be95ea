import { acceptAssignment, type Alarm, type AssigningRefusal, assign, declineAssignment } from "@labcanary/domain/alarm";
import { type EpochMs, err, ok, type Result } from "@labcanary/domain/basics";
import { isVisible } from "@labcanary/domain/governance";
import type { CommandRefusalCode, OperatorCommand } from "@labcanary/domain/messages";

/** What giving an alarm to somebody, or their answer, does to it. */
interface AssigningStep {
  readonly kind: "assigned" | "assignment-accepted" | "assignment-declined";
  readonly moved: Alarm;
  readonly effects: readonly [];
  readonly detail: Readonly<Record<string, unknown>>;
}

export function stepOfAssigning(command: OperatorCommand, alarm: Alarm, at: EpochMs): Result<AssigningStep, CommandRefusalCode> {
  const { to = "", by, reason } = command;
  if (to.trim() === "") return err("ASSIGNEE_MISSING");
  const moved = assign(alarm, { to, by, at, ...(reason === undefined ? {} : { reason }) });
  return stepTo("assigned", moved, { to, reason });
}

export function stepOfAccepting(command: OperatorCommand, alarm: Alarm, at: EpochMs): Result<AssigningStep, CommandRefusalCode> {
  return stepTo("assignment-accepted", acceptAssignment(alarm, command.by, at), {});
}

export function stepOfDeclining(command: OperatorCommand, alarm: Alarm): Result<AssigningStep, CommandRefusalCode> {
  const { by, reason = "" } = command;
  if (!isVisible(reason)) return err("REASON_MISSING");
  return stepTo("assignment-declined", declineAssignment(alarm, by), { reason, assigned: alarm.assigned });
}

const stepTo = (
  kind: AssigningStep["kind"],
  moved: Result<Alarm, AssigningRefusal>,
  detail: AssigningStep["detail"],
): Result<AssigningStep, CommandRefusalCode> => (moved.ok ? ok({ kind, moved: moved.value, effects: [], detail }) : moved);
