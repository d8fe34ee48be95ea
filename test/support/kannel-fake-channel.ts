import type { Channel, InboundRefusal, RouteSwitch } from "@labcanary/alerting";
import { milliseconds } from "@labcanary/domain/basics";
import type { DeliveryOutcome, DeliveryReport, Notification, Reply } from "@labcanary/domain/notification";

/** An SMS channel in memory. It passes the same contract as the real one, and lets a test decide what the provider does. */
export interface FakeChannel extends Channel {
  /** What was accepted, in order. */
  readonly accepted: Notification[];
  /** Every attempt, in order. */
  readonly attempts: Notification[];
  /** What the next attempts come to; `silent` never answers. */
  behave: DeliveryOutcome | "silent";
  report(report: DeliveryReport): void;
  reply(reply: Reply): void;
  refuseReport(reason: InboundRefusal): void;
  switchRoute(change: RouteSwitch): void;
}

export const ACCEPTED: DeliveryOutcome = { kind: "accepted", providerRef: "fake" };
export const UNREACHABLE: DeliveryOutcome = { kind: "retry", reason: "unreachable", after: milliseconds(0) };

/** Of text messages with receipts, unless it is said otherwise. */
export function createFakeChannel({
  kind = "sms",
  proves = "delivered",
  takesReplies = false,
  budgets = [],
}: Partial<Channel> = {}): FakeChannel {
  const reportListeners: ((report: DeliveryReport) => void)[] = [];
  const replyListeners: ((reply: Reply) => void)[] = [];
  const refusalListeners: ((reason: InboundRefusal) => void)[] = [];
  const switchListeners: ((change: RouteSwitch) => void)[] = [];
  let isStopped = false;
  return {
    kind,
    proves,
    takesReplies,
    budgets,
    accepted: [],
    attempts: [],
    behave: ACCEPTED,
    async start() {
      isStopped = false;
    },
    async stop() {
      isStopped = true;
    },
    async deliver(notification, signal) {
      if (isStopped) return UNREACHABLE;
      this.attempts.push(notification);
      if (this.behave === "silent") {
        return new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve({ kind: "retry", reason: "timeout", after: milliseconds(0) }), { once: true });
        });
      }
      if (this.behave.kind === "accepted") this.accepted.push(notification);
      return this.behave;
    },
    onReply: (listener) => void replyListeners.push(listener),
    onReport: (listener) => void reportListeners.push(listener),
    onSwitched: (listener) => void switchListeners.push(listener),
    onRefused: (listener) => void refusalListeners.push(listener),
    async probe() {
      // A gateway that is busy, or refuses, can be reached all the same.
      const healthy = this.behave !== "silent" && (this.behave.kind !== "retry" || this.behave.reason === "busy");
      return { healthy, detail: healthy ? "answers" : "unreachable" };
    },
    report: (report) => reportListeners.forEach((listener) => listener(report)),
    reply: (reply) => replyListeners.forEach((listener) => listener(reply)),
    switchRoute: (change) => switchListeners.forEach((listener) => listener(change)),
    refuseReport: (reason) => refusalListeners.forEach((listener) => listener(reason)),
  };
}
