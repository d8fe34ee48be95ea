import { type DurationMs, elapsed, type EpochMs, hours, minutes } from "../../basics/index.ts";

/** Looks further apart than this have a gap between them (chosen: they are a minute apart; a busy machine may be late). */
export const LONGEST_BETWEEN_LOOKS: DurationMs = minutes(3);
/** So often it is said in the journal (chosen: what a crash leaves unsaid is an hour at most, and counts as not watched). */
const SAID_EVERY: DurationMs = hours(1);

/** A time in which it was looked without a gap. */
export interface WatchedSpan {
  readonly since: EpochMs;
  readonly until: EpochMs;
}

/** What follows of a look at `at`: the time that is under way then, and one that is over, for the journal, which has it before the other begins. */
export function stepWatch(open: WatchedSpan | undefined, at: EpochMs): { readonly open: WatchedSpan; readonly over?: WatchedSpan } {
  const begun = { since: at, until: at };
  if (open === undefined) return { open: begun };
  if (at < open.until || elapsed(open.until, at) > LONGEST_BETWEEN_LOOKS) return { open: begun, over: open };
  const until = { since: open.since, until: at };
  return hourOf(at) === hourOf(open.since) ? { open: until } : { open: begun, over: until };
}

/** Within the span, what no time that was said to be watched lies over: stopped, crashed, asleep, or said by nobody. By time. */
export function unwatchedIn(span: { readonly from: EpochMs; readonly to: EpochMs }, watched: readonly WatchedSpan[]): readonly Unwatched[] {
  const gaps: Unwatched[] = [];
  let reached = span.from;
  for (const { since, until } of watched.toSorted((a, b) => a.since - b.since)) {
    if (until <= reached) continue;
    if (since >= span.to) break;
    if (since > reached) gaps.push({ from: reached, to: since });
    reached = until;
  }
  return reached < span.to ? [...gaps, { from: reached, to: span.to }] : gaps;
}
export interface Unwatched {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const hourOf = (at: EpochMs): number => Math.floor(at / SAID_EVERY);
