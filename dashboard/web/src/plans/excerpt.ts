import type { Plan, ZoneId } from "@labcanary/domain/site";
import { around, type Box } from "./scene.ts";

/** The piece of a plan that shows one signal in its room. */
export interface Excerpt {
  /** In the shape of the frame, inside the drawing where that is large enough. */
  readonly window: Box;
  readonly room: Box | undefined;
  readonly at: { readonly x: number; readonly y: number };
}

/** Around a signal whose room is not on the plan, in parts of the drawing. */
const NEIGHBOURHOOD = 0.3;
/** Around the room, in parts of it. */
const MARGIN = 0.15;

/** `around`: the zones the signal is in, innermost first. The outermost of them on the plan is the room; `aspect`: width to height of the frame. */
export function excerptOf(plan: Plan, signal: string, zonesOfSignal: readonly ZoneId[], aspect: number): Excerpt | undefined {
  const at = plan.places.find((place) => place.kind === "signal" && place.signal === signal);
  if (at === undefined) return undefined;
  const { view } = plan.drawing;
  const places = zonesOfSignal.flatMap((zoneId) => plan.places.filter((place) => place.kind === "zone" && place.zoneId === zoneId));
  const found = places.at(-1);
  const room = found?.kind === "zone" ? { x: found.x, y: found.y, w: found.w, h: found.h } : undefined;
  const size = Math.min(view.width, view.height) * NEIGHBOURHOOD;
  const piece =
    room === undefined ? { x: at.x - size / 2, y: at.y - size / 2, w: size, h: size } : around(room, Math.max(room.w, room.h) * MARGIN);
  const w = Math.min(Math.max(piece.w, piece.h * aspect), view.width);
  const h = w / aspect;
  const centre = { x: piece.x + piece.w / 2, y: piece.y + piece.h / 2 };
  const within = (value: number, least: number, most: number): number =>
    most < least ? (least + most) / 2 : Math.min(Math.max(value, least), most);
  return {
    window: {
      x: within(centre.x - w / 2, view.x, view.x + view.width - w),
      y: within(centre.y - h / 2, view.y, view.y + view.height - h),
      w,
      h,
    },
    room,
    at: { x: at.x, y: at.y },
  };
}
