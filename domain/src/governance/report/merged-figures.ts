import { type CountedFigure, type FigureName, valueOfTimes } from "./figure.ts";

/** What is true at the end of a span: of several, at the end of the last. */
const isAtEnd = (name: FigureName): boolean => name.endsWith("-at-end");
/** A time in all, and how many of it were still on when the span ended: these are counted again in the next. */
const STANDING_OF: Readonly<Partial<Record<FigureName, FigureName>>> = {
  "shelved-time": "shelved-at-end",
  "out-of-service-time": "out-of-service-at-end",
  "silent-time": "silent-at-end",
  "suppressed-time": "suppressed-at-end",
};

/** Figures of spans that follow one another, as those of the whole. */
export interface MergedFigures {
  /** Of the next span. */
  take(figures: readonly CountedFigure[]): void;
  /** `only`: of these names alone. */
  figures(only?: ReadonlySet<FigureName>): readonly CountedFigure[];
}

/** Of the longest of several parts, the longest of each is enough. */
function telling(name: FigureName, times: readonly number[]): readonly number[] {
  if (!name.endsWith("-longest")) return times;
  const { value } = valueOfTimes(name, times);
  return value === undefined ? [] : [value];
}

interface Sum {
  value: number | undefined;
  of: number;
  lines: readonly number[];
  readonly times: number[] | undefined;
}

/**
 * Figures of a whole from those of its parts: things are added up, what stands at the end is that of the last, and a median is taken from
 * all times. A sum of which a part is not known is not known. `mostLinesOf` each are kept: a year has too many to keep them all.
 */
export function mergeFigures(mostLinesOf: (name: FigureName) => number): MergedFigures {
  const sums = new Map<FigureName, Sum>();
  /** Lines of what was still on when the part before ended. */
  let stood = new Map<FigureName, ReadonlySet<number>>();

  function add(figure: CountedFigure): void {
    const { name, value, of, lines, times } = figure;
    const mostLines = mostLinesOf(name);
    const known = sums.get(name);
    if (known === undefined || isAtEnd(name)) {
      sums.set(name, { value, of, lines: lines.slice(0, mostLines), times: times === undefined ? undefined : [...telling(name, times)] });
      return;
    }
    const again = stood.get(STANDING_OF[name] ?? name);
    const more = again === undefined ? lines : lines.filter((line) => !again.has(line));
    known.of += again === undefined ? of : more.length;
    if (known.lines.length < mostLines) known.lines = [...known.lines, ...more.slice(0, mostLines - known.lines.length)];
    if (times === undefined) known.value = known.value === undefined || value === undefined ? undefined : known.value + value;
    else for (const time of telling(name, times)) known.times?.push(time);
  }

  return {
    take(figures) {
      for (const figure of figures) add(figure);
      stood = new Map(figures.filter(({ name }) => isAtEnd(name)).map(({ name, lines }) => [name, new Set(lines)]));
    },
    figures: (only) =>
      [...sums]
        .filter(([name]) => only?.has(name) ?? true)
        .map(([name, { value, of, lines, times }]) => ({
          name,
          ...(times === undefined ? (value === undefined ? {} : { value }) : valueOfTimes(name, times)),
          lines,
          of,
        })),
  };
}
