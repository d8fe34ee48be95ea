import type { EpochMs } from "../../basics/index.ts";
import { type CountedFigure, figure } from "./figure.ts";
import type { ReportLine } from "./report-line.ts";
import type { Week } from "./week.ts";

/**
 * For how much of a week the platform watched, by the lines in which it says so, and for how much nobody knows that it did: stopped, crashed,
 * asleep. `lines`: of every place, up to an hour after the week, since what was watched until its end is said then. Before the first of such
 * lines nothing is claimed.
 */
export function countWatched(lines: readonly ReportLine[], { from, to }: Pick<Week, "from" | "to">): readonly CountedFigure[] {
  const said = lines.filter(({ kind }) => kind === "watched").map(spanOf);
  const within = said.filter(({ since, until }) => since < to && until > from);
  const first = said.reduce((earliest, { since }) => Math.min(earliest, since), Number.POSITIVE_INFINITY);
  const numbers = within.map(({ number }) => number);
  if (first >= to) return [unknown("watched-time"), unknown("unwatched-time")];
  let watched = 0;
  let reached = Math.max(from, first);
  const asked = to - reached;
  // A clock that was set back makes them overlap: what is said twice counts once.
  for (const { since, until } of within.toSorted((a, b) => a.since - b.since)) {
    watched += Math.max(0, Math.min(until, to) - Math.max(since, reached));
    reached = Math.max(reached, until);
  }
  return [figure("watched-time", watched, numbers), figure("unwatched-time", asked - watched, numbers)];
}

const spanOf = ({ number, detail }: ReportLine) => ({
  number,
  since: detail["since"] as EpochMs,
  until: detail["until"] as EpochMs,
});

const unknown = (name: "watched-time" | "unwatched-time"): CountedFigure => ({ name, lines: [], of: 0 });
