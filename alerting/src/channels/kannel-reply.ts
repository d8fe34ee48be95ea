import type { DeliveryOutcome, DeliveryReport } from "@labcanary/domain/notification";
import { BUSY, failureOfStatus, INVALID_ADDRESS, REJECTED } from "./failures.ts";

/**
 * What a reply of Kannel's sendsms means (Kannel User Guide 1.4.5, "Using the HTTP interface to send SMS messages").
 * A success by status alone proves nothing: only the bodies `0: Accepted for delivery` and `3: Queued for later delivery` do. Another
 * numbered body, or one that says rejected, is a refusal; any other body did not come from Kannel, and the text is kept.
 * So it is while the gateway does not know our password or is not where the settings say: that can be put right.
 */
export function outcomeOfReply(status: number, body: string, retryAfter?: string): DeliveryOutcome {
  if (status >= 200 && status < 300) {
    if (body.startsWith("0:")) return { kind: "accepted", providerRef: "kannel-accepted" };
    if (body.startsWith("3:")) return { kind: "accepted", providerRef: "kannel-queued" };
    if (/^\d+:/.test(body) || /reject/i.test(body)) return REJECTED;
    return BUSY;
  }
  // "Sender missing and no global set, rejected": the settings are incomplete, not this text.
  if (status === 400 && /sender/i.test(body)) return BUSY;
  // The two bodies about the number: "Empty receiver number not allowed, rejected" and "Number(s) has/have been denied by …".
  if (status === 400 && /receiver|number/i.test(body)) return INVALID_ADDRESS;
  return failureOfStatus({ status, retryAfter });
}

/** Characters of a reply that are kept (chosen: Kannel's longest sentence fits). */
const DETAIL_CHARACTERS = 160;

/** What the gateway said, on one line, for the journal: without what is `hidden`, which a proxy may have quoted back from the request. */
export function detailOfReply(status: number, body: string, hidden: readonly string[]): string {
  let words = body;
  for (const secret of hidden.filter((text) => text !== "")) {
    const encoded = new URLSearchParams([["", secret]]).toString().slice(1);
    for (const form of [secret, encodeURIComponent(secret), encoded]) words = words.replaceAll(form, "***");
  }
  const line = words.replace(/[\s\p{C}]+/gu, " ").trim();
  return `HTTP ${status}${line === "" ? "" : `: ${line}`}`.slice(0, DETAIL_CHARACTERS);
}

/** Delivery report types of Kannel (same guide, "Delivery Reports"). 34 and 66 are 2 with a cause: expired, unknown. */
export const REPORT_STATUSES: Readonly<Record<string, DeliveryReport["status"]>> = {
  "1": "delivered",
  "2": "failed",
  "34": "failed",
  "66": "failed",
  "4": "buffered",
  "8": "sent",
  "16": "rejected",
};

/** Asks for every kind of report: 1 + 2 + 4 + 8 + 16. */
export const ALL_REPORTS = "31";
