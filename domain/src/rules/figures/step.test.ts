import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type DurationMs, epochMs, milliseconds, minutes } from "../../basics/index.ts";
import type { Away, Figure, FigureSample } from "./figure.ts";
import { beginFigure, type FigureMemory, stepFigure } from "./step.ts";

const START = Date.UTC(2026, 10, 22, 8);
const OVER = milliseconds(24_000);
const COVERAGE = 0.75;

const FIGURES: readonly Figure[] = [
  { kind: "rate", over: OVER },
  { kind: "time-to", direction: "high", limit: 3, over: OVER, confidence: 0.6 },
  { kind: "average", over: OVER, coverage: COVERAGE },
  { kind: "time-beyond", direction: "high", limit: 3, inclusive: true, over: OVER },
  { kind: "mean-kinetic-temperature", over: OVER, coverage: COVERAGE },
];

/** From this far apart on samples are not thinned, and what is said of them is exact. */
const EXACT_SLOPE_INTERVAL = Math.ceil(OVER / 23);
const EXACT_PIECE = OVER / 240;

const value = fc.oneof(
  fc.integer({ min: -5, max: 9 }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.constantFrom(0, -40, 1.7e308, -1.7e308),
);
/** Whole millionths: of what is smaller than any sensor tells, a slope is no number any more. */
const sensible = fc.oneof(
  fc.integer({ min: -5, max: 9 }),
  fc.integer({ min: -90_000_000, max: 60_000_000 }).map((millionths) => millionths / 1e6),
);

/** Samples in order, `least` to `most` ms apart but for a few gaps. */
function samplesOf(values: fc.Arbitrary<number>, least: number, most: number): fc.Arbitrary<FigureSample[]> {
  const interval = fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: least, max: most }) },
    { weight: 1, arbitrary: fc.integer({ min: most, max: 40_000 }) },
  );
  const hold = fc.oneof({ weight: 10, arbitrary: fc.constant(4000) }, { weight: 1, arbitrary: fc.nat({ max: 30_000 }) });
  return fc.array(fc.record({ interval, value: values, hold }), { minLength: 1, maxLength: 120 }).map((steps) => {
    let at = START;
    return steps.map((step) => ({ at: epochMs((at += step.interval)), value: step.value, hold: milliseconds(step.hold) }));
  });
}

type Said = number | Away | undefined;

/** What the figure is after each sample; zero has no sign, since JSON keeps none. */
function fold(figure: Figure, samples: readonly FigureSample[], kept = (memory: FigureMemory) => memory): Said[] {
  let memory = beginFigure(figure);
  return samples.map((sample) => {
    const step = stepFigure(figure, memory, sample);
    memory = kept(step.memory);
    return typeof step.value === "number" ? step.value + 0 : step.value;
  });
}

