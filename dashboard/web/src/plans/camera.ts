import type { Box } from "./scene.ts";

/** Which part of a scene is seen: a point of it at `x`, `y` is on the screen at `x * scale + left`, `y * scale + top`. */
export interface Camera {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

export interface Pane {
  readonly width: number;
  readonly height: number;
}

/** Chosen: ten times what fits shows one cabinet of a whole building. */
const CLOSEST = 10;
/** What stays free around what is shown, in pixels. */
const MARGIN = 14;

/** All of the box, in the middle of the pane. */
export function showing({ x, y, w, h }: Box, pane: Pane): Camera {
  const room = { width: Math.max(1, pane.width - 2 * MARGIN), height: Math.max(1, pane.height - 2 * MARGIN) };
  const scale = Math.min(room.width / w, room.height / h);
  return { scale, left: (pane.width - w * scale) / 2 - x * scale, top: (pane.height - h * scale) / 2 - y * scale };
}

/** Closer by a factor, the point under `x`, `y` of the pane staying where it is; never so far that the box is smaller than the pane. */
export function zoomed(camera: Camera, factor: number, at: { readonly x: number; readonly y: number }, whole: Camera): Camera {
  const scale = Math.min(Math.max(camera.scale * factor, whole.scale), whole.scale * CLOSEST);
  const ratio = scale / camera.scale;
  return { scale, left: at.x - (at.x - camera.left) * ratio, top: at.y - (at.y - camera.top) * ratio };
}

/** Moved so that the box covers the middle of the pane: it cannot be lost. */
export function kept(camera: Camera, { x, y, w, h }: Box, pane: Pane): Camera {
  const within = (at: number, least: number, most: number): number => Math.min(Math.max(at, Math.min(least, most)), Math.max(least, most));
  const { scale } = camera;
  return {
    scale,
    left: within(camera.left, pane.width / 2 - (x + w) * scale, pane.width / 2 - x * scale),
    top: within(camera.top, pane.height / 2 - (y + h) * scale, pane.height / 2 - y * scale),
  };
}

/** Moved just so far that the point is in sight. */
export function revealing(camera: Camera, point: { readonly x: number; readonly y: number }, pane: Pane): Camera {
  const room = 40;
  const [x, y] = [point.x * camera.scale + camera.left, point.y * camera.scale + camera.top];
  const shift = (at: number, size: number): number => (at < room ? room - at : at > size - room ? size - room - at : 0);
  return { ...camera, left: camera.left + shift(x, pane.width), top: camera.top + shift(y, pane.height) };
}
