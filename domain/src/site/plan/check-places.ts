import type { ZoneId } from "../site.ts";
import type { DrawingView } from "./drawing.ts";
import { keyOfPlace, MOST_SIGNALS_OF_PLAN, MOST_ZONES_OF_PLAN, type PlanPlace } from "./plan.ts";

/** What can be wrong with where things are put on a plan. */
export const PLACE_FAULTS = {
  PLACE_UNKNOWN_SIGNAL: "the signal is not described",
  PLACE_UNKNOWN_ZONE: "the zone is not described",
  PLACE_ELSEWHERE: "it is not in the zone the plan shows",
  PLACE_TWICE: "it is on the plan already",
  PLACE_OUTSIDE: "it lies outside the drawing",
  PLACE_EMPTY: "a zone has a width and a height above 0",
  PLACE_TOO_MANY: `a plan has at most ${MOST_SIGNALS_OF_PLAN} signals and ${MOST_ZONES_OF_PLAN} zones`,
} as const;
export type PlaceFaultCode = keyof typeof PLACE_FAULTS;

export interface PlaceFault {
  readonly code: PlaceFaultCode;
  /** Of the place in the list. */
  readonly index: number;
  /** The key of the place that is at fault, as a site file calls it. */
  readonly key?: "signal" | "zone" | "x" | "y" | "w" | "h";
  /** With a way out. */
  readonly message: string;
}

export interface PlacesContext {
  readonly view: DrawingView;
  /** The zone the plan shows. */
  readonly zoneId: ZoneId;
  /** Zones inside it, it among them. */
  readonly within: ReadonlySet<ZoneId>;
  /** Whether the site describes the zone. */
  readonly hasZone: (zoneId: ZoneId) => boolean;
  /** Of a signal; undefined of one that is not described. */
  readonly zoneOf: (signal: string) => ZoneId | undefined;
}

/** All that is wrong with where things are, in their order. The same for a site file and for a proposal. */
export function faultsOfPlaces(places: readonly PlanPlace[], context: PlacesContext): readonly PlaceFault[] {
  const faults: PlaceFault[] = [];
  const seen = new Set<string>();
  const left = { signal: MOST_SIGNALS_OF_PLAN, zone: MOST_ZONES_OF_PLAN };
  for (const [index, place] of places.entries()) {
    const add = (code: PlaceFaultCode, key: PlaceFault["key"], message: string): void => {
      faults.push({ code, index, ...(key === undefined ? {} : { key }), message });
    };
    if (left[place.kind]-- === 0) add("PLACE_TOO_MANY", undefined, `${PLACE_FAULTS.PLACE_TOO_MANY}; give part of it a plan of its own`);
    const key = keyOfPlace(place);
    if (seen.has(key)) add("PLACE_TWICE", place.kind, `${key} has a place on this plan already; keep one of them`);
    seen.add(key);
    checkSubject(place, context, add);
    checkExtent(place, context.view, add);
  }
  return faults;
}

type Add = (code: PlaceFaultCode, key: PlaceFault["key"], message: string) => void;

function checkSubject(place: PlanPlace, context: PlacesContext, add: Add): void {
  if (place.kind === "zone") {
    const { zoneId } = place;
    if (!context.hasZone(zoneId)) add("PLACE_UNKNOWN_ZONE", "zone", `"${zoneId}" is not under zones; add it there or correct the name`);
    else if (!context.within.has(zoneId)) add("PLACE_ELSEWHERE", "zone", elsewhere(`"${zoneId}"`, context));
    return;
  }
  const zoneId = context.zoneOf(place.signal);
  if (zoneId === undefined) {
    add("PLACE_UNKNOWN_SIGNAL", "signal", `"${place.signal}" is no signal of a device; write DEVICE/SIGNAL as under devices`);
  } else if (!context.within.has(zoneId)) {
    add("PLACE_ELSEWHERE", "signal", elsewhere(`"${place.signal}" is in "${zoneId}", which`, context));
  }
}

const elsewhere = (what: string, { zoneId }: PlacesContext): string =>
  `${what} is not inside "${zoneId}", the zone of this plan; take it off, or let the plan show a zone around both`;

function checkExtent(place: PlanPlace, view: DrawingView, add: Add): void {
  const right = view.x + view.width;
  const bottom = view.y + view.height;
  const bounds = `the drawing reaches from ${view.x} to ${right} across and from ${view.y} to ${bottom} down`;
  if (!isBetween(place.x, view.x, right)) add("PLACE_OUTSIDE", "x", `${place.x} lies outside: ${bounds}`);
  if (!isBetween(place.y, view.y, bottom)) add("PLACE_OUTSIDE", "y", `${place.y} lies outside: ${bounds}`);
  if (place.kind === "signal") return;
  for (const key of ["w", "h"] as const) {
    if (!(place[key] > 0)) add("PLACE_EMPTY", key, `${place[key]} leaves nothing to see; give it a size above 0`);
  }
  if (place.x + place.w > right) add("PLACE_OUTSIDE", "w", `it ends at ${place.x + place.w}: ${bounds}`);
  if (place.y + place.h > bottom) add("PLACE_OUTSIDE", "h", `it ends at ${place.y + place.h}: ${bounds}`);
}

const isBetween = (value: number, least: number, most: number): boolean => value >= least && value <= most;
