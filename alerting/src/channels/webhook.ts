import { createHmac } from "node:crypto";
import { failureOfStatus, INVALID_ADDRESS } from "./failures.ts";
import type { EndpointForm } from "./endpoint-channel.ts";
import { isSuccess, shortIdOf } from "./http-request.ts";

/** Of the body's `data`; a field may be added without a new one. */
const VERSION = 1;

/**
 * Notifications for programs, signed as Standard Webhooks 1.0.0 says. `webhook-id` is the same for every attempt at one notification,
 * and its receiver's key against repeats; `webhook-timestamp` is the attempt's.
 */
export const WEBHOOK: EndpointForm<"webhook"> = {
  kind: "webhook",
  // The receiver is the installation's own.
  budgets: [],
  request(notification, { url, secret }, now) {
    const { kind, alarmIds, step, language, text, parts, priority, lifeSafety, simulated, dueAt } = notification;
    const id = `msg_${shortIdOf(notification.id)}`;
    const timestamp = Math.floor(now / 1000);
    const data = { version: VERSION, id, kind, alarmIds, step, language, text, parts, priority, lifeSafety, simulated };
    const body = JSON.stringify({ type: `notification.${kind}`, timestamp: new Date(dueAt).toISOString(), data });
    return {
      url: new URL(url),
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": webhookSignature(secret, { id, timestamp, body }),
      },
      body,
    };
  },
  outcome(answer) {
    if (isSuccess(answer)) return { kind: "accepted", providerRef: `http-${answer.status}` };
    // "410 Gone: the sender should disable the webhook endpoint" (Standard Webhooks, operational considerations).
    return answer.status === 410 ? INVALID_ADDRESS : failureOfStatus(answer);
  },
};

/** `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`, keyed with the bytes the secret spells after `whsec_`. */
export function webhookSignature(
  secret: string,
  { id, timestamp, body }: { readonly id: string; readonly timestamp: number; readonly body: string },
): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}
