import { err, ok, type Result } from "@labcanary/domain/basics";
import type { PhotoType } from "@labcanary/domain/alarm";
import { strippedJpeg } from "./jpeg.ts";
import type { Stripped } from "./picture-bytes.ts";
import { strippedPng } from "./png.ts";
import { strippedWebp } from "./webp.ts";

/** Chosen: ten times what the console sends, so that a picture from a camera goes through as it is. */
export const MAXIMUM_PHOTO_BYTES = 5 * 1024 * 1024;
/** Chosen: what a phone's camera takes by itself; a small file can unfold to more than a browser has memory for. */
const MAXIMUM_PIXELS = 12_000_000;

/** A picture with nothing in it but itself. */
export interface Picture extends Stripped {
  readonly type: PhotoType;
}

/**
 * Reads what was sent as a picture, by its first bytes and not by what it is called, and leaves out every part that does not make the
 * picture: EXIF with place and camera, XMP, comments, previews, and what hangs behind its end (a phone's moving picture does).
 */
export function readPicture(sent: Uint8Array): Result<Picture, "PHOTO_TOO_LARGE" | "PHOTO_UNREADABLE"> {
  if (sent.byteLength > MAXIMUM_PHOTO_BYTES) return err("PHOTO_TOO_LARGE");
  for (const [type, strip] of STRIPPERS) {
    const stripped = strip(sent);
    if (stripped === undefined) continue;
    const { width, height } = stripped;
    if (width < 1 || height < 1) return err("PHOTO_UNREADABLE");
    return width * height > MAXIMUM_PIXELS ? err("PHOTO_TOO_LARGE") : ok({ type, ...stripped });
  }
  return err("PHOTO_UNREADABLE");
}

/** Each gives undefined for what is not of its kind, or not a whole one. */
const STRIPPERS: readonly (readonly [PhotoType, (sent: Uint8Array) => Stripped | undefined])[] = [
  ["image/jpeg", strippedJpeg],
  ["image/png", strippedPng],
  ["image/webp", strippedWebp],
];
