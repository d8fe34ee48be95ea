import { epochMs } from "@labcanary/domain/basics";
import { civilAt, dayOf, daysLater, startOfDay } from "@labcanary/domain/schedule";
import type { PlannedRota } from "../answers.ts";

type DutySpan = PlannedRota["spans"][number];

/** A part of a day in which the same people are on duty. */
export interface DutySegment extends Pick<DutySpan, "people" | "shifts"> {
  readonly from: number;
  readonly to: number;
  /** Of its day, 0 to 1. */
  readonly share: number;
  /** Nobody is on duty, and somebody must be. */
  readonly isGap: boolean;
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

/** The plan of a rota day by day; a span over midnight is in both days, one that is a gap for a part of it is told in parts. */
export function dutyDays({ spans, gaps }: Pick<PlannedRota, "spans" | "gaps">, edges: readonly number[]): readonly DutyDay[] {
  const gapEdges = gaps.flatMap(({ from, to }) => [from, to]);
  return edges.slice(0, -1).map((from, place) => {
    const to = edges[place + 1] ?? from;
    const segments = spans.flatMap((span) => {
      const [begin, end] = [Math.max(span.from, from), Math.min(span.to, to)];
      if (begin >= end) return [];
      const inside = span.people.length > 0 ? [] : gapEdges.filter((edge) => begin < edge && edge < end);
      const cuts = [...new Set([begin, ...inside, end])].sort((a, b) => a - b);
      return cuts.slice(1).map((until, part): DutySegment => {
        const since = cuts[part] ?? begin;
        const share = (until - since) / (to - from);
        return { people: span.people, shifts: span.shifts, from: since, to: until, share, isGap: isGapAt(gaps, since) };
      });
    });
    return { from, to, segments };
  });
}

/** Whether somebody is missing at an instant. */
export const isGapAt = (gaps: PlannedRota["gaps"], at: number): boolean => gaps.some(({ from, to }) => from <= at && at < to);

/**
 * What nobody on duty from an instant on means, as the end of a message's name: somebody must be there, or nobody need be. Of what lies
 * beyond the plan, gaps are not known.
 */
export function afterwardsNobody({ gaps, to }: Pick<PlannedRota, "gaps"> & { readonly to: number }, at: number) {
  if (at >= to) return "nobody";
  return isGapAt(gaps, at) ? "missing" : "not-needed";
}

/** Where an instant lies in a day, 0 to 1; undefined outside it. */
export const placeIn = ({ from, to }: Pick<DutyDay, "from" | "to">, at: number): number | undefined =>
  from <= at && at < to ? (at - from) / (to - from) : undefined;
