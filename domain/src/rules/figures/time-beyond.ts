import { milliseconds } from "../../basics/index.ts";
import { type FigureSample, minutesOf, type TimeBeyondFigure } from "./figure.ts";
import { advance, type HeldWindow, watchedTime } from "./held-window.ts";

const BEYOND = 1;

/** Takes the next sample; the window holds only what was beyond. Minutes beyond within the last `over`; see `TimeBeyondFigure`. */
export function stepTimeBeyond(figure: TimeBeyondFigure, window: HeldWindow, { at, value, hold }: FigureSample): number {
  advance(window, { at, value: BEYOND, hold: isBeyond(figure, value) ? hold : milliseconds(0) }, figure.over);
  return minutesOf(watchedTime(window, figure.over));
}

function isBeyond({ direction, limit, inclusive }: TimeBeyondFigure, value: number): boolean {
  if (value === limit) return inclusive;
  return direction === "high" ? value > limit : value < limit;
}
