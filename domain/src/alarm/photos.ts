import { err, ok, type Result } from "../basics/index.ts";
import type { Alarm } from "./alarm.ts";

/** Pictures of one alarm (chosen: a room from every side, and an end to what one alarm can take of the disk). */
export const MAXIMUM_PHOTOS = 20;

/** What a picture may be. */
export const PHOTO_TYPES = ["image/jpeg", "image/png", "image/webp"] as const;
export type PhotoType = (typeof PHOTO_TYPES)[number];

/** A picture as it is kept; its bytes are found by their hash, which the journal has. */
export interface Photo {
  /** Of the bytes as they are kept: 64 of `0-9a-f`. */
  readonly sha256: string;
  readonly type: PhotoType;
  readonly bytes: number;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** The alarm with one picture more; also after its end, since what was found is often shown later. */
export function addPhoto(alarm: Alarm): Result<Alarm, "PHOTOS_TOO_MANY"> {
  const photos = alarm.photos ?? 0;
  return photos >= MAXIMUM_PHOTOS ? err("PHOTOS_TOO_MANY") : ok({ ...alarm, photos: photos + 1 });
}
