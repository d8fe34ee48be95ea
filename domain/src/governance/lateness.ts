import type { RecordConditionName } from "../alarm/index.ts";
import { days, type DurationMs, elapsed, type EpochMs, hours } from "../basics/index.ts";

/** From when it was due, how long what is late has each grade (LateGrade, from 1). Ascending, from 0. */
export type GradeSpans = readonly [DurationMs, DurationMs, DurationMs];

/** Chosen: a day is a shift's hand-over, three a working week's half. */
const LATE_AFTER: GradeSpans = [hours(0), days(1), days(3)];

/** Each grade of something late, an alarm of its own: one that goes on is told anew, by the route for its grade. */
export type GradedConditions = readonly [RecordConditionName, RecordConditionName, RecordConditionName];

/** The place among its grades, from 0, of what was due at `since`. Before that: 0. */
export function gradeAt(since: EpochMs, now: EpochMs, spans: GradeSpans = LATE_AFTER): 0 | 1 | 2 {
  const late = elapsed(since, now);
  return late >= spans[2] ? 2 : late >= spans[1] ? 1 : 0;
}

/** What is an alarm of something that was due at `since`. */
export const gradedCondition = (names: GradedConditions, since: EpochMs, now: EpochMs, spans?: GradeSpans): RecordConditionName =>
  names[gradeAt(since, now, spans)];
