import { seconds } from "@labcanary/domain/basics";
import type { DeliveryOutcome, DeliveryReport } from "@labcanary/domain/notification";
import { BUSY, type Failure, failureOfStatus, INVALID_ADDRESS, rateLimited, UNAUTHORISED } from "./failures.ts";
import { type HttpAnswer, isSuccess, jsonOf, NOT_THE_PROVIDER } from "./http-request.ts";

/** Our settings are at fault, or the account's: the text is kept until somebody has mended them. */
const SETTINGS: Failure = BUSY;
const RATE_LIMITED: Failure = rateLimited(seconds(10));

/** Codes of a 400 or 429 (twilio.com/docs/api/errors); one that is not listed is judged by its status. */
const FAILURES: Readonly<Record<number, Failure>> = {
  20003: UNAUTHORISED,
  // Not a number, not a phone that takes texts, not reachable from ours, or its owner answered STOP.
  21211: INVALID_ADDRESS,
  21214: INVALID_ADDRESS,
  21217: INVALID_ADDRESS,
  21401: INVALID_ADDRESS,
  21604: INVALID_ADDRESS,
  21610: INVALID_ADDRESS,
  21612: INVALID_ADDRESS,
  21614: INVALID_ADDRESS,
  // No leave for the country; a sender that is not ours, or none.
  21408: UNAUTHORISED,
  21212: SETTINGS,
  21603: SETTINGS,
  21606: SETTINGS,
  21659: SETTINGS,
  21660: SETTINGS,
  21703: SETTINGS,
  // Too fast, the queue of the sender is full, the day's allowance is used up.
  14107: RATE_LIMITED,
  20429: RATE_LIMITED,
  21611: RATE_LIMITED,
  63038: RATE_LIMITED,
};

/** What Twilio's answer to a new message means, and the message's SID where it took it. */
export function outcomeOfTwilio(answer: HttpAnswer): { readonly outcome: DeliveryOutcome; readonly sid?: string } {
  const said = jsonOf(answer.body);
  if (isSuccess(answer)) {
    const sid = said?.["sid"];
    return typeof sid === "string" ? { outcome: { kind: "accepted", providerRef: sid }, sid } : { outcome: NOT_THE_PROVIDER };
  }
  return { outcome: FAILURES[Number(said?.["code"])] ?? failureOfStatus(answer) };
}

/** Message states (twilio.com/docs/messaging/guides/outbound-message-status). `sent`: the operator has it, and may never say more. */
export const TWILIO_STATUSES: Readonly<Record<string, DeliveryReport["status"]>> = {
  accepted: "buffered",
  scheduled: "buffered",
  queued: "buffered",
  sending: "buffered",
  sent: "sent",
  delivered: "delivered",
  read: "read",
  undelivered: "failed",
  failed: "failed",
  canceled: "failed",
};
