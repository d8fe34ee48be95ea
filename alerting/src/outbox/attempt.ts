import { milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import type { DeliveryOutcome, Notification } from "@labcanary/domain/notification";
import type { Channel } from "../ports.ts";

/**
 * Longest one attempt may keep its place (chosen: above the 3 s of each of two ways behind one another, so that it decides
 * only when the channel itself is stuck).
 */
export const ATTEMPT_LIMIT = seconds(7);

/**
 * Longest a provider is left in peace because it asks for it (chosen: the longest lockout of those known, DingTalk's; a proxy that says a
 * day must not keep an alarm for a day).
 */
export const LONGEST_WISH = minutes(10);

/** The channel's outcome, or `timeout` as soon as the signal is aborted, whether the channel minds the signal or not. */
export async function deliver(
  channel: Pick<Channel, "deliver">,
  notification: Notification,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  const timeout: DeliveryOutcome = { kind: "retry", reason: "timeout", after: milliseconds(0) };
  const aborted = new Promise<DeliveryOutcome>((resolve) => signal.addEventListener("abort", () => resolve(timeout), { once: true }));
  return Promise.race([channel.deliver(notification, signal), aborted]);
}
