import type { Text } from "../../basics/index.ts";
import type { SignalKey } from "../../telemetry/index.ts";
import type { ZoneId } from "../site.ts";
import type { PlanDrawing } from "./drawing.ts";

/** A drawing of a zone, with what is watched in it at its place. */
export interface Plan {
  readonly id: string;
  readonly name: Text;
  /** What it shows: this zone and what is inside it. */
  readonly zoneId: ZoneId;
  readonly drawing: PlanDrawing;
  /** In the order of the file; each signal and each zone at most once. */
  readonly places: readonly PlanPlace[];
}

/** Where something is on a plan, in the drawing's own units, from its upper left corner to the right and down. */
export type PlanPlace = SignalPlace | ZonePlace;

export interface SignalPlace {
  readonly kind: "signal";
  readonly signal: SignalKey;
  readonly x: number;
  readonly y: number;
}

/** A rectangle by its upper left corner, width and height; larger than nothing. */
export interface ZonePlace {
  readonly kind: "zone";
  readonly zoneId: ZoneId;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** What a place is of, the same in every version of a plan. */
export const keyOfPlace = (place: PlanPlace): string => (place.kind === "zone" ? `zone ${place.zoneId}` : `signal ${place.signal}`);

/** Chosen: what a console can watch at once (500 signals), and a proposal that fits a request of 64 kB. */
export const MOST_SIGNALS_OF_PLAN = 500;
export const MOST_ZONES_OF_PLAN = 150;
/** Of a site. Chosen: every floor of a large campus, each with a drawing of a sensible size. */
export const MOST_PLANS = 200;
