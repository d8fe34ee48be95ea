import { type Alarm, isUnacknowledged, stateOf } from "@labcanary/domain/alarm";
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
  /** How many of `top` somebody still has to acknowledge, and the gravest of those. */
  readonly unacknowledged: number;
  readonly gravest: AlarmSummary | undefined;
}

/** Where an alarm is shown: a list of its own, or beneath the alarm of this id. */
export type Place = "top" | "shelved" | "suppressed" | "outOfService" | { readonly beneath: string };

export function placeOf(alarm: AlarmSummary, alarms: ReadonlyMap<string, AlarmSummary>): Place {
  const state = stateOf(alarm as Alarm);
  if (state === "shelved") return "shelved";
  if (state === "suppressed-by-design") return "suppressed";
  if (state === "out-of-service") return "outOfService";
  return alarm.parent !== undefined && alarms.has(alarm.parent) ? { beneath: alarm.parent } : "top";
}

export function listingOf(alarms: ReadonlyMap<string, AlarmSummary>): Listing {
  const lists = { top: [], shelved: [], suppressed: [], outOfService: [] } as Record<Place & string, AlarmSummary[]>;
  const beneath: AlarmSummary[] = [];
  for (const alarm of alarms.values()) {
    const place = placeOf(alarm, alarms);
    (typeof place === "string" ? lists[place] : beneath).push(alarm);
  }
  return withGravest({
    top: inOrder(lists.top),
    beneath: Map.groupBy(inOrder(beneath), ({ parent }) => parent as string),
    shelved: inOrder(lists.shelved),
    suppressed: inOrder(lists.suppressed),
    outOfService: inOrder(lists.outOfService),
    unacknowledged: lists.top.filter(isUnacknowledged).length,
  });
}

/** The gravest that is not acknowledged is the first of them: that is what the order is. */
export const withGravest = (listing: Omit<Listing, "gravest">): Listing => ({
  ...listing,
  gravest: listing.unacknowledged === 0 ? undefined : listing.top.find(isUnacknowledged),
});

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

/** Holds nothing but what its alarm says: of thousands of rows that are made anew with every frame, those of the others stay what they were. */
const plainRows = new WeakMap<AlarmSummary, ListedRow>();

/** The row of an alarm that stands by itself, with nothing beneath it: one and the same each time. */
function plainRow(alarm: AlarmSummary): ListedRow {
  const known = plainRows.get(alarm);
  if (known !== undefined) return known;
  const row = { alarm, depth: 0, beneath: 0 };
  plainRows.set(alarm, row);
  return row;
}

/** The rows of the list: what is beneath an alarm follows it where that alarm is unfolded. */
export function rowsOf(listing: Pick<Listing, "top" | "beneath">, unfolded: ReadonlySet<string>): readonly ListedRow[] {
  const rows: ListedRow[] = [];
  const add = (alarms: readonly AlarmSummary[], depth: number): void => {
    for (const alarm of alarms) {
      const within = listing.beneath.get(alarm.id);
      rows.push(depth === 0 && within === undefined ? plainRow(alarm) : { alarm, depth, beneath: countBeneath(listing, alarm.id) });
      if (within !== undefined && unfolded.has(alarm.id)) add(within, depth + 1);
    }
  };
  add(listing.top, 0);
  return rows;
}
