import type { DurationMs, EpochMs, Language } from "../basics/index.ts";

/** Why a person is told: the step of the route. */
export const NOTIFICATION_STEPS = ["responsible", "deputy", "security-centre"] as const;
export type NotificationStep = (typeof NOTIFICATION_STEPS)[number];

/**
 * Something a person is to receive. `id` is `${alarmId}:${step}:${personId}`: the same step never tells the same person twice. When
 * people are told anew after a shelving, `alarmId` has the alarm's version behind a `~`.
 */
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

/**
 * What one attempt to hand a notification to a provider came to, and so what to do next. `detail` is what the provider said, shortened
 * and without secrets, for whoever has to mend it. Giving up is for what is wrong with this notification; what is wrong with the
 * provider or with our access to it can be put right, and is tried again.
 */
export type DeliveryOutcome =
  | { readonly kind: "accepted"; readonly providerRef: string }
  | {
      readonly kind: "retry";
      readonly reason: "unreachable" | "timeout" | "rate-limited" | "busy" | "unauthorised";
      readonly after: DurationMs;
      readonly detail?: string;
    }
  | { readonly kind: "give-up"; readonly reason: "rejected" | "invalid-address"; readonly detail?: string };

/** What a provider later says about a notification it had accepted. */
export interface DeliveryReport {
  readonly notificationId: string;
  readonly status: "delivered" | "failed" | "buffered" | "sent" | "rejected";
  readonly at: EpochMs;
}
