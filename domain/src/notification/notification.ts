import type { DurationMs, EpochMs, Language } from "../basics/index.ts";
import type { Priority } from "../rules/index.ts";
import type { ChannelKind } from "../site/index.ts";

/** What somebody is told as: their place in the route. `on-duty`: by a rota; `contact`: named by the route itself. */
export const RECIPIENT_ROLES = ["responsible", "deputy", "security-centre", "on-duty", "contact", "nobody-reached"] as const;
export type RecipientRole = (typeof RECIPIENT_ROLES)[number];

/**
 * What a notification is about. `alarm`: one or many that nobody has acknowledged. `returned-to-normal`: the condition is gone and the
 * alarm is still to be acknowledged. `all-clear`: it has ended. `test`: nothing is wrong. `answer`: what became of somebody's reply.
 * `check-in`: whoever is on duty in a key period is asked whether they are there.
 */
export const NOTIFICATION_KINDS = ["alarm", "returned-to-normal", "all-clear", "test", "answer", "check-in"] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/**
 * Something a person is to receive. `id` is `${alarmId}:${step}:${personId}`: the same step never tells the same person twice, whatever
 * the channel. When people are told anew after a shelving, `alarmId` has the alarm's version behind a `~`; a step told again has its
 * number behind a `#`.
 */
export interface Notification {
  readonly id: string;
  readonly kind: NotificationKind;
  /** Empty where it is about no alarm. Of many alarms, the first of the text. */
  readonly alarmId: string;
  /** Every alarm it is about. */
  readonly alarmIds: readonly string[];
  readonly step: string;
  readonly personId: string;
  readonly channel: ChannelKind;
  readonly language: Language;
  /** What the channel reaches the person by. Never logged, never in a topic. */
  readonly address: string;
  /** Whole, as a text message has it: in one part where that is possible. */
  readonly text: string;
  /** The same in its parts, for providers that fill approved templates, and for channels that lay it out. */
  readonly parts: NotificationParts;
  readonly priority: Priority;
  readonly lifeSafety: boolean;
  /** A test, a drill, or of simulated readings: the text says so, and so must every form a channel gives it. */
  readonly simulated: boolean;
  readonly dueAt: EpochMs;
}

/** The pieces of a text, in its language; empty where there is nothing to say. */
export interface NotificationParts {
  /** Test mark and what went before: `TEST `, `Deputy: not yet acknowledged. `. */
  readonly mark: string;
  /** Innermost place first. */
  readonly place: string;
  readonly what: string;
  /** With its unit. */
  readonly value: string;
  /** With its unit and sign. */
  readonly limit: string;
  readonly action: string;
  /** The alarm's code; of many, that of the first. */
  readonly code: string;
  /** What to answer to take charge: this person's for this text. Empty where the channel takes no answers. */
  readonly replyCode: string;
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

/** What a provider later says about a notification it had accepted. `read`: a person opened or answered it. */
export interface DeliveryReport {
  readonly notificationId: string;
  readonly status: "delivered" | "failed" | "buffered" | "sent" | "rejected" | "read";
  readonly at: EpochMs;
}

/** What somebody sent back. */
export interface Reply {
  readonly channel: ChannelKind;
  /** E.164, or the sender in the channel's own form. */
  readonly from: string;
  /** As it came, at most 10 000 characters of it. */
  readonly text: string;
  /** The provider's own id of it, where it has one: a reply delivered twice is carried out once. */
  readonly providerRef?: string;
  readonly at: EpochMs;
}

/** At most `count` in any span of `per`; with `lockout`, whoever sends more is not served for so long. */
export interface MessageBudget {
  readonly count: number;
  readonly per: DurationMs;
  /** Whether each address is counted by itself, or the whole channel. */
  readonly scope: "address" | "channel";
  readonly lockout?: DurationMs;
  /** Where the figure comes from. */
  readonly source: string;
}
