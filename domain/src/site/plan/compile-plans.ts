import type { Signal } from "../../rules/index.ts";
import type { SiteFile } from "../file.ts";
import type { Problems, SiteProblemCode } from "../problem.ts";
import type { Zone } from "../site.ts";
import { faultsOfPlaces, type PlaceFault } from "./check-places.ts";
import type { PlanDrawing } from "./drawing.ts";
import type { PlaceFile, PlanFile } from "./file.ts";
import { MOST_PLANS, type Plan, type PlanPlace } from "./plan.ts";
import { zonesInside } from "./zones-inside.ts";

/** Drawings by the place of their plan in the list; those that could not be read are missing, and told of by whoever read them. */
export type Drawings = ReadonlyMap<number, PlanDrawing>;

interface Described {
  readonly zones: readonly Zone[];
  readonly signals: readonly Signal[];
  readonly drawings: Drawings;
}

/** The plans of a site; what is wrong with them is added to the problems. */
export function compilePlans({ plans = [] }: SiteFile, described: Described, problems: Problems): readonly Plan[] {
  if (plans.length > MOST_PLANS) problems.add("SITE_PLAN", ["plans", MOST_PLANS], `a site has at most ${MOST_PLANS} plans`);
  const zones = new Set(described.zones.map(({ id }) => id));
  const zoneOf = new Map(described.signals.map(({ key, zoneId }) => [key, zoneId]));
  const seen = new Set<string>();
  return plans.flatMap((plan, index) => {
    const path = ["plans", index];
    if (seen.has(plan.id)) problems.add("SITE_DUPLICATE", [...path, "id"], `there is another plan "${plan.id}"`);
    seen.add(plan.id);
    if (!zones.has(plan.zone)) {
      problems.add("SITE_UNKNOWN_ZONE", [...path, "zone"], `"${plan.zone}" is not under zones; add it there or correct the name`);
      return [];
    }
    const places = placesOf(plan, path, problems);
    const drawing = described.drawings.get(index);
    if (drawing === undefined) return [];
    const faults = faultsOfPlaces(
      places.map(({ place }) => place),
      {
        view: drawing.view,
        zoneId: plan.zone,
        within: zonesInside(plan.zone, described.zones),
        hasZone: (zoneId) => zones.has(zoneId),
        zoneOf: (signal) => zoneOf.get(signal),
      },
    );
    for (const fault of faults) {
      const at = places[fault.index]?.index ?? fault.index;
      problems.add(codeOf(fault), [...path, "places", at, ...(fault.key === undefined ? [] : [fault.key])], fault.message);
    }
    return { id: plan.id, name: plan.name, zoneId: plan.zone, drawing, places: places.map(({ place }) => place) };
  });
}

/** Those that are of something, with where they stand in the file. */
function placesOf(
  { places = [] }: PlanFile,
  path: readonly (string | number)[],
  problems: Problems,
): readonly { readonly index: number; readonly place: PlanPlace }[] {
  return places.flatMap((file, index) => {
    const place = placeOf(file);
    if (typeof place !== "string") return { index, place };
    problems.add("SITE_PLAN", [...path, "places", index], place);
    return [];
  });
}

/** The place a file means, or why it means none. */
function placeOf({ signal, zone, x, y, w, h }: PlaceFile): PlanPlace | string {
  if ((signal === undefined) === (zone === undefined)) return "a place is of a signal or of a zone; give one of the two keys";
  if (signal !== undefined) {
    return w === undefined && h === undefined ? { kind: "signal", signal, x, y } : "a signal is a point; leave w and h out";
  }
  if (w === undefined || h === undefined) return "a zone is a rectangle; give its width w and its height h";
  return { kind: "zone", zoneId: zone as string, x, y, w, h };
}

function codeOf({ code }: PlaceFault): SiteProblemCode {
  switch (code) {
    case "PLACE_UNKNOWN_SIGNAL":
      return "SITE_UNKNOWN_SIGNAL";
    case "PLACE_UNKNOWN_ZONE":
      return "SITE_UNKNOWN_ZONE";
    case "PLACE_TWICE":
      return "SITE_DUPLICATE";
    case "PLACE_ELSEWHERE":
    case "PLACE_OUTSIDE":
    case "PLACE_EMPTY":
    case "PLACE_TOO_MANY":
      return "SITE_PLAN";
  }
}
