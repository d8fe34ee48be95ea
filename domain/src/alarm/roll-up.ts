import type { Alarm } from "./alarm.ts";
import { type AlarmStep, isAnnunciated, isUnacknowledged } from "./lifecycle.ts";
import { type AlarmMove, moveTo } from "./withholding.ts";

/**
 * Whether alarms beneath this one are told of by it: it has not ended, and neither logic nor maintenance keeps it from people. A shelved
 * one speaks for those beneath it: whoever shelved it meant all of them.
 */
export const speaksForOthers = (parent: Alarm): boolean =>
  isAnnunciated(parent) && parent.suppressed === undefined && parent.outOfService === undefined;

/** Whether it takes another beneath it. A shelved one does not: whoever shelved it cannot have meant what was not there to be seen. */
export const takesOthers = (parent: Alarm): boolean => speaksForOthers(parent) && parent.shelved === undefined;

/** The alarm is one of many behind one cause, and listed beneath it, no longer beneath another. Undefined when it has ended, is there already, or that one takes it not. */
export function join(alarm: Alarm, parent: Alarm): AlarmMove | undefined {
  if (!isAnnunciated(alarm) || alarm.parent === parent.id || parent.id === alarm.id || !takesOthers(parent)) return undefined;
  return moveTo(alarm, { ...alarm, parent: parent.id });
}

/** The alarm stands for itself again, and is told of itself. Undefined when it has ended or is beneath none. */
export function leave(alarm: Alarm): AlarmMove | undefined {
  if (!isAnnunciated(alarm) || alarm.parent === undefined) return undefined;
  const { parent: _, ...alone } = alarm;
  return moveTo(alarm, alone);
}

/**
 * The condition of an alarm beneath a parent is gone. When somebody has acknowledged the parent it ends with its condition: the cause is
 * known, and nobody acknowledges two hundred signals that are back one by one. Undefined when it goes as any other alarm does.
 */
export function returnBeneath(alarm: Alarm, parent: Alarm): AlarmStep | undefined {
  const isSpokenFor = alarm.parent === parent.id && isAnnunciated(parent) && !isUnacknowledged(parent);
  if (!isSpokenFor || alarm.annunciation !== "unacknowledged" || alarm.latching) return undefined;
  return { annunciation: "normal", effects: [] };
}
