import type { AverageFigure, FigureSample } from "./figure.ts";
import { advance, coveredMean, type HeldWindow } from "./held-window.ts";

/** The time-weighted average, or undefined where it is not assessable; see `AverageFigure`. */
export function stepAverage({ over, coverage }: AverageFigure, window: HeldWindow, sample: FigureSample): number | undefined {
  advance(window, sample, over);
  return coveredMean(window, over, coverage);
}
