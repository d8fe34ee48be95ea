import type { ReadingMark, Series } from "../../../src/history/readings.ts";
import type { ValueStyle } from "../text/format.ts";
import type { LineLook } from "./line-look.ts";

/** Readings to draw, oldest first. A null is a break: nothing is known from there on. */
export interface LineColumns {
  readonly at: readonly number[];
  readonly mid: readonly (number | null)[];
  /** Lowest and highest, where readings are summed up. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly marks: ReadonlyMap<number, ReadingMark>;
}
export const NO_COLUMNS: LineColumns = { at: [], mid: [], low: [], high: [], marks: new Map() };

export interface PlotLine {
  readonly id: string;
  readonly look: LineLook;
  readonly name: string;
  readonly place: string;
  /** Lines of one group share an axis. */
  readonly group: string;
  readonly style: ValueStyle;
  readonly isEarlier: boolean;
  readonly columns: LineColumns;
  /** How long a value stands, in milliseconds. */
  readonly hold: number;
}

/** What is read of a signal, to draw: after `hold` without a reading there is a break, and a state stands until then only. */
export function columnsOfSeries(
  series: Series,
  {
    hold,
    isState,
    shift = 0,
    begin,
  }: { readonly hold: number; readonly isState: boolean; readonly shift?: number; readonly begin?: number },
): LineColumns {
  const at: number[] = [];
  const mid: (number | null)[] = [];
  const low: (number | null)[] = [];
  const high: (number | null)[] = [];
  const marks = new Map<number, ReadingMark>();
  const push = (time: number, value: number | null, least: number | null, most: number | null): void => {
    at.push(time);
    mid.push(value);
    low.push(least);
    high.push(most);
  };
  const every = series.kind === "summed" ? series.every : 0;
  // A sum begins up to its own length before the reading in it.
  const stands = hold + every;
  if (series.before !== undefined && begin !== undefined && (series.at[0] ?? begin + 1) > begin)
    push(begin + shift, series.before, null, null);
  const markOfPlace = new Map(series.kind === "single" ? series.marks : []);
  for (const [index, time] of series.at.entries()) {
    const last = at.at(-1);
    const now = time + shift;
    // The line ends where the last value stopped to be known.
    if (last !== undefined && now - last > stands) push(last + stands, null, null, null);
    if (series.kind === "single") {
      push(now, series.value[index] ?? null, null, null);
      const mark = markOfPlace.get(index);
      if (mark !== undefined) marks.set(at.length - 1, mark);
    } else {
      const [mean, last_, least, most] = [series.mean[index], series.last[index], series.min[index], series.max[index]];
      push(now, (isState ? last_ : mean) ?? null, least ?? null, most ?? null);
    }
  }
  return { at, mid, low, high, marks };
}

/** Adds a live reading at the end; one that is not newer is passed over. */
export function withLive(
  columns: LineColumns,
  reading: { readonly at: number; readonly value?: number; readonly mark?: ReadingMark },
  hold: number,
): LineColumns {
  const last = columns.at.at(-1);
  if (last !== undefined && reading.at <= last) return columns;
  const isBreak = last !== undefined && reading.at - last > hold;
  const breaks = isBreak ? [null] : [];
  const value = reading.value ?? null;
  const at = [...columns.at, ...(isBreak ? [last + hold] : []), reading.at];
  const marks = new Map(columns.marks);
  if (reading.mark !== undefined) marks.set(at.length - 1, reading.mark);
  return {
    at,
    mid: [...columns.mid, ...breaks, value],
    low: [...columns.low, ...breaks, null],
    high: [...columns.high, ...breaks, null],
    marks,
  };
}

/** What a line says at a time: the newest reading not after it, as long as its value stands. */
export interface ValueAt {
  readonly at: number;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  readonly mark?: ReadingMark;
}

export function valueAt(
  { columns: { at, mid, low, high, marks }, hold }: Pick<PlotLine, "columns" | "hold">,
  time: number,
  every = 0,
): ValueAt | undefined {
  let [first, end] = [0, at.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    if ((at[middle] ?? 0) <= time) first = middle + 1;
    else end = middle;
  }
  const place = first - 1;
  const [found, value, least, most, mark] = [at[place], mid[place], low[place], high[place], marks.get(place)];
  if (found === undefined || value === null || value === undefined || time - found > hold + every) return undefined;
  return {
    at: found,
    value,
    ...(least === null || least === undefined ? {} : { low: least }),
    ...(most === null || most === undefined ? {} : { high: most }),
    ...(mark === undefined ? {} : { mark }),
  };
}

/** Panels, in the order of their first lines: lines of one group together. */
export const panelsOf = (lines: readonly PlotLine[]): readonly (readonly PlotLine[])[] => [
  ...Map.groupBy(lines, ({ group }) => group).values(),
];

/** What signals share an axis by: quantity and unit. A signal with states has one for itself. */
export const groupOf = ({
  key,
  quantity,
  unit,
  states,
}: {
  readonly key: string;
  readonly quantity: string;
  readonly unit: string;
  readonly states?: readonly string[];
}): string => (states === undefined ? `${quantity} ${unit}` : key);

/** Spans in which a state had a value, within a window; each ends where the state is no longer known. */
export function spansOfState(
  { at, mid }: LineColumns,
  state: number,
  { hold, to }: { readonly hold: number; readonly to: number },
): readonly { readonly from: number; readonly to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const [index, time] of at.entries()) {
    if (mid[index] !== state) continue;
    const end = Math.min(at[index + 1] ?? Math.min(to, time + hold), Math.max(to, time));
    const last = spans.at(-1);
    if (last !== undefined && last.to === time) last.to = end;
    else spans.push({ from: time, to: end });
  }
  return spans;
}
