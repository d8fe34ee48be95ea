import { milliseconds } from "../../basics/index.ts";
import { type FigureSample, minutesOf, type TimeToFigure } from "./figure.ts";
import { advanceSlope, type SlopeMemory } from "./slope.ts";

/** Minutes from the newest value to the limit at the present slope, see `TimeToFigure`. */
export function stepTimeTo(figure: TimeToFigure, memory: SlopeMemory, sample: FigureSample): number | undefined {
  advanceSlope(memory, sample, figure.over);
  const { direction, limit, confidence } = figure;
  const { value } = sample;
  if (direction === "high" ? value >= limit : value <= limit) return 0;
  if (memory.trend === undefined || memory.trend.agreement < confidence) return undefined;
  const span = (limit / 2 - value / 2) / memory.trend.slope;
  // Below zero it moves away. Infinite it stands still, or as good as.
  return span > 0 && Number.isFinite(span) ? minutesOf(milliseconds(span)) : undefined;
}
