import { type Alarm, stateOf } from "@labcanary/domain/alarm";
import { type Priority, PRIORITIES } from "@labcanary/domain/rules";
import type { AlarmSummary } from "../live/feed-state.ts";
import { inOrder } from "./alarm-order.ts";

/** The alarms of the feed, each where it is shown, in the order of the list. */
export interface Listing {
  /** What stands on the list by itself. */
  readonly top: readonly AlarmSummary[];
  /** What is listed beneath an alarm, by its id. */
  readonly beneath: ReadonlyMap<string, readonly AlarmSummary[]>;
  readonly shelved: readonly AlarmSummary[];
  readonly suppressed: readonly AlarmSummary[];
  readonly outOfService: readonly AlarmSummary[];
}

export function listingOf(alarms: ReadonlyMap<string, AlarmSummary>): Listing {
  const listed: AlarmSummary[] = [];
  const shelved: AlarmSummary[] = [];
  const suppressed: AlarmSummary[] = [];
  const outOfService: AlarmSummary[] = [];
  for (const alarm of alarms.values()) {
    const state = stateOf(alarm as Alarm);
    if (state === "shelved") shelved.push(alarm);
    else if (state === "suppressed-by-design") suppressed.push(alarm);
    else if (state === "out-of-service") outOfService.push(alarm);
    else listed.push(alarm);
  }
  const isBeneath = ({ parent }: AlarmSummary): boolean => parent !== undefined && alarms.has(parent);
  return {
    top: inOrder(listed.filter((alarm) => !isBeneath(alarm))),
    beneath: Map.groupBy(inOrder(listed.filter(isBeneath)), ({ parent }) => parent as string),
    shelved: inOrder(shelved),
    suppressed: inOrder(suppressed),
    outOfService: inOrder(outOfService),
  };
}

/** How many are listed beneath the alarm, at any depth. */
export function countBeneath(listing: Pick<Listing, "beneath">, alarmId: string): number {
  return (listing.beneath.get(alarmId) ?? []).reduce((count, { id }) => count + 1 + countBeneath(listing, id), 0);
}

/** The priority of the gravest among the alarm and those beneath it. */
export function gravestWithin(listing: Pick<Listing, "beneath">, { id, priority }: AlarmSummary): Priority {
  const within = [priority, ...(listing.beneath.get(id) ?? []).map((alarm) => gravestWithin(listing, alarm))];
  return PRIORITIES.find((candidate) => within.includes(candidate)) ?? priority;
}

/** A row of the list. */
export interface ListedRow {
  readonly alarm: AlarmSummary;
  /** 0 stands by itself, 1 beneath one of those, and so on. */
  readonly depth: number;
  readonly beneath: number;
}

/** The rows of the list: what is beneath an alarm follows it where that alarm is unfolded. */
export function rowsOf(listing: Pick<Listing, "top" | "beneath">, unfolded: ReadonlySet<string>): readonly ListedRow[] {
  const rowsFrom = (alarms: readonly AlarmSummary[], depth: number): readonly ListedRow[] =>
    alarms.flatMap((alarm) => [
      { alarm, depth, beneath: countBeneath(listing, alarm.id) },
      ...(unfolded.has(alarm.id) ? rowsFrom(listing.beneath.get(alarm.id) ?? [], depth + 1) : []),
    ]);
  return rowsFrom(listing.top, 0);
}
