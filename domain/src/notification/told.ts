import { type Alarm, isUnacknowledged, isWithheld, type SystemConditionName } from "../alarm/index.ts";
import type { Site } from "../site/index.ts";
import { planSteps } from "./recipients.ts";
import { isTexted } from "./route.ts";

/** What is wrong with the means of telling people is not told by them: it stays on the screen, and cannot feed itself. */
const NEVER_TOLD: readonly SystemConditionName[] = ["notification-undeliverable", "nobody-reached", "message-budget-low"];

export const isToldNever = ({ source }: Pick<Alarm, "source">): boolean =>
  source.kind === "system" && NEVER_TOLD.includes(source.condition);

/**
 * Why nobody is told of an alarm that nobody has acknowledged. `beneath`: people are told of the alarm above it. `means`: it is about the
 * means of telling people. `below-priority`: the site tells people of graver alarms only. `nobody-on-route`: its route has nobody.
 * `no-longer`: it would be told if it were raised now, so people were, or the site has changed since.
 */
export const UNTOLD_REASONS = ["beneath", "means", "below-priority", "nobody-on-route", "no-longer"] as const;
export type UntoldReason = (typeof UNTOLD_REASONS)[number];

/** To be asked of an alarm that nobody is told of. Undefined where nobody need be: it is answered, or kept off the list. */
export function untoldBecause(alarm: Omit<Alarm, "evidence">, site: Site): UntoldReason | undefined {
  if (!isUnacknowledged(alarm) || isWithheld(alarm)) return undefined;
  if (alarm.parent !== undefined) return "beneath";
  if (isToldNever(alarm)) return "means";
  if (!isTexted(alarm, site)) return "below-priority";
  return planSteps(alarm, site).every(({ recipients }) => recipients.length === 0) ? "nobody-on-route" : "no-longer";
}
