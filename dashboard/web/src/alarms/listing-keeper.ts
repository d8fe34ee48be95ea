import { isUnacknowledged } from "@labcanary/domain/alarm";
import type { AlarmSummary } from "../live/feed-state.ts";
import { placeInOrder } from "./alarm-order.ts";
import { type Listing, listingOf, type Place, placeOf, withGravest } from "./listing.ts";

/** Alarms by id, and which of them are not as they were in the ones before. */
export interface MovedAlarms {
  readonly alarms: ReadonlyMap<string, AlarmSummary>;
  readonly moved: { readonly from: ReadonlyMap<string, AlarmSummary>; readonly ids: ReadonlySet<string> } | undefined;
}

/**
 * Makes the listing of one state after another: what `listingOf` makes, but only what moved is looked at. In a flood of thousands it is
 * asked for with every frame.
 */
export function createListingKeeper(): (next: MovedAlarms) => Listing {
  let alarms: ReadonlyMap<string, AlarmSummary> = new Map();
  let listing = listingOf(alarms);
  let children = childrenOf(alarms);
  return ({ alarms: next, moved }) => {
    if (next === alarms) return listing;
    if (moved !== undefined && moved.from === alarms) listing = moveWithin(listing, children, moved, next);
    else {
      listing = listingOf(next);
      children = childrenOf(next);
    }
    alarms = next;
    return listing;
  };
}

/** By the id of the parent that they name, whether that is there or not. */
type Children = Map<string, Set<string>>;

function childrenOf(alarms: ReadonlyMap<string, AlarmSummary>): Children {
  const children: Children = new Map();
  for (const { id, parent } of alarms.values()) if (parent !== undefined) adopt(children, parent, id);
  return children;
}

function adopt(children: Children, parent: string, id: string): void {
  const ids = children.get(parent) ?? new Set();
  children.set(parent, ids.add(id));
}

function moveWithin(
  listing: Listing,
  children: Children,
  { from, ids }: NonNullable<MovedAlarms["moved"]>,
  to: ReadonlyMap<string, AlarmSummary>,
): Listing {
  const affected = new Set(ids);
  for (const id of ids) {
    const [before, after] = [from.get(id), to.get(id)];
    // Its children stand by themselves without it, and beneath it with it.
    if ((before === undefined) !== (after === undefined)) for (const child of children.get(id) ?? []) affected.add(child);
    if (before?.parent === after?.parent) continue;
    if (before?.parent !== undefined) children.get(before.parent)?.delete(id);
    if (after?.parent !== undefined) adopt(children, after.parent, id);
  }
  const lists = openLists(listing);
  for (const id of affected) {
    const before = from.get(id);
    if (before !== undefined) lists.takeOut(placeOf(before, from), before);
  }
  for (const id of affected) {
    const after = to.get(id);
    if (after !== undefined) lists.putIn(placeOf(after, to), after);
  }
  return lists.close();
}

const BENEATH = "beneath ";

/** The lists of a listing, each copied before it is changed. */
function openLists(listing: Listing) {
  const opened = new Map<string, AlarmSummary[]>();
  let { unacknowledged } = listing;
  function listAt(place: Place): AlarmSummary[] {
    const name = typeof place === "string" ? place : BENEATH + place.beneath;
    const known = opened.get(name);
    if (known !== undefined) return known;
    const list = [...(typeof place === "string" ? listing[place] : (listing.beneath.get(place.beneath) ?? []))];
    opened.set(name, list);
    return list;
  }
  return {
    takeOut(place: Place, alarm: AlarmSummary): void {
      const list = listAt(place);
      const index = placeInOrder(list, alarm);
      if (list[index] !== alarm) throw new Error(`alarm ${alarm.id} is not where its order says`);
      list.splice(index, 1);
      if (place === "top" && isUnacknowledged(alarm)) unacknowledged -= 1;
    },
    putIn(place: Place, alarm: AlarmSummary): void {
      const list = listAt(place);
      list.splice(placeInOrder(list, alarm), 0, alarm);
      if (place === "top" && isUnacknowledged(alarm)) unacknowledged += 1;
    },
    close(): Listing {
      const beneath = new Map(listing.beneath);
      for (const [name, list] of opened) {
        if (!name.startsWith(BENEATH)) continue;
        if (list.length === 0) beneath.delete(name.slice(BENEATH.length));
        else beneath.set(name.slice(BENEATH.length), list);
      }
      const { top, shelved, suppressed, outOfService } = { ...listing, ...Object.fromEntries(opened) };
      return withGravest({ top, shelved, suppressed, outOfService, beneath, unacknowledged });
    },
  };
}
