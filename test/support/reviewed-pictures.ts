import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { palettePng } from "./palette-png.ts";
import { isTakenOf, withDigest } from "./picture-digest.ts";
import { pointsOf } from "./png-points.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Pictures somebody has looked at. */
const REVIEWED = join(ROOT, "docs/pictures");
/** What a run made that is not as reviewed: the picture, and where it differs. */
const FOUND = join(ROOT, "test-results/pictures");

/** How far two colours may be apart and still be the same (pixelmatch's own default is 0.1; chosen: edges of letters move with fonts). */
const COLOUR_TOLERANCE = 0.2;
/** Share of the points that may differ (chosen: a caret, the edge of a shadow; a button or a word is more). */
export const POINT_TOLERANCE = 0.002;

/**
 * The same of a window. What is as reviewed at the first look is settled; only what is not is looked at again, until nothing changes any
 * more.
 */
export async function windowDifference(name: string, window: { glance(): Promise<Buffer>; picture(): Promise<Buffer> }): Promise<number> {
  if (!isUpdating()) {
    const difference = differenceFromReviewed(name, await window.glance());
    if (difference <= POINT_TOLERANCE) return difference;
  }
  return differenceFromReviewed(name, await window.picture());
}

/**
 * Holds a picture against the reviewed one of its name; gives the share of points that differ. With UPDATE_PICTURES=1 it is kept as
 * the reviewed one: whoever does that has looked at it. 1 where there is none, or it has another size.
 */
export function differenceFromReviewed(name: string, picture: Buffer): number {
  const file = join(REVIEWED, `${name}.png`);
  if (isUpdating()) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, withDigest(palettePng(pointsOf(picture)), picture));
    return 0;
  }
  const kept = existsSync(file) ? readFileSync(file) : undefined;
  if (kept !== undefined && isTakenOf(kept, picture)) return 0;
  mkdirSync(dirname(join(FOUND, name)), { recursive: true });
  const found = pointsOf(picture);
  const reviewed = kept === undefined ? undefined : pointsOf(kept);
  if (reviewed === undefined || reviewed.width !== found.width || reviewed.height !== found.height) {
    writeFileSync(join(FOUND, `${name}.png`), picture);
    return 1;
  }
  const difference = new PNG({ width: found.width, height: found.height });
  const points = pixelmatch(reviewed.data, found.data, difference.data, found.width, found.height, { threshold: COLOUR_TOLERANCE });
  const share = points / (found.width * found.height);
  if (share > POINT_TOLERANCE) {
    writeFileSync(join(FOUND, `${name}.png`), picture);
    writeFileSync(join(FOUND, `${name}.difference.png`), PNG.sync.write(difference));
  }
  return share;
}

/**
 * Pictures in a folder of the reviewed ones that nothing is held against any more; with UPDATE_PICTURES=1 they are deleted, and none is
 * left.
 */
export function unknownPictures(folder: string, names: readonly string[]): readonly string[] {
  const kept = readdirSync(join(REVIEWED, folder)).filter((file) => file.endsWith(".png"));
  const unknown = kept.filter((file) => !names.includes(file.slice(0, -".png".length)));
  if (!isUpdating()) return unknown;
  for (const file of unknown) rmSync(join(REVIEWED, folder, file));
  return [];
}

const isUpdating = (): boolean => process.env["UPDATE_PICTURES"] === "1";
