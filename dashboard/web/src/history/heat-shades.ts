import type { HeatCell, HeatDay } from "../../../src/history/heat-map.ts";
import type { Figure } from "./history-view.ts";

/** Shades there are (chosen: more are not told apart). */
const SHADES = 7;

export const figureOf = (cell: HeatCell | null, figure: Figure): number | undefined => (cell === null ? undefined : cell[figure]);

/** What the shades stand for: from the lowest figure of the month to the highest; time beyond limits from none. */
export interface ShadeScale {
  readonly low: number;
  readonly high: number;
}

export function scaleOf(days: readonly HeatDay[], figure: Figure): ShadeScale | undefined {
  const figures = days.flatMap(({ hours }) => hours.map((cell) => figureOf(cell, figure))).filter((value) => value !== undefined);
  if (figures.length === 0) return undefined;
  // A month has 744 hours at most: few enough to be arguments.
  const low = figure === "beyond" ? 0 : Math.min(...figures);
  return { low, high: Math.max(...figures) };
}

/** 0 to SHADES − 1, the darker the higher; a month of one figure has one shade. */
export function shadeOf(value: number, { low, high }: ShadeScale): number {
  if (high <= low) return 0;
  return Math.min(SHADES - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * SHADES)));
}

/** Where each shade begins. */
export const shadeSteps = ({ low, high }: ShadeScale): readonly number[] =>
  high <= low ? [low] : Array.from({ length: SHADES }, (_, shade) => low + ((high - low) * shade) / SHADES);

/** The month before or after one such as `2026-11`. */
export function monthBeside(month: string, by: 1 | -1): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, "2026-11".length);
}
