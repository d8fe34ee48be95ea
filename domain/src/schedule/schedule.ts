import type { DurationMs } from "../basics/index.ts";
import type { DaySpan, Weekday } from "./civil.ts";

/**
 * When something counts. Plain data that needs no look-up: zone and holidays are inside.
 *
 * It goes by the clock on the wall of its zone: a schedule is in force while that clock shows a time inside it. So where a change of
 * the clock leaves a time out, what would begin in the gap begins at the first instant after it; and a time that comes twice is inside
 * both times, or neither.
 */
export type Schedule = WeeklySchedule | DatesSchedule | CombinedSchedule;

/** The same hours on certain days of the week. */
export interface WeeklySchedule {
  readonly kind: "weekly";
  /** IANA name. */
  readonly timeZone: string;
  /** Days on which the hours begin: those over midnight belong to the day before it. */
  readonly days: readonly Weekday[];
  /** From midnight, in the hours of the wall; 0 inclusive to 24 h exclusive. */
  readonly from: DurationMs;
  /** Exclusive; at or before `from` it is meant of the next day. Up to 24 h. */
  readonly to: DurationMs;
  /** Days on which the hours do not begin, such as holidays. */
  readonly except: readonly DaySpan[];
}

/** Whole days of the calendar. */
export interface DatesSchedule {
  readonly kind: "dates";
  readonly timeZone: string;
  readonly spans: readonly DaySpan[];
}

export type CombinedSchedule =
  | { readonly kind: "not"; readonly of: Schedule }
  | { readonly kind: "any" | "all"; readonly of: readonly Schedule[] };
