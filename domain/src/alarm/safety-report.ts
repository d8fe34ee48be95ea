import { type EpochMs, err, ok, type Result } from "../basics/index.ts";
import type { Alarm, SafetyReport } from "./alarm.ts";

/** Why a place is not reported safe. */
export type SafetyRefusal = "CHARGE_NOT_TAKEN";

/**
 * Somebody who is there says that the place is made safe. It changes nothing else: the alarm stands, latched or not, until its condition
 * goes and a person lets it go. Whoever reports later, and knows more, is who counts. Also after the end, and not before anybody has
 * taken charge: a place nobody was sent to has not been made safe by anybody.
 */
export function reportSafe(alarm: Alarm, report: SafetyReport): Result<Alarm, SafetyRefusal> {
  return isTakenChargeOf(alarm) ? ok({ ...alarm, reportedSafe: report }) : err("CHARGE_NOT_TAKEN");
}

/** Whether a person has acknowledged the alarm, is on the way, or has accepted it. */
export const isTakenChargeOf = (alarm: Pick<Alarm, "acknowledgedAt" | "attendedAt" | "assigned">): boolean =>
  alarm.acknowledgedAt !== undefined || alarm.attendedAt !== undefined || alarm.assigned?.acceptedAt !== undefined;

/** What the measurement says beside such a report. `came-back`: the condition of a chattering alarm was met again after it. */
export type SafetyStanding = "condition-stands" | "condition-gone" | "came-back";

/** Undefined of an alarm nobody has reported safe. */
export function safetyStanding(alarm: Pick<Alarm, "reportedSafe" | "conditionActive" | "chatter">): SafetyStanding | undefined {
  const { reportedSafe, conditionActive, chatter } = alarm;
  if (reportedSafe === undefined) return undefined;
  if (chatter !== undefined && chatter.lastAt > reportedSafe.at) return "came-back";
  return conditionActive ? "condition-stands" : "condition-gone";
}

/** Kept of when and by whom; times are the platform's. */
export const safetyReport = (by: string, at: EpochMs, words: string | undefined): SafetyReport => ({
  by,
  at,
  ...(words === undefined || words.trim() === "" ? {} : { words: words.trim() }),
});
