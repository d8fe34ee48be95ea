import type { DrawingView, Plan, PlanDrawing, Zone } from "@labcanary/domain/site";
import type { PlanSignal } from "../answers.ts";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** What is drawn, in units of its view: zones as boxes, signals as points. */
export interface Scene {
  readonly view: DrawingView;
  readonly drawing?: PlanDrawing;
  /** Outer ones before those inside them. */
  readonly zones: readonly SceneZone[];
  readonly marks: readonly SceneMark[];
  /** Nothing but its name tells what a mark is: there is no drawing. */
  readonly isNamed: boolean;
  /** What each mark has to itself, in units of the view; absent where a drawing says where they are. */
  readonly cellWidth?: number;
}

export interface SceneZone extends Box {
  readonly zone: Zone;
  /** From its left edge; absent: its name begins there. */
  readonly nameAt?: number;
}

export interface SceneMark {
  readonly signal: PlanSignal;
  readonly x: number;
  readonly y: number;
}

/** A plan as it is drawn: what the site no longer knows of it is left out. */
export function sceneOfPlan(plan: Plan, zones: ReadonlyMap<string, Zone>, signals: ReadonlyMap<string, PlanSignal>): Scene {
  const boxes = plan.places.flatMap((place): readonly SceneZone[] => {
    const zone = place.kind === "zone" ? zones.get(place.zoneId) : undefined;
    return place.kind === "zone" && zone !== undefined ? [{ zone, x: place.x, y: place.y, w: place.w, h: place.h }] : [];
  });
  const marks = plan.places.flatMap((place): readonly SceneMark[] => {
    const signal = place.kind === "signal" ? signals.get(place.signal) : undefined;
    return signal === undefined ? [] : [{ signal, x: place.x, y: place.y }];
  });
  const { drawing } = plan;
  return { view: drawing.view, drawing, zones: boxes.toSorted((a, b) => b.w * b.h - a.w * a.h), marks, isNamed: false };
}

/** A box with some room around it, kept inside the view where it can be. */
export function around({ x, y, w, h }: Box, room: number): Box {
  return { x: x - room, y: y - room, w: w + 2 * room, h: h + 2 * room };
}

export const boxOfView = ({ x, y, width, height }: DrawingView): Box => ({ x, y, w: width, h: height });
