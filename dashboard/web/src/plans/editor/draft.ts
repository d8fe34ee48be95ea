import { type DrawingView, keyOfPlace, type PlanPlace } from "@labcanary/domain/site";

/** A plan while it is changed: what it is now, and what it was before each step. */
export interface Draft {
  readonly places: readonly PlanPlace[];
  readonly past: readonly (readonly PlanPlace[])[];
  readonly future: readonly (readonly PlanPlace[])[];
}

/** Steps that can be taken back. Chosen: an hour's work. */
const MOST_STEPS = 200;
/** A new zone, in parts of the drawing. */
const NEW_ZONE = 0.15;
/** Smallest side of a zone, in units. */
const LEAST_SIDE = 4;

export const draftOf = (places: readonly PlanPlace[]): Draft => ({ places, past: [], future: [] });

/** The draft with other places, as one step that can be taken back; itself where nothing is different. */
export function stepped(draft: Draft, places: readonly PlanPlace[]): Draft {
  if (JSON.stringify(places) === JSON.stringify(draft.places)) return draft;
  return { places, past: [...draft.past, draft.places].slice(-MOST_STEPS), future: [] };
}

export function undone({ places, past, future }: Draft): Draft {
  const before = past.at(-1);
  return before === undefined ? { places, past, future } : { places: before, past: past.slice(0, -1), future: [places, ...future] };
}

export function redone({ places, past, future }: Draft): Draft {
  const [next, ...rest] = future;
  return next === undefined ? { places, past, future } : { places: next, past: [...past, places], future: rest };
}

/** With the place instead of the one of the same thing, or behind all of them. */
export function withPlace(places: readonly PlanPlace[], place: PlanPlace): readonly PlanPlace[] {
  const key = keyOfPlace(place);
  return places.some((other) => keyOfPlace(other) === key)
    ? places.map((other) => (keyOfPlace(other) === key ? place : other))
    : [...places, place];
}

export const withoutPlace = (places: readonly PlanPlace[], key: string): readonly PlanPlace[] =>
  places.filter((place) => keyOfPlace(place) !== key);

/** On the grid, and inside the drawing; a zone keeps its size as long as the drawing has room. */
export function fitted(place: PlanPlace, view: DrawingView, grid: number): PlanPlace {
  const [right, bottom] = [view.x + view.width, view.y + view.height];
  if (place.kind === "signal") {
    return { ...place, x: within(snapped(place.x, grid), view.x, right), y: within(snapped(place.y, grid), view.y, bottom) };
  }
  const w = within(snapped(place.w, grid), Math.max(grid, LEAST_SIDE), view.width);
  const h = within(snapped(place.h, grid), Math.max(grid, LEAST_SIDE), view.height);
  return { ...place, w, h, x: within(snapped(place.x, grid), view.x, right - w), y: within(snapped(place.y, grid), view.y, bottom - h) };
}

const within = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
/** To the nearest line of the grid; hundredths of a unit without one. */
const snapped = (value: number, grid: number): number => (grid > 0 ? Math.round(value / grid) * grid : Number(value.toFixed(2)));

/** Something not yet on the plan, in the middle of what is seen. */
export function newPlace(
  of: { readonly kind: "signal" | "zone"; readonly id: string },
  at: { readonly x: number; readonly y: number },
  view: DrawingView,
): PlanPlace {
  if (of.kind === "signal") return { kind: "signal", signal: of.id, ...at };
  const [w, h] = [view.width * NEW_ZONE, view.height * NEW_ZONE];
  return { kind: "zone", zoneId: of.id, x: at.x - w / 2, y: at.y - h / 2, w, h };
}

/** A grid that suits the drawing: some hundred lines across, of a round number of units. */
export function gridOf({ width }: DrawingView): number {
  const raw = width / 120;
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= raw) ?? power * 10;
}
