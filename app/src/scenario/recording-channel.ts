import type { Channel } from "@labcanary/alerting";
import { type EpochMs, seconds } from "@labcanary/domain/basics";
import type { DeliveryOutcome, DeliveryReport, Notification, Reply } from "@labcanary/domain/notification";
import { CHANNEL_KINDS, type ChannelKind } from "@labcanary/domain/site";

/** What each kind can prove in life; a rehearsal proves no more. */
const PROVES: Readonly<Record<ChannelKind, Channel["proves"]>> = {
  sms: "delivered",
  siren: "delivered",
  ntfy: "accepted",
  email: "accepted",
  webhook: "accepted",
  dingtalk: "accepted",
  wecom: "accepted",
  feishu: "accepted",
};

const AWAY: DeliveryOutcome = { kind: "retry", reason: "unreachable", after: seconds(0) };

/** Phones and boxes of a rehearsal: nothing leaves the process. */
export interface RecordingChannels {
  /** One of each kind. */
  readonly channels: readonly Channel[];
  /** Accepted, oldest first. */
  readonly accepted: readonly Notification[];
  /** Whether the gateway of texts takes any. */
  setGateway(isThere: boolean): void;
  /** Whether texts to a person arrive; what does not is accepted and never reported as delivered. */
  setArriving(personId: string, arrives: boolean): void;
  /** Says of everything accepted since the last time that it was delivered. */
  reportDelivered(at: EpochMs): void;
  reply(reply: Reply): void;
}

export function createRecordingChannels(): RecordingChannels {
  const accepted: Notification[] = [];
  const unreported: Notification[] = [];
  const lost = new Set<string>();
  let isThere = true;
  const reportListeners = new Map<ChannelKind, (report: DeliveryReport) => void>();
  const replyListeners: ((reply: Reply) => void)[] = [];

  const deliver = (kind: ChannelKind, notification: Notification): DeliveryOutcome => {
    if (kind === "sms" && !isThere) return AWAY;
    accepted.push(notification);
    if (PROVES[kind] === "delivered" && !lost.has(notification.personId)) unreported.push(notification);
    return { kind: "accepted", providerRef: `rehearsal-${accepted.length}` };
  };

  const channelOf = (kind: ChannelKind): Channel => ({
    kind,
    proves: PROVES[kind],
    takesReplies: kind === "sms",
    budgets: [],
    async start() {},
    async stop() {},
    deliver: async (notification) => deliver(kind, notification),
    onReport: (listener) => void reportListeners.set(kind, listener),
    onReply: (listener) => void replyListeners.push(listener),
    onRefused() {},
    probe: async () => (kind === "sms" && !isThere ? { healthy: false, detail: "away" } : { healthy: true, detail: "answers" }),
  });

  return {
    channels: CHANNEL_KINDS.map(channelOf),
    accepted,
    setGateway(there) {
      isThere = there;
    },
    setArriving(personId, arrives) {
      if (arrives) lost.delete(personId);
      else lost.add(personId);
    },
    reportDelivered(at) {
      for (const { id, channel } of unreported.splice(0)) reportListeners.get(channel)?.({ notificationId: id, status: "delivered", at });
    },
    reply(reply) {
      for (const listener of replyListeners) listener(reply);
    },
  };
}
