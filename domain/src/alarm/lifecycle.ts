import { unreachable } from "../basics/index.ts";
import type { Alarm, Annunciation } from "./alarm.ts";

/** What must happen because of a step, after the step itself is in the journal. */
export type AlarmEffect = { readonly kind: "start-escalation" } | { readonly kind: "stop-escalation" };

export interface AlarmStep {
  readonly annunciation: Annunciation;
  readonly effects: readonly AlarmEffect[];
}

const STOP: readonly AlarmEffect[] = [{ kind: "stop-escalation" }];

/** An operator has seen the alarm. Undefined when there is nothing to acknowledge. */
export function acknowledge(alarm: Alarm): AlarmStep | undefined {
  switch (alarm.annunciation) {
    case "unacknowledged":
      return { annunciation: "acknowledged", effects: STOP };
    case "rtn-unacknowledged":
      return { annunciation: "normal", effects: STOP };
    case "latched-unacknowledged":
      return { annunciation: "latched-acknowledged", effects: STOP };
    case "acknowledged":
    case "latched-acknowledged":
    case "normal":
      return undefined;
    default:
      return unreachable(alarm.annunciation);
  }
}

/** The condition is gone. Undefined when that was already so. What never was on the list ends with its condition. */
export function returnToNormal(alarm: Alarm): AlarmStep | undefined {
  if (alarm.recordedOnly === true) return isAnnunciated(alarm) ? { annunciation: "normal", effects: [] } : undefined;
  switch (alarm.annunciation) {
    case "unacknowledged":
      return { annunciation: alarm.latching ? "latched-unacknowledged" : "rtn-unacknowledged", effects: [] };
    case "acknowledged":
      return { annunciation: alarm.latching ? "latched-acknowledged" : "normal", effects: [] };
    case "rtn-unacknowledged":
    case "latched-unacknowledged":
    case "latched-acknowledged":
    case "normal":
      return undefined;
    default:
      return unreachable(alarm.annunciation);
  }
}

/** A person has looked and lets a latched alarm go. Undefined unless it is latched and acknowledged, with its condition gone. */
export function reset(alarm: Alarm): AlarmStep | undefined {
  switch (alarm.annunciation) {
    case "latched-acknowledged":
      return { annunciation: "normal", effects: STOP };
    case "unacknowledged":
    case "acknowledged":
    case "rtn-unacknowledged":
    case "latched-unacknowledged":
    case "normal":
      return undefined;
    default:
      return unreachable(alarm.annunciation);
  }
}

/**
 * A person has found the cause. Undefined unless the alarm has ended, which an acknowledged one does when its condition goes and a
 * latched one when it is reset, or when the cause is already there.
 */
export function close(alarm: Alarm): AlarmStep | undefined {
  return alarm.annunciation === "normal" && alarm.closed === undefined ? { annunciation: "normal", effects: [] } : undefined;
}

/** Whether it has not ended: it is on the security centre's list, unless it is withheld. */
export const isAnnunciated = (alarm: Pick<Alarm, "annunciation">): boolean => alarm.annunciation !== "normal";

/** Whether people are still to be reached for it. A condition that came and went is told all the same until somebody has seen it. */
export const isUnacknowledged = (alarm: Pick<Alarm, "annunciation">): boolean =>
  alarm.annunciation === "unacknowledged" || alarm.annunciation === "rtn-unacknowledged" || alarm.annunciation === "latched-unacknowledged";
