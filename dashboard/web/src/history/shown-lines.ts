import type { Text } from "@labcanary/domain/basics";
import { namesOfPath } from "../text/format.ts";
import type { FoundSignal, RoomsAnswer } from "./history-api.ts";
import { lookOf } from "./line-look.ts";
import { columnsOfSeries, groupOf, type LineColumns, NO_COLUMNS, type PlotLine, withLive } from "./plot-line.ts";
import type { Given, LiveReading } from "./reader.svelte.ts";

/** How names are said in the language of the page. */
type Say = (text: Text) => string;

/** Over how much of time each figure of a signal sums up; 0 of single readings. */
export const everiesOf = (given: Given | undefined): ReadonlyMap<string, number> =>
  new Map([...(given?.series ?? [])].map(([key, series]): [string, number] => [key, series.kind === "summed" ? series.every : 0]));

/** The readings of a signal, with the live ones the history does not have yet. */
export function columnsOf(signal: FoundSignal, given: Given | undefined, live: readonly LiveReading[]): LineColumns {
  const series = given?.series.get(signal.key);
  if (series === undefined) return NO_COLUMNS;
  let columns = columnsOfSeries(series, { hold: signal.hold, isState: signal.states !== undefined, begin: given?.from ?? 0 });
  const every = series.kind === "summed" ? series.every : 0;
  for (const { overRange, quality, ...reading } of live) {
    const mark = reading.value === undefined ? "no-value" : overRange ? "over-range" : quality === "good" ? undefined : quality;
    columns = withLive(columns, { ...reading, ...(mark === undefined ? {} : { mark }) }, Math.max(signal.hold, every));
  }
  return columns;
}

export function lineOf(signal: FoundSignal, place: number, columns: LineColumns, say: Say): PlotLine {
  const { key, label, path, unit, states, hold } = signal;
  return {
    id: key,
    look: lookOf(place),
    name: say(label),
    place: path === undefined ? key : namesOfPath(say(path)).slice(-2).join(" › "),
    group: groupOf(signal),
    style: { unit, ...(states === undefined ? {} : { states }) },
    isEarlier: false,
    columns,
    hold,
  };
}

/** The same signal a day or a week before, moved to now. `named`: how much earlier, in words. */
export function earlierLine(
  signal: FoundSignal,
  place: number,
  given: Given | undefined,
  named: { readonly id: string; readonly words: string },
  say: Say,
): readonly PlotLine[] {
  const series = given?.earlier.get(signal.key);
  if (series === undefined) return [];
  const columns = columnsOfSeries(series, { hold: signal.hold, isState: false, shift: given?.wanted.shift ?? 0 });
  const line = lineOf(signal, place, columns, say);
  return [{ ...line, id: `${signal.key}@${named.id}`, look: lookOf(place, true), name: `${line.name}, ${named.words}`, isEarlier: true }];
}

/** Rooms against one another, each by the mean of its signals that are like the subject. */
export function roomLines(
  answer: RoomsAnswer,
  subject: FoundSignal,
  nameOf: (zone: string) => string,
  count: (signals: number) => string,
): readonly PlotLine[] {
  return answer.rooms.map(({ zone, signals, ...sums }, place) => {
    const series = { kind: "summed" as const, signal: zone, every: answer.every, last: sums.mean, ...sums };
    return {
      id: zone,
      look: lookOf(place),
      name: nameOf(zone),
      place: count(signals.length),
      group: groupOf({ ...subject, unit: answer.unit }),
      style: { unit: answer.unit },
      isEarlier: false,
      columns: columnsOfSeries(series, { hold: subject.hold, isState: false }),
      hold: subject.hold,
    };
  });
}
