import { milliseconds } from "../../basics/index.ts";
import { type Away, type FigureSample, minutesOf, type TimeToFigure } from "./figure.ts";
import { advanceSlope, type SlopeMemory } from "./slope.ts";

/** Minutes from the newest value to the limit at the present slope, see `TimeToFigure`. */
export function stepTimeTo(figure: TimeToFigure, memory: SlopeMemory, sample: FigureSample): number | Away | undefined {
  advanceSlope(memory, sample, figure.over);
  const { direction, limit, confidence, from } = figure;
  const { value } = sample;
  if (direction === "high" ? value >= limit : value <= limit) return 0;
  if (from !== undefined && (direction === "high" ? value <= from : value >= from)) return "away";
  if (memory.trend === undefined || memory.trend.agreement < confidence) return undefined;
  const span = (limit / 2 - value / 2) / memory.trend.slope;
  // Infinite it stands still, or as good as; of zero the slope is too steep for a number.
  if (!Number.isFinite(span) || span === 0) return undefined;
  return span > 0 ? minutesOf(milliseconds(span)) : "away";
}
