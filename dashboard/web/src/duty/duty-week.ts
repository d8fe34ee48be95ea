import { epochMs } from "@labcanary/domain/basics";
import { civilAt, dayOf, daysLater, startOfDay } from "@labcanary/domain/schedule";
import type { PlannedRota } from "../api.ts";

type DutySpan = PlannedRota["spans"][number];

/** A part of a day in which the same people are on duty. */
export interface DutySegment extends Pick<DutySpan, "people" | "shifts"> {
  readonly from: number;
  readonly to: number;
  /** Of its day, 0 to 1. */
  readonly share: number;
}
export interface DutyDay {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly segments: readonly DutySegment[];
}

/** How far ahead the plan reaches: a gap is an alarm a week ahead. */
const DAYS_SHOWN = 7;

/** The beginnings of the days of the plan, today's first, and the end of the last, by the clocks of a zone. */
export function dayEdges(now: number, timeZone: string): readonly number[] {
  const today = dayOf(civilAt(timeZone, epochMs(now)));
  return Array.from({ length: DAYS_SHOWN + 1 }, (_, place) => startOfDay(timeZone, daysLater(today, place)));
}

/** The plan of a rota day by day; a span over midnight is in both days. */
export function dutyDays({ spans }: Pick<PlannedRota, "spans">, edges: readonly number[]): readonly DutyDay[] {
  return edges.slice(0, -1).map((from, place) => {
    const to = edges[place + 1] ?? from;
    const segments = spans
      .filter((span) => span.from < to && span.to > from)
      .map(({ people, shifts, ...span }) => {
        const [begin, end] = [Math.max(span.from, from), Math.min(span.to, to)];
        return { people, shifts, from: begin, to: end, share: (end - begin) / (to - from) };
      });
    return { from, to, segments };
  });
}

/** Where an instant lies in a day, 0 to 1; undefined outside it. */
export const placeIn = ({ from, to }: Pick<DutyDay, "from" | "to">, at: number): number | undefined =>
  from <= at && at < to ? (at - from) / (to - from) : undefined;
