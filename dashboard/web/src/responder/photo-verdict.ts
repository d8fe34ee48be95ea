import type { WaitingPhoto } from "./photo-shelf.ts";
import { SMALLEST_PHOTO_EDGE } from "./scale-photo.ts";

/** What comes of an attempt to send a photo that the platform did not take. */
export type PhotoVerdict =
  /** The link, or the platform, is not well: the same again, later. */
  | { readonly kind: "later" }
  /** The link is too slow for it: smaller, then again. */
  | { readonly kind: "smaller"; readonly edge: number }
  /** It will never be taken as it is; a person decides. */
  | { readonly kind: "refused"; readonly code: string };

/** Codes of what passes by itself. */
const PASSING: ReadonlySet<string> = new Set(["unreachable", "SESSION_REQUIRED", "INTERNAL", "502", "503", "504"]);
const TOO_SLOW: ReadonlySet<string> = new Set(["unanswered", "REQUEST_TIMEOUT"]);
const SMALLER_BY = 1.6;

export function verdictOn(code: string, { edge }: Pick<WaitingPhoto, "edge">): PhotoVerdict {
  if (TOO_SLOW.has(code) && edge > SMALLEST_PHOTO_EDGE)
    return { kind: "smaller", edge: Math.max(SMALLEST_PHOTO_EDGE, Math.round(edge / SMALLER_BY)) };
  return TOO_SLOW.has(code) || PASSING.has(code) ? { kind: "later" } : { kind: "refused", code };
}

const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 60_000;

/** How long until the next attempt, after so many in vain. */
export const waitAfter = (attempts: number): number => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 1));
