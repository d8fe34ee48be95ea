import { type EpochMs, err, ok, type Result } from "../basics/index.ts";
import type { Alarm, Assignment } from "./alarm.ts";
import { isAnnunciated } from "./lifecycle.ts";

/** Why an alarm is not assigned, accepted or declined. */
export type AssigningRefusal = "ALARM_ENDED" | "ASSIGNMENT_NOT_YOURS" | "ASSIGNMENT_ACCEPTED";

/** What is said when an alarm is given to somebody. */
export interface AssignmentOrder {
  readonly to: string;
  readonly by: string;
  readonly at: EpochMs;
  readonly reason?: string;
}

/** The alarm is given to somebody, who has it only when they accept; whoever takes it themselves has. Replaces an earlier assignment. */
export function assign(alarm: Alarm, order: AssignmentOrder): Result<Alarm, AssigningRefusal> {
  if (!isAnnunciated(alarm)) return err("ALARM_ENDED");
  return ok({ ...alarm, assigned: { ...order, ...(order.to === order.by ? { acceptedAt: order.at } : {}) } });
}

/** The one it was given to takes it on. */
export function acceptAssignment(alarm: Alarm, by: string, at: EpochMs): Result<Alarm, AssigningRefusal> {
  const assigned = assignmentOf(alarm, by);
  if (!assigned.ok) return assigned;
  if (assigned.value.acceptedAt !== undefined) return err("ASSIGNMENT_ACCEPTED");
  return ok({ ...alarm, assigned: { ...assigned.value, acceptedAt: at } });
}

/** The one it was given to gives it back, before or after accepting: nobody has it then. */
export function declineAssignment(alarm: Alarm, by: string): Result<Alarm, AssigningRefusal> {
  const assigned = assignmentOf(alarm, by);
  if (!assigned.ok) return assigned;
  const { assigned: _, ...unassigned } = alarm;
  return ok(unassigned);
}

function assignmentOf(alarm: Alarm, to: string): Result<Assignment, AssigningRefusal> {
  if (!isAnnunciated(alarm)) return err("ALARM_ENDED");
  return alarm.assigned?.to === to ? ok(alarm.assigned) : err("ASSIGNMENT_NOT_YOURS");
}