describe.each(FIGURES)("$kind", (figure) => {
  it.each([
    ["a structured clone", structuredClone<FigureMemory>],
    ["JSON", (memory: FigureMemory): FigureMemory => JSON.parse(JSON.stringify(memory)) as FigureMemory],
  ])("goes on from a memory saved as %s at any step as if it had never stopped", (_, save) => {
    fc.assert(
      fc.property(samplesOf(value, 0, 3000), (samples) => {
        expect(fold(figure, samples, save)).toEqual(fold(figure, samples));
      }),
    );
  });

  it("is a number, undefined or, of a time to a limit, away, whatever the values", () => {
    fc.assert(
      fc.property(samplesOf(value, 0, 3000), (samples) => {
        for (const said of fold(figure, samples))
          expect(said === undefined || (said === "away" ? figure.kind === "time-to" : Number.isFinite(said))).toBe(true);
      }),
    );
  });

  it("is the same whenever it happens", () => {
    fc.assert(
      fc.property(samplesOf(value, 0, 3000), fc.integer({ min: -1e12, max: 1e12 }), (samples, later) => {
        const moved = samples.map((sample) => ({ ...sample, at: epochMs(sample.at + later) }));
        expect(fold(figure, moved)).toEqual(fold(figure, samples));
      }),
    );
  });

  it("remembers no more than it says, however fast the signal reports", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.nat({ max: 300 }), (interval, hold) => {
        let memory = beginFigure(figure);
        for (let index = 0; index < 3000; index++) {
          const sample = { at: epochMs(START + index * interval), value: (index * 7) % 13, hold: milliseconds(hold) };
          memory = stepFigure(figure, memory, sample).memory;
          const kept = memory.kind === "slope" ? memory.at.length : memory.from.length;
          if (kept > (memory.kind === "slope" ? 24 : 482)) expect.fail(`${kept} kept after ${index + 1} samples`);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("refuses the memory of a figure of another kind", () => {
    const other = figure.kind === "rate" || figure.kind === "time-to" ? FIGURES[2]! : FIGURES[0]!;
    const sample = { at: epochMs(START), value: 1, hold: milliseconds(1) };
    expect(() => stepFigure(figure, beginFigure(other), sample)).toThrow("goes on from");
  });
});

test("a figure nobody thought of is a loud failure", () => {
  const sample = { at: epochMs(START), value: 1, hold: milliseconds(1) };
  expect(() => stepFigure({ kind: "mode" } as never, beginFigure(FIGURES[0]!), sample)).toThrow("unreachable");
});

// ---------------------------------------------------------------------------------------- against the whole list of samples

interface Piece {
  readonly length: number;
  readonly value: number;
}

/** What was watched in the window that ends with the last sample. */
function piecesOf(samples: readonly FigureSample[], over: DurationMs): Piece[] {
  const now = samples.at(-1)!.at;
  return samples.slice(0, -1).flatMap(({ at, value: held, hold }, index) => {
    const until = Math.min(samples[index + 1]!.at, at + hold);
    const length = until - Math.max(at, now - over);
    return length > 0 ? [{ length, value: held }] : [];
  });
}

const timeOf = (pieces: readonly Piece[]): number => pieces.reduce((sum, { length }) => sum + length, 0);
const meanOf = (pieces: readonly Piece[]): number => pieces.reduce((sum, piece) => sum + piece.value * piece.length, 0) / timeOf(pieces);
const spreadOf = (pieces: readonly Piece[]): number =>
  Math.max(...pieces.map((piece) => piece.value)) - Math.min(...pieces.map((piece) => piece.value));

/** Compares an average with the one over all samples; `slack` is how much of the window may be wrong at its edge, in ms. */
function expectAverage(said: number | undefined, pieces: readonly Piece[], slack: number): void {
  const watched = timeOf(pieces);
  const least = COVERAGE * OVER;
  if (said === undefined) {
    expect(watched).toBeLessThan(least + slack);
    return;
  }
  expect(watched).toBeGreaterThanOrEqual(least - slack);
  const rounding = 1e-12 * Math.max(...pieces.map((piece) => Math.abs(piece.value)));
  expect(Math.abs(said - meanOf(pieces))).toBeLessThanOrEqual((spreadOf(pieces) * slack) / (least - slack) + rounding);
}

const everyStep = <F extends Figure>(
  figure: F,
  samples: readonly FigureSample[],
  check: (said: F["kind"] extends "time-to" ? Said : number | undefined, upTo: FigureSample[]) => void,
): void => {
  for (const [index, said] of fold(figure, samples).entries()) check(said as number | undefined, samples.slice(0, index + 1));
};

describe.each([
  { speed: "slow", least: EXACT_PIECE, most: 3000, slack: 0 },
  { speed: "not quite fast", least: EXACT_PIECE, most: 2 * EXACT_PIECE, slack: 0 },
  { speed: "fast", least: 0, most: 200, slack: EXACT_PIECE },
])("what a window says of a $speed signal is what the whole list of samples says", ({ least, most, slack }) => {
  // A full window before them, and as long again after them: the window's edge comes to lie everywhere among them.
  const between = (samples: FigureSample[]): FigureSample[] => {
    const steady = (from: number, interval: number): FigureSample[] =>
      Array.from({ length: Math.ceil(OVER / interval) }, (_, index) => ({
        at: epochMs(from + index * interval),
        value: index % 5,
        hold: milliseconds(interval),
      }));
    return [...steady(START - OVER, 2000), ...samples, ...steady(samples.at(-1)!.at, 617)];
  };

  it("of an average", () => {
    fc.assert(
      fc.property(samplesOf(sensible, least, most).map(between), (samples) => {
        everyStep({ kind: "average", over: OVER, coverage: COVERAGE }, samples, (said, upTo) =>
          expectAverage(said, piecesOf(upTo, OVER), slack),
        );
      }),
    );
  });

  it("of a mean kinetic temperature", () => {
    const decay = (celsius: number): number => Math.exp(-83.144 / (8.3144e-3 * (celsius + 273.15)));
    fc.assert(
      fc.property(samplesOf(sensible, least, most).map(between), (samples) => {
        everyStep({ kind: "mean-kinetic-temperature", over: OVER, coverage: COVERAGE }, samples, (said, upTo) => {
          const pieces = piecesOf(upTo, OVER).map((piece) => ({ ...piece, value: decay(piece.value) * 1e15 }));
          // Given to a nanodegree: some 1e-10 of the decay.
          if (said !== undefined && slack === 0) expect(decay(said) * 1e15).toBeCloseTo(meanOf(pieces), 5);
          else expectAverage(said === undefined ? undefined : decay(said) * 1e15, pieces, slack);
        });
      }),
    );
  });

  it.each(["high", "low"] as const)("of the time beyond a %s limit", (direction) => {
    fc.assert(
      fc.property(samplesOf(sensible, least, most).map(between), fc.boolean(), (samples, inclusive) => {
        everyStep({ kind: "time-beyond", direction, limit: 3, inclusive, over: OVER }, samples, (said, upTo) => {
          const beyond = piecesOf(upTo, OVER).filter((piece) =>
            piece.value === 3 ? inclusive : direction === "high" ? piece.value > 3 : piece.value < 3,
          );
          expect(Math.abs(said! - timeOf(beyond) / 60_000)).toBeLessThanOrEqual(slack / 60_000 + 1e-12);
        });
      }),
    );
  });
});

test("pieces put together cost an average nothing while the window's edge is not among them", () => {
  fc.assert(
    fc.property(samplesOf(sensible, 0, 200), (samples) => {
      const wide = milliseconds(1_000_000); // pieces of up to 4 s are put together
      const said = fold({ kind: "average", over: wide, coverage: 0 }, samples).at(-1);
      const pieces = piecesOf(samples, wide);
      if (pieces.length === 0) expect(said).toBeUndefined();
      else expect(said).toBeCloseTo(meanOf(pieces), 9);
    }),
  );
});

test("a steady value is its own average to the bit, and its own mean kinetic temperature", () => {
  const steady = fc.tuple(sensible, fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 40, maxLength: 60 }));
  fc.assert(
    fc.property(steady, ([held, intervals]) => {
      let at = START;
      const samples = intervals.map((interval) => ({ at: epochMs((at += interval)), value: held, hold: milliseconds(4000) }));
      const said = (kind: "average" | "mean-kinetic-temperature") => fold({ kind, over: OVER, coverage: COVERAGE }, samples).at(-1);
      fc.pre(at - START >= OVER);
      expect(said("average")).toBe(held + 0);
      expect(said("mean-kinetic-temperature")).toBeCloseTo(held, 8);
    }),
  );
});

/** The samples of a slope's window since the last gap, and what Theil and Sen make of them. */
function theilSen(samples: readonly FigureSample[]): { rate: number; agreement: number } | undefined {
  const now = samples.at(-1)!.at;
  const afterGap = samples.findLastIndex(({ at }, index) => index > 0 && at > samples[index - 1]!.at + samples[index - 1]!.hold);
  const window = samples.slice(Math.max(0, afterGap)).filter(({ at }) => at >= now - OVER);
  if (window.length < 5 || now - window[0]!.at < OVER / 2) return undefined;
  const slopes = window.flatMap((a, index) => window.slice(index + 1).map((b) => ((b.value - a.value) / (b.at - a.at)) * 60_000));
  slopes.sort((a, b) => a - b);
  const rate = (slopes[(slopes.length - 1) >> 1]! + slopes[slopes.length >> 1]!) / 2;
  return { rate, agreement: slopes.filter((slope) => Math.sign(slope) === Math.sign(rate)).length / slopes.length };
}

describe("a slope", () => {
  it("of a slow signal is that of all pairs of samples", () => {
    fc.assert(
      fc.property(samplesOf(sensible, EXACT_SLOPE_INTERVAL, 3900), (samples) => {
        everyStep({ kind: "rate", over: OVER }, samples, (said, upTo) => {
          const naive = theilSen(upTo);
          if (naive === undefined) expect(said).toBeUndefined();
          else expect(said).toBeCloseTo(naive.rate, 7);
        });
      }),
    );
  });

  it("of a slow signal reaches a limit when all pairs of samples say so", () => {
    fc.assert(
      fc.property(samplesOf(sensible, EXACT_SLOPE_INTERVAL, 3900), fc.constantFrom("high", "low"), (samples, direction) => {
        everyStep({ kind: "time-to", direction, limit: 3, over: OVER, confidence: 0.6 }, samples, (said, upTo) => {
          const naive = theilSen(upTo);
          const left = 3 - upTo.at(-1)!.value;
          if (direction === "high" ? left <= 0 : left >= 0) expect(said).toBe(0);
          else if (naive === undefined || naive.agreement < 0.6 || naive.rate * left === 0) expect(said).toBeUndefined();
          else if (naive.rate * left < 0) expect(said).toBe("away");
          else expect((said as number) / (left / naive.rate)).toBeCloseTo(1, 7);
        });
      }),
    );
  });

  it("of a fast signal within ±e of a line through the whole window is that line's to within 9 e per window", () => {
    const noise = fc.double({ min: -1, max: 1, noNaN: true });
    const signal = fc.record({
      slope: fc.double({ min: -10, max: 10, noNaN: true }),
      interval: fc.integer({ min: 100, max: EXACT_SLOPE_INTERVAL }),
      noise: fc.array(noise, { minLength: 2, maxLength: 400, size: "max" }),
    });
    fc.assert(
      fc.property(signal, ({ slope, interval, noise: off }) => {
        const samples = Array.from({ length: Math.ceil(OVER / interval) + 20 }, (_, index) => ({
          at: epochMs(START + index * interval),
          value: (slope * index * interval) / 60_000 + off[index % off.length]!,
          hold: milliseconds(4000),
        }));
        const rate = fold({ kind: "rate", over: OVER }, samples).at(-1) as number;
        expect(Math.abs(rate - slope)).toBeLessThanOrEqual(9 / (OVER / minutes(1)) + 1e-9);
      }),
    );
  });

  it("is not moved by one wild sample in five", () => {
    const wild = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(wild, fc.shuffledSubarray([...Array(20).keys()], { minLength: 4, maxLength: 4 }), (values, places) => {
        const samples = Array.from({ length: 20 }, (_, index) => ({
          at: epochMs(START + index * 1200),
          value: values[places.indexOf(index)] ?? index * 2,
          hold: milliseconds(4000),
        }));
        expect(fold({ kind: "rate", over: OVER }, samples).at(-1)).toBeCloseTo(100, 9);
      }),
    );
  });
});
