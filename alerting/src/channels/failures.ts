import { type DurationMs, milliseconds, seconds } from "@labcanary/domain/basics";
import type { DeliveryOutcome } from "@labcanary/domain/notification";

export type Failure = Exclude<DeliveryOutcome, { readonly kind: "accepted" }>;

/** Left to the outbox's own back-off. */
const NO_WISH: DurationMs = milliseconds(0);

/** Who counts what we send mostly counts it by the minute (chosen where a provider says nothing else). */
export const A_MINUTE: DurationMs = seconds(60);

/** Our key, account or leave is not right. It can be put right, so the notification is kept. */
export const UNAUTHORISED: Failure = { kind: "retry", reason: "unauthorised", after: NO_WISH };
/** Cannot do it now, or not as our settings are. */
export const BUSY: Failure = { kind: "retry", reason: "busy", after: NO_WISH };
export const UNREACHABLE: Failure = { kind: "retry", reason: "unreachable", after: NO_WISH };
/** No answer in time, or the attempt was broken off. */
export const TIMED_OUT: Failure = { kind: "retry", reason: "timeout", after: NO_WISH };
/** Sent too much; to be left in peace for so long. */
export const rateLimited = (after: DurationMs): Failure => ({ kind: "retry", reason: "rate-limited", after });

/** Nobody can be reached by this address, whoever tries. */
export const INVALID_ADDRESS: Failure = { kind: "give-up", reason: "invalid-address" };
/** This notification will never be taken. */
export const REJECTED: Failure = { kind: "give-up", reason: "rejected" };

/** Longest wish of a `Retry-After` honoured (chosen: a mistaken header must not silence a notification). */
const LONGEST_WISH = A_MINUTE;

/** What a `Retry-After` header asks for; 0 without one that is a number of seconds. */
function wishOf(retryAfter: string | undefined): DurationMs {
  const wish = Number(retryAfter);
  return Number.isFinite(wish) && wish > 0 ? milliseconds(Math.min(wish * 1000, LONGEST_WISH)) : NO_WISH;
}

/**
 * What a status other than 2xx means, where the provider has no words of its own for it. What is wrong with our access can be put
 * right, and is tried again; so is what stands at another address (a redirection, 404, 405).
 */
export function failureOfStatus({ status, retryAfter }: { readonly status: number; readonly retryAfter?: string | undefined }): Failure {
  if (status === 429) return rateLimited(wishOf(retryAfter));
  if (status === 408 || status >= 500) return { kind: "retry", reason: "busy", after: wishOf(retryAfter) };
  if (status === 401 || status === 403) return UNAUTHORISED;
  return status < 400 || status === 404 || status === 405 ? UNREACHABLE : REJECTED;
}
