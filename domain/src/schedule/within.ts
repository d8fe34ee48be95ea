import { days } from "../basics/index.ts";
import type { DaySpan } from "./civil.ts";
import type { Schedule, WeeklySchedule } from "./schedule.ts";

/**
 * Whether `inner` is never in force without `outer`, told from their form alone. False also where that cannot be told:
 * true is sure, false is not.
 */
export function isWithin(inner: Schedule, outer: Schedule): boolean {
  if (outer.kind === "all") return outer.of.every((part) => isWithin(inner, part));
  if (inner.kind === "any") return inner.of.every((part) => isWithin(part, outer));
  if (inner.kind === "not" && outer.kind === "not") return isWithin(outer.of, inner.of);
  if (inner.kind === "all") return inner.of.some((part) => isWithin(part, outer));
  if (outer.kind === "any") return outer.of.some((part) => isWithin(inner, part));
  if (inner.kind === "weekly" && outer.kind === "weekly") return areHoursWithin(inner, outer);
  if (inner.kind === "dates" && outer.kind === "dates") {
    return inner.timeZone === outer.timeZone && inner.spans.every((span) => isCovered(span, outer.spans));
  }
  return false;
}

function areHoursWithin(inner: WeeklySchedule, outer: WeeklySchedule): boolean {
  return (
    inner.timeZone === outer.timeZone &&
    inner.days.every((day) => outer.days.includes(day)) &&
    inner.from >= outer.from &&
    endOf(inner) <= endOf(outer) &&
    outer.except.every((span) => isCovered(span, inner.except))
  );
}

const endOf = ({ from, to }: WeeklySchedule): number => (to <= from ? to + days(1) : to);

/** Whether each of its days is among those of the spans. */
function isCovered({ from, to }: DaySpan, spans: readonly DaySpan[]): boolean {
  let next: number = from;
  for (const span of spans.toSorted((a, b) => a.from - b.from)) if (span.from <= next) next = Math.max(next, span.to + 1);
  return next > to;
}
