import type { ZoneId } from "../../site/index.ts";

/**
 * How zones are drawn for a random spot check. The seed is the hash of the journal's last line before the draw: nobody can choose it, and
 * whoever has the journal can draw again and must get the same.
 */
export interface Draw {
  /** The number of that line, and its hash. */
  readonly line: number;
  readonly hash: string;
  /** All that could be drawn, as the site names them. */
  readonly candidates: readonly ZoneId[];
  readonly drawn: readonly ZoneId[];
}

/** SHA-256 of a text (UTF-8), in hexadecimal. */
export type Digest = (text: string) => string;

export interface DrawSeed {
  readonly line: number;
  readonly hash: string;
}

/**
 * Draws so many percent of the candidates, one at least: each gets the digest of `hash/patrol/day/zone`, and those with the lowest are it.
 * So every candidate is as likely as any other, whatever it is called and wherever it stands in the file.
 */
export function drawZones(draw: {
  readonly seed: DrawSeed;
  readonly patrol: string;
  /** Such as 2026-11-26. */
  readonly day: string;
  readonly candidates: readonly ZoneId[];
  readonly percent: number;
  readonly digest: Digest;
}): Draw {
  const { seed, patrol, day, candidates, percent, digest } = draw;
  const count = Math.max(1, Math.ceil((candidates.length * percent) / 100));
  const lots = candidates.map((zoneId) => ({ zoneId, lot: digest(`${seed.hash}/${patrol}/${day}/${zoneId}`) }));
  const lowest = lots.toSorted((a, b) => (a.lot < b.lot ? -1 : 1)).slice(0, count);
  const isDrawn = (zoneId: ZoneId): boolean => lowest.some((lot) => lot.zoneId === zoneId);
  return { ...seed, candidates, drawn: candidates.filter(isDrawn) };
}
