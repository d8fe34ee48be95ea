import type { EpochMs } from "@labcanary/domain/basics";
import type { ChannelSays, DeliveryOutcome, DeliveryReport, MessageBudget, Notification, Reply } from "@labcanary/domain/notification";
import type { ChannelKind } from "@labcanary/domain/site";
import type { AccessEvent } from "@labcanary/domain/telemetry";

/** One way to reach people. Each adapter passes `test/contract/channel`. */
export interface Channel {
  readonly kind: ChannelKind;
  /** The best it can ever report. A channel that proves only acceptance never proves that anybody was reached. */
  readonly proves: "accepted" | "delivered";
  /** People can answer by it, so that its texts carry a code to answer with. */
  readonly takesReplies: boolean;
  /** What the provider allows, known in advance; empty where it states nothing. */
  readonly budgets: readonly MessageBudget[];
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
  /** Calls the listener with each answer that is proven to have come through the provider; as for reports when it throws. */
  onReply(listener: (reply: Reply) => void): void;
  /** Calls the listener for each report or answer that was refused, with the reason, after it was counted. */
  onRefused(listener: (reason: InboundRefusal) => void): void;
  /**
   * Of a channel that asks its provider what became of what it took: asks again for one of before this start. One whose reference is not
   * its provider's it leaves to others.
   */
  follow?(taken: TakenText): void;
  /** Of several ways behind one another: calls the listener whenever another is taken. */
  onSwitched?(listener: (change: RouteSwitch) => void): void;
  /**
   * Of a channel that goes on with something until it is told to stop, such as a siren: stops it for alarms that are `over`, which nobody
   * need be told of any more. Called after the start and after alarms have changed; never throws.
   */
  withdraw?(isOver: (alarmId: string) => boolean): void;
  /** Of a channel whose ends are devices of the site: what they say. A throw has them said again. */
  takeEvents?(events: readonly AccessEvent[]): void;
  /** Whether the provider answers now. */
  probe(): Promise<ChannelHealth>;
}

/** A text a provider took, and nobody knows yet what became of it. */
export interface TakenText {
  readonly notificationId: string;
  readonly address: string;
  /** What the provider calls it, as its acceptance had it. */
  readonly providerRef: string;
  readonly acceptedAt: EpochMs;
}

export interface ChannelHealth {
  readonly healthy: boolean;
  /** One English phrase, or the provider's own words. */
  readonly detail: string;
  readonly says?: ChannelSays;
  /** Of several ways behind one another, the one in use. */
  readonly route?: string;
}

/** Texts go another way from now on; `reason` says why, and is absent where the first way is taken again. */
export interface RouteSwitch {
  readonly from: string;
  readonly to: string;
  readonly reason?: string;
}

/** Why what came in from a provider's side was not taken. */
export const INBOUND_REFUSALS = {
  REPORT_SHAPE: "the report names no notification, signature or known status",
  REPORT_SIGNATURE: "the signature is not ours: the report is forged, or belongs to another installation",
  REPORT_REPLAYED: "the report is older than a provider would send it again, or was taken before",
  REPLY_SHAPE: "the answer names no sender or text",
  REPLY_SIGNATURE: "the answer does not carry the secret the gateway was given, or its signature is wrong",
  REPLY_TOO_LONG: "the answer is longer than any text message can be",
  REPLY_REPLAYED: "the answer was taken before",
} as const;
export type InboundRefusal = keyof typeof INBOUND_REFUSALS;
