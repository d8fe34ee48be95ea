import type { FirstHuman } from "@labcanary/domain/alarm";
import type { JournalEntry } from "@labcanary/domain/messages";
import type { DeliveryStanding } from "@labcanary/domain/notification";
import { CHANNEL_KINDS, type ChannelKind } from "@labcanary/domain/site";

/** A channel that was tried before, and what became of it. */
export interface TriedChannel {
  readonly channel: ChannelKind;
  readonly at: number;
}

/** One notification with the channels that led nowhere before the one in use. */
export interface DeliveryLine extends DeliveryStanding {
  readonly tried: readonly TriedChannel[];
}

/** Who is told of an alarm, in the order of the route, channel after channel; those without proof in time are in the timeline. */
export function deliveryLines(deliveries: readonly DeliveryStanding[], timeline: readonly JournalEntry[]): readonly DeliveryLine[] {
  return deliveries.map((delivery) => ({
    ...delivery,
    tried: timeline.flatMap(({ kind, at, detail }) => {
      if (kind !== "notification-unproven" || detail["notificationId"] !== delivery.notificationId) return [];
      const channel = CHANNEL_KINDS.find((candidate) => candidate === detail["channel"]);
      // The one in use says so itself.
      return channel === undefined || channel === delivery.channel ? [] : [{ channel, at }];
    }),
  }));
}

/** How long it took until a person was proven to have the alarm, in ms; never less than nothing. */
export const timeToFirstHuman = (firstHuman: Pick<FirstHuman, "at">, raisedReceivedAt: number): number =>
  Math.max(0, firstHuman.at - raisedReceivedAt);
