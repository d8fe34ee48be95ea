import { needsAcknowledgement } from "../live/headline.ts";
import type { AlarmSummary } from "../live/feed-state.ts";

/**
 * How long an alarm sound stays away after somebody has silenced it. IEC 62682 and ISA-18.2 know the act (silence: to stop the sound
 * without acknowledging) and leave its length to the site; chosen: long enough for a telephone call, too short to be forgotten.
 */
export const SILENCE_MS = 120_000;

/** The sound of this console is silenced. Nothing is acknowledged by it, and every other console sounds on. */
export interface Silence {
  /** On the platform's clock. */
  readonly until: number;
  /** What was heard when somebody silenced it: anything else ends the silence. */
  readonly alarmIds: ReadonlySet<string>;
}

const waitingIds = (alarms: Iterable<AlarmSummary>): readonly string[] => [...alarms].filter(needsAcknowledgement).map(({ id }) => id);

/** Silences what is heard now. Undefined where nothing is. */
export function silenceFor(alarms: Iterable<AlarmSummary>, now: number): Silence | undefined {
  const ids = waitingIds(alarms);
  return ids.length === 0 ? undefined : { until: now + SILENCE_MS, alarmIds: new Set(ids) };
}

/** Whether the silence still holds: its time is not over, and no alarm waits for acknowledgement that did not wait then. */
export const holds = ({ until, alarmIds }: Silence, alarms: Iterable<AlarmSummary>, now: number): boolean =>
  now < until && waitingIds(alarms).every((id) => alarmIds.has(id));
