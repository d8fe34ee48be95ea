import type { DurationMs, EpochMs, Language } from "../basics/index.ts";

/** Why a person is told: the step of the route. */
export const NOTIFICATION_STEPS = ["responsible", "deputy", "security-centre"] as const;
export type NotificationStep = (typeof NOTIFICATION_STEPS)[number];

/** Something a person is to receive. `id` is `${alarmId}:${step}:${personId}`: the same step never tells the same person twice. */
export interface Notification {
  readonly id: string;
  readonly alarmId: string;
  readonly step: NotificationStep;
  readonly personId: string;
  readonly channel: "sms";
  readonly language: Language;
  /** E.164. Never logged, never in a topic. */
  readonly address: string;
  readonly text: string;
  readonly dueAt: EpochMs;
}

/** What one attempt to hand a notification to a provider came to, and so what to do next. */
export type DeliveryOutcome =
  | { readonly kind: "accepted"; readonly providerRef: string }
  | { readonly kind: "retry"; readonly reason: "unreachable" | "timeout" | "rate-limited" | "busy"; readonly after: DurationMs }
  | { readonly kind: "give-up"; readonly reason: "rejected" | "unauthorised" | "invalid-address" };

/** What a provider later says about a notification it had accepted. */
export interface DeliveryReport {
  readonly notificationId: string;
  readonly status: "delivered" | "failed" | "buffered" | "sent" | "rejected";
  readonly at: EpochMs;
}
