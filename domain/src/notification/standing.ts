import type { EpochMs, Text } from "../basics/index.ts";
import type { ChannelKind, ProofLevel, Route } from "../site/index.ts";
import type { MessageBudget, NotificationKind, RecipientRole } from "./notification.ts";

/** How far an address of a contact is known to work. */
export interface ContactStanding {
  readonly personId: string;
  readonly channel: ChannelKind;
  /** Down to what tells it from others: `***01`. */
  readonly address: string;
  /** The last notification proven delivered to it, a test or another. */
  readonly provenAt?: EpochMs;
  /** Proven within 30 days. */
  readonly isProven: boolean;
  /** When the next test by itself is due, at the earliest; absent: none is. */
  readonly nextTestAt?: EpochMs;
  /** The last test sent to it, and what became of it. */
  readonly test?: { readonly at: EpochMs; readonly state: "waiting" | "accepted" | "delivered" | "failed" };
}

/** What a channel may say of itself on being asked, as a code with its figures, for whoever says it in another language. */
export const CHANNEL_CODES = [
  "not-asked",
  "cannot-be-asked",
  "answers",
  "signal",
  "timeout",
  "unreachable",
  "refuses",
  "endpoints-silent",
  "modem-silent",
  "no-siren",
  "sirens",
  "sirens-away",
  "two-ways",
] as const;
export interface ChannelSays {
  readonly code: (typeof CHANNEL_CODES)[number];
  readonly values: Readonly<Record<string, number | string>>;
}

/** How a channel does. `closed`: it is used. `open`: it failed and is left in peace. `half-open`: one notification is tried on it. */
export interface ChannelStanding {
  readonly channel: ChannelKind;
  readonly circuit: "closed" | "open" | "half-open";
  readonly since: EpochMs;
  readonly healthy: boolean;
  /** One English phrase, or the provider's own words. */
  readonly detail: string;
  readonly says?: ChannelSays;
  /** Of several routes behind one another, the one in use. */
  readonly route?: string;
  readonly proves: "accepted" | "delivered";
  readonly takesReplies: boolean;
  readonly waiting: number;
}

/** How much of what a provider allows is left, of the address with the least where each has its own. */
export interface BudgetStanding extends MessageBudget {
  readonly channel: ChannelKind;
  readonly used: number;
  /** Of `count`, what only life safety may take. */
  readonly reserved: number;
  /** Masked; absent: the whole channel. */
  readonly address?: string;
  /** When the oldest of what is used no longer counts. */
  readonly freeAt?: EpochMs;
}

/** One notification of an alarm, as far as it has come. */
export interface DeliveryStanding {
  readonly notificationId: string;
  readonly kind: NotificationKind;
  readonly step: string;
  readonly as: RecipientRole;
  readonly personId: string;
  readonly channel: ChannelKind;
  readonly dueAt: EpochMs;
  /** `waiting`: for its time or its turn. `unproven`: accepted, and no proof came in time. */
  readonly state: "waiting" | "trying" | "accepted" | "delivered" | "read" | "unproven" | "failed" | "called-off";
  readonly at: EpochMs;
  readonly reason?: string;
}

/**
 * How far what people are told of an alarm has come, the furthest of them, while nobody has acknowledged it. `waiting`: nobody has been told
 * yet. `accepted`: a provider has it. `delivered`: it is at a phone; that somebody has seen it is not known.
 */
export const REACHES = ["waiting", "accepted", "delivered"] as const;
export type Reach = (typeof REACHES)[number];

/** Who has been told of an alarm, while nobody has acknowledged it. */
export interface Told {
  readonly reach: Reach;
  /** Whoever it has come furthest to; of several, who was to be told first. While nobody has been told: who is next, absent when nobody is. */
  readonly personId?: string;
  /** How many more people a provider has taken it for. */
  readonly others: number;
}

/** A person's way through a step of a route, as it would be taken at a given time. Nothing is sent. */
export interface PreviewStep {
  readonly step: string;
  readonly dueAt: EpochMs;
  /** For when nobody has taken charge. */
  readonly last: boolean;
  /** How often it is told again, and how far apart, in ms. */
  readonly repeat?: { readonly every: number; readonly times: number };
  readonly proof: ProofLevel;
  readonly recipients: readonly PreviewRecipient[];
}

export interface PreviewRecipient {
  readonly as: RecipientRole;
  readonly personId: string;
  readonly name: string;
  /** Whom the person stands in for. */
  readonly insteadOf?: string;
  /** In the order in which they are tried; empty: cannot be told. */
  readonly channels: readonly ChannelKind[];
}

export interface RoutePreview {
  readonly route: Pick<Route, "id" | "name">;
  readonly at: EpochMs;
  /** Alarms of this priority are told to nobody: the steps are what would be. */
  readonly screenOnly: boolean;
  readonly steps: readonly PreviewStep[];
  /** What the first text would read of a rule that raises such alarms; absent: none does. */
  readonly text?: Text;
}

/** The desk is asked whether anybody is there. */
export interface PresenceRequest {
  readonly id: string;
  readonly askedAt: EpochMs;
  readonly answerBy: EpochMs;
  /** The alarms it is about, the gravest first. */
  readonly alarmIds: readonly string[];
}
