import type { DeliveryOutcome, DeliveryReport, Notification } from "@labcanary/domain/notification";

/** One way to reach people. Each adapter passes `test/contract/channel`. */
export interface Channel {
  readonly name: "sms";
  start(): Promise<void>;
  stop(): Promise<void>;
  /**
   * One attempt; never rejects. `notification.id` is the idempotency key: the same id may come again after a crash, and a
   * provider that can tell sends it once. Aborting the signal ends the attempt as `retry`.
   */
  deliver(notification: Notification, signal: AbortSignal): Promise<DeliveryOutcome>;
  /**
   * Calls the listener with each report that is proven to be the provider's. A listener that throws has not kept it: the provider is
   * asked to say it again.
   */
  onReport(listener: (report: DeliveryReport) => void): void;
  /** Calls the listener for each report that was refused, with the reason, after it was counted. */
  onRefusedReport(listener: (reason: ReportRefusal) => void): void;
  /** Whether the provider answers now. */
  probe(): Promise<{ readonly healthy: boolean; readonly detail: string }>;
}

export const REPORT_REFUSALS = {
  REPORT_SHAPE: "the report names no notification, signature or known status",
  REPORT_SIGNATURE: "the signature is not ours: the report is forged, or belongs to another installation",
} as const;
export type ReportRefusal = keyof typeof REPORT_REFUSALS;
