import { keyOfPlace, type PlanPlace } from "./plan.ts";

/** What is different between two lists of places of one plan. */
export interface PlanChange {
  readonly placed: readonly PlanPlace[];
  readonly moved: readonly { readonly from: PlanPlace; readonly to: PlanPlace }[];
  readonly removed: readonly PlanPlace[];
}

export function planChangeBetween(before: readonly PlanPlace[], after: readonly PlanPlace[]): PlanChange {
  const was = new Map(before.map((place) => [keyOfPlace(place), place]));
  const is = new Set(after.map(keyOfPlace));
  return {
    placed: after.filter((place) => !was.has(keyOfPlace(place))),
    moved: after.flatMap((to) => {
      const from = was.get(keyOfPlace(to));
      return from === undefined || isSamePlace(from, to) ? [] : { from, to };
    }),
    removed: before.filter((place) => !is.has(keyOfPlace(place))),
  };
}

export const isSamePlace = (one: PlanPlace, other: PlanPlace): boolean => lineOfPlace(one) === lineOfPlace(other);

export const changesNothing = ({ placed, moved, removed }: PlanChange): boolean => placed.length + moved.length + removed.length === 0;

/**
 * The places in the order a reviewer reads a difference best in: what was there keeps its order, so that an untouched line stays where it
 * is; what is new follows, zones first, each kind by its name.
 */
export function inFileOrder(before: readonly PlanPlace[], after: readonly PlanPlace[]): readonly PlanPlace[] {
  const now = new Map(after.map((place) => [keyOfPlace(place), place]));
  const kept = before.flatMap((place) => now.get(keyOfPlace(place)) ?? []);
  const known = new Set(before.map(keyOfPlace));
  const added = after.filter((place) => !known.has(keyOfPlace(place)));
  // "zone …" after "signal …" by the alphabet, so the other way round.
  return [...kept, ...added.toSorted((a, b) => compare(b.kind, a.kind) || compare(keyOfPlace(a), keyOfPlace(b)))];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The `places:` of a plan as a site file has them, one line each; indented by so many spaces. */
export function placesText(places: readonly PlanPlace[], indent = 0): string {
  const margin = " ".repeat(indent);
  if (places.length === 0) return `${margin}places: []\n`;
  return [`${margin}places:`, ...places.map((place) => `${margin}  - ${lineOfPlace(place)}`), ""].join("\n");
}

/** One place as a site file has it. Names of signals and zones are of letters that YAML takes as they are, or are put in quotes. */
export function lineOfPlace(place: PlanPlace): string {
  const at = `x: ${figureOfPlace(place.x)}, y: ${figureOfPlace(place.y)}`;
  return place.kind === "signal"
    ? `{ signal: ${scalar(place.signal)}, ${at} }`
    : `{ zone: ${scalar(place.zoneId)}, ${at}, w: ${figureOfPlace(place.w)}, h: ${figureOfPlace(place.h)} }`;
}

/** Hundredths of a unit: finer than anybody places by hand. */
/** A place in the drawing's units, as site files and the journal write it: to a hundredth. */
export const figureOfPlace = (value: number): string => String(Number(value.toFixed(2)));

/** Begins with a letter, so that it is no number, and holds nothing YAML gives a meaning to. */
const PLAIN = /^[A-Za-z][A-Za-z0-9._/-]*$/;
/** What YAML 1.1 or 1.2 reads as something else than a text. */
const NOT_TEXT = /^(?:true|false|yes|no|on|off|null|y|n)$/i;
const scalar = (text: string): string => (PLAIN.test(text) && !NOT_TEXT.test(text) ? text : JSON.stringify(text));
