import { milliseconds } from "../../basics/index.ts";
import { definitionOf } from "../../quantity/index.ts";
import type { FigureSample, MeanKineticTemperatureFigure } from "./figure.ts";
import { advance, coveredMean, type HeldWindow } from "./held-window.ts";

/** 0 °C in kelvin (ITS-90). */
const ZERO_CELSIUS = 273.15;

/** Heat of activation, 83.144 kJ/mol, over the gas constant, 8.3144e-3 kJ/(mol K): USP <1160>. In kelvin. */
const ACTIVATION = 10_000;

/** What exp and log add to a steady temperature is taken off: 25 °C does not exceed a limit of 25 °C. Chosen: no sensor resolves it. */
const PER_NANODEGREE = 1e9;

const { min, max } = definitionOf("temperature").bounds;

/**
 * Takes the next sample, in °C; the window holds how fast things decay (Arrhenius). What cannot be a temperature counts as not watched.
 * See `MeanKineticTemperatureFigure`.
 */
export function stepMeanKineticTemperature(
  { over, coverage }: MeanKineticTemperatureFigure,
  window: HeldWindow,
  { at, value, hold }: FigureSample,
): number | undefined {
  const isTemperature = value >= min && value <= max;
  advance(window, { at, value: isTemperature ? decayAt(value) : 0, hold: isTemperature ? hold : milliseconds(0) }, over);
  const decay = coveredMean(window, over, coverage);
  return decay === undefined ? undefined : Math.round(celsiusOf(decay) * PER_NANODEGREE) / PER_NANODEGREE;
}

const decayAt = (celsius: number): number => Math.exp(-ACTIVATION / (celsius + ZERO_CELSIUS));
const celsiusOf = (decay: number): number => -ACTIVATION / Math.log(decay) - ZERO_CELSIUS;
