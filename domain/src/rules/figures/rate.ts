import { minutes } from "../../basics/index.ts";
import type { FigureSample, RateFigure } from "./figure.ts";
import { advanceSlope, type SlopeMemory } from "./slope.ts";

const HALVES_PER_UNIT = 2;

/** Signal units per minute, see `RateFigure`. One too steep for a number is the greatest number there is. */
export function stepRate({ over }: RateFigure, memory: SlopeMemory, sample: FigureSample): number | undefined {
  advanceSlope(memory, sample, over);
  if (memory.trend === undefined) return undefined;
  const rate = memory.trend.slope * HALVES_PER_UNIT * minutes(1);
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, rate));
}
