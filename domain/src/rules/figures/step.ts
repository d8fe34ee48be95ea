import { unreachable } from "../../basics/index.ts";
import { stepAverage } from "./average.ts";
import type { Away, Figure, FigureSample, RateFigure } from "./figure.ts";
import { emptyWindow, type HeldWindow } from "./held-window.ts";
import { stepMeanKineticTemperature } from "./mean-kinetic-temperature.ts";
import { stepRate } from "./rate.ts";
import { emptySlope, type SlopeMemory } from "./slope.ts";
import { stepTimeBeyond } from "./time-beyond.ts";
import { stepTimeTo } from "./time-to.ts";

/** What a figure remembers of the samples so far: plain data (structured clone, JSON), bounded however fast a signal reports. */
export type FigureMemory = SlopeMemory | HeldWindow;

export interface FigureStep {
  readonly memory: FigureMemory;
  /** Undefined: not to be told from what was watched. */
  readonly value: number | Away | undefined;
}

/** The memory of a figure that has seen nothing yet. It serves this figure only: one with another window or limit begins anew. */
export function beginFigure({ kind }: Figure): FigureMemory {
  return kind === "rate" || kind === "time-to" ? emptySlope() : emptyWindow();
}

/** A memory of its own, which samples taken with the other do not change: lists are changed in place, everything else in it is replaced. */
export function copyOfMemory(memory: FigureMemory): FigureMemory {
  if (memory.kind === "slope") return { ...memory, at: [...memory.at], value: [...memory.value] };
  const { from, until, watched, mean } = memory;
  return { ...memory, from: [...from], until: [...until], watched: [...watched], mean: [...mean] };
}

/**
 * Takes the next sample, which is no earlier than the one before it, and says what the figure is at its time. Of samples with equal times
 * the last one counts from there on; a slope goes by the first. `memory` is given away: it is changed and handed back, so whoever saves it
 * clones it. Throws when it is that of a figure of another kind.
 */
export function stepFigure(figure: Figure, memory: FigureMemory, sample: FigureSample): FigureStep {
  return { memory, value: valueAfter(figure, memory, sample) };
}

/** As {@link stepFigure}: a rate is on no way anywhere. */
export function stepRateFigure(
  figure: RateFigure,
  memory: FigureMemory,
  sample: FigureSample,
): { readonly memory: FigureMemory; readonly value: number | undefined } {
  return { memory, value: stepRate(figure, slopeIn(memory), sample) };
}

function valueAfter(figure: Figure, memory: FigureMemory, sample: FigureSample): number | Away | undefined {
  switch (figure.kind) {
    case "rate":
      return stepRate(figure, slopeIn(memory), sample);
    case "time-to":
      return stepTimeTo(figure, slopeIn(memory), sample);
    case "average":
      return stepAverage(figure, windowIn(memory), sample);
    case "time-beyond":
      return stepTimeBeyond(figure, windowIn(memory), sample);
    case "mean-kinetic-temperature":
      return stepMeanKineticTemperature(figure, windowIn(memory), sample);
    default:
      return unreachable(figure);
  }
}

function slopeIn(memory: FigureMemory): SlopeMemory {
  if (memory.kind !== "slope") throw new Error(`a slope goes on from a slope, not from a ${memory.kind}`);
  return memory;
}

function windowIn(memory: FigureMemory): HeldWindow {
  if (memory.kind !== "window") throw new Error(`a window goes on from a window, not from a ${memory.kind}`);
  return memory;
}
