import type { Channel, ReportRefusal } from "@labcanary/alerting";
import { milliseconds } from "@labcanary/domain/basics";
import type { DeliveryOutcome, DeliveryReport, Notification } from "@labcanary/domain/notification";

/** An SMS channel in memory. It passes the same contract as the real one, and lets a test decide what the provider does. */
export interface FakeChannel extends Channel {
  /** What was accepted, in order. */
  readonly accepted: Notification[];
  /** Every attempt, in order. */
  readonly attempts: Notification[];
  /** What the next attempts come to; `silent` never answers. */
  behave: DeliveryOutcome | "silent";
  report(report: DeliveryReport): void;
  refuseReport(reason: ReportRefusal): void;
}

export const ACCEPTED: DeliveryOutcome = { kind: "accepted", providerRef: "fake" };
export const UNREACHABLE: DeliveryOutcome = { kind: "retry", reason: "unreachable", after: milliseconds(0) };

export function createFakeChannel(): FakeChannel {
  const reportListeners: ((report: DeliveryReport) => void)[] = [];
  const refusalListeners: ((reason: ReportRefusal) => void)[] = [];
  return {
    name: "sms",
    accepted: [],
    attempts: [],
    behave: ACCEPTED,
    async start() {},
    async stop() {},
    async deliver(notification, signal) {
      this.attempts.push(notification);
      if (this.behave === "silent") {
        return new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve({ kind: "retry", reason: "timeout", after: milliseconds(0) }), { once: true });
        });
      }
      if (this.behave.kind === "accepted") this.accepted.push(notification);
      return this.behave;
    },
    onReport: (listener) => void reportListeners.push(listener),
    onRefusedReport: (listener) => void refusalListeners.push(listener),
    async probe() {
      // A gateway that is busy, or refuses, can be reached all the same.
      const healthy = this.behave !== "silent" && (this.behave.kind !== "retry" || this.behave.reason === "busy");
      return { healthy, detail: healthy ? "answers" : "unreachable" };
    },
    report: (report) => reportListeners.forEach((listener) => listener(report)),
    refuseReport: (reason) => refusalListeners.forEach((listener) => listener(reason)),
  };
}
