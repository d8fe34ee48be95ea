import type { FirstHuman } from "@labcanary/domain/alarm";
import type { DeliveryStanding } from "@labcanary/domain/notification";

/** One notification of one person, channel after channel as they were tried. */
export interface ToldPerson extends Pick<DeliveryStanding, "notificationId" | "kind" | "as" | "personId"> {
  readonly ways: readonly Pick<DeliveryStanding, "channel" | "state" | "dueAt" | "at" | "reason">[];
}

/** Who is told of an alarm, in the order of the route; what was tried for one person stands together. */
export function toldPeople(deliveries: readonly DeliveryStanding[]): readonly ToldPerson[] {
  return [...Map.groupBy(deliveries, ({ notificationId }) => notificationId)].flatMap(([notificationId, ways]) => {
    const [first] = ways;
    return first === undefined ? [] : [{ notificationId, kind: first.kind, as: first.as, personId: first.personId, ways }];
  });
}

/** How long it took until a person was proven to have the alarm, in ms; never less than nothing. */
export const timeToFirstHuman = (firstHuman: Pick<FirstHuman, "at">, raisedReceivedAt: number): number =>
  Math.max(0, firstHuman.at - raisedReceivedAt);
