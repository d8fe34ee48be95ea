import { type DurationMs, elapsed, type EpochMs, hours, minus, plus } from "../../basics/index.ts";
import { type HeldTemperature, meanKineticTemperature } from "./mean-kinetic-temperature.ts";

/**
 * Before the end of an excursion: over which the mean kinetic temperature of goods kept cold is worked out (USP <1079.2>: 24 h, the
 * excursion among them; 30 days only for goods kept at room temperature, in which a short excursion would disappear).
 */
export const KINETIC_WINDOW: DurationMs = hours(24);
/** Shown before and after the excursion. Chosen: enough to see what it was like before, and that it stayed well. */
export const AROUND: DurationMs = hours(2);

/** A temperature as the history has it. */
export interface TemperatureReading {
  readonly at: EpochMs;
  /** Undefined: it could not be measured, or is not to be trusted. */
  readonly celsius: number | undefined;
  /** It was at the end of what the sensor can read: the true temperature may lie beyond. */
  readonly isAtRangeEnd?: true;
}

/** What temperatures are held against. */
export interface ExcursionLimit {
  readonly direction: "high" | "low";
  readonly celsius: number;
  /** The limit itself is beyond it. */
  readonly inclusive: boolean;
}

export interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export interface ExcursionQuestion {
  /** In the order of their time. */
  readonly readings: readonly TemperatureReading[];
  readonly limits: readonly ExcursionLimit[];
  /** What is looked at; of it, `excursion` is when the alarm's condition held, until now while it holds. */
  readonly span: Span;
  readonly excursion: Span;
  /** How long a reading stands when no other comes: beyond that, nothing is known. */
  readonly hold: DurationMs;
  readonly isUnderWay: boolean;
}

/** What is counted of an excursion; no more than a decision about it needs to carry. */
export interface ExcursionFigures {
  readonly span: Span;
  /** Trusted readings in the span. */
  readonly readings: number;
  /** Of these, those at the end of the sensor's range. */
  readonly atRangeEnd: number;
  readonly highest?: Extreme;
  readonly lowest?: Extreme;
  readonly beyond: readonly TimeBeyond[];
  /** Over {@link KINETIC_WINDOW} or the whole excursion, whichever is longer. Absent without readings. */
  readonly kinetic?: KineticFigure;
  /** Of those kept with a decision, the first. */
  readonly gaps: readonly Span[];
  readonly gapCount: number;
  readonly gapTime: DurationMs;
  /** The excursion had not ended when this was counted. */
  readonly isUnderWay: boolean;
}
export interface Extreme {
  readonly at: EpochMs;
  readonly celsius: number;
}
export interface TimeBeyond extends ExcursionLimit {
  /** In all, of the time there are readings of. */
  readonly time: DurationMs;
  /** The longest without a break. */
  readonly longest: DurationMs;
}
export interface KineticFigure extends Span {
  readonly celsius: number;
  /** How much of from..to there are readings of. */
  readonly covered: DurationMs;
}

/** The span a dossier looks at, for the time an alarm's condition held. */
export function spanOfExcursion(excursion: Span, now: EpochMs): Span {
  const first = Math.min(minus(excursion.from, AROUND), minus(excursion.to, KINETIC_WINDOW)) as EpochMs;
  return { from: first, to: Math.min(plus(excursion.to, AROUND), now) as EpochMs };
}

/** A reading stands until the next one, and for nothing where the next comes later than `hold`: a gap is said, and never filled. */
export function figuresOf({ readings, limits, span, excursion, hold, isUnderWay }: ExcursionQuestion): ExcursionFigures {
  const inside = readings.filter(({ at }) => at >= span.from && at <= span.to);
  const known = inside.filter((reading): reading is Known => reading.celsius !== undefined);
  const stretches = stretchesOf(inside, span, hold);
  const window: Span = { from: Math.min(excursion.from, minus(excursion.to, KINETIC_WINDOW)) as EpochMs, to: excursion.to };
  const inWindow = stretches.flatMap((stretch) => clipped(stretch, window));
  const kinetic = meanKineticTemperature(inWindow);
  const gaps = gapsOf(stretches, span);
  const highest = extreme(known, (one, other) => one > other);
  const lowest = extreme(known, (one, other) => one < other);
  return {
    span,
    readings: known.length,
    atRangeEnd: known.filter((reading) => reading.isAtRangeEnd === true).length,
    ...(highest === undefined ? {} : { highest }),
    ...(lowest === undefined ? {} : { lowest }),
    beyond: limits.map((limit) => ({ ...limit, ...timeBeyond(stretches, limit) })),
    ...(kinetic === undefined
      ? {}
      : { kinetic: { ...window, celsius: kinetic, covered: inWindow.reduce((total, { held }) => total + held, 0) as DurationMs } }),
    gaps,
    gapCount: gaps.length,
    gapTime: gaps.reduce((total, { from, to }) => total + elapsed(from, to), 0) as DurationMs,
    isUnderWay,
  };
}

/** Kept with a decision. Chosen: more gaps than anybody reads; how many there are and how long in all is kept besides. */
const KEPT_GAPS = 50;

/** Figures as a decision carries them: a line of the journal, and not a day of readings. */
export const keptFigures = (figures: ExcursionFigures): ExcursionFigures => ({ ...figures, gaps: figures.gaps.slice(0, KEPT_GAPS) });

interface Known extends TemperatureReading {
  readonly celsius: number;
}
/** A temperature with the time it stood. */
interface Stretch extends Span, HeldTemperature {}

function stretchesOf(readings: readonly TemperatureReading[], span: Span, hold: DurationMs): readonly Stretch[] {
  return readings.flatMap(({ at, celsius }, index) => {
    const to = readings[index + 1]?.at ?? span.to;
    const held = elapsed(at, to);
    return celsius === undefined || held > hold || held <= 0 ? [] : [{ from: at, to, celsius, held }];
  });
}

function clipped(stretch: Stretch, { from, to }: Span): readonly Stretch[] {
  const start = Math.max(stretch.from, from) as EpochMs;
  const end = Math.min(stretch.to, to) as EpochMs;
  return start >= end ? [] : [{ ...stretch, from: start, to: end, held: elapsed(start, end) }];
}

function gapsOf(stretches: readonly Stretch[], span: Span): readonly Span[] {
  const gaps: Span[] = [];
  let until = span.from;
  for (const { from, to } of stretches) {
    if (from > until) gaps.push({ from: until, to: from });
    until = to;
  }
  if (until < span.to) gaps.push({ from: until, to: span.to });
  return gaps;
}

const isBeyond = ({ direction, celsius: limit, inclusive }: ExcursionLimit, celsius: number): boolean =>
  (inclusive && celsius === limit) || (direction === "high" ? celsius > limit : celsius < limit);

function timeBeyond(stretches: readonly Stretch[], limit: ExcursionLimit): Pick<TimeBeyond, "time" | "longest"> {
  let time = 0;
  let longest = 0;
  let running = 0;
  let until: EpochMs | undefined;
  for (const { from, to, celsius, held } of stretches) {
    const follows = until === from;
    until = to;
    running = isBeyond(limit, celsius) ? (follows ? running : 0) + held : 0;
    if (running > 0) time += held;
    longest = Math.max(longest, running);
  }
  return { time: time as DurationMs, longest: longest as DurationMs };
}

function extreme(known: readonly Known[], isMore: (one: number, other: number) => boolean): Extreme | undefined {
  let found: Known | undefined;
  for (const reading of known) if (found === undefined || isMore(reading.celsius, found.celsius)) found = reading;
  return found === undefined ? undefined : { at: found.at, celsius: found.celsius };
}
