import { PRIORITIES, type Priority } from "@labcanary/domain/rules";
import { needsAcknowledgement } from "../live/headline.ts";
import type { AlarmSummary } from "../live/feed-state.ts";

/** A tone of a pattern: when it begins after the pattern does, how high, how long. */
export interface Beep {
  readonly startMs: number;
  readonly lengthMs: number;
  readonly hertz: number;
}
export interface SoundPattern {
  readonly beeps: readonly Beep[];
  /** From the beginning of one round to the next. */
  readonly repeatMs: number;
}

const burst = (hertz: number, lengthMs: number, starts: readonly number[]): readonly Beep[] =>
  starts.map((startMs) => ({ startMs, lengthMs, hertz }));

/**
 * The graver, the more tones, the higher and the more often. After the bursts of IEC 60601-1-8 (10, 3 and 2 or 1 pulses), cut in half
 * for the gravest so that a voice on the telephone is still understood; pitches chosen within 150–1000 Hz of that standard.
 */
export const SOUND_PATTERNS: Readonly<Record<Priority, SoundPattern>> = {
  critical: { beeps: burst(880, 130, [0, 180, 360, 660, 840]), repeatMs: 2500 },
  high: { beeps: burst(660, 160, [0, 240, 480]), repeatMs: 5000 },
  medium: { beeps: burst(520, 180, [0, 320]), repeatMs: 10_000 },
  low: { beeps: burst(440, 200, [0]), repeatMs: 20_000 },
};

/**
 * The desk is asked whether anybody is there: two long tones that rise, unlike any alarm, beside the alarm that is heard at the same time.
 * Every 4 s (chosen: often enough for a desk that is away for a moment, seldom enough to leave room for the alarm itself).
 */
export const PRESENCE_PATTERN: SoundPattern = {
  beeps: [
    { startMs: 0, lengthMs: 350, hertz: 523 },
    { startMs: 420, lengthMs: 500, hertz: 784 },
  ],
  repeatMs: 4000,
};

/** The gravest priority somebody still has to acknowledge: what is heard. Undefined is silence. */
export function priorityToSound(alarms: Iterable<AlarmSummary>): Priority | undefined {
  const waiting = new Set<Priority>();
  for (const alarm of alarms) if (needsAcknowledgement(alarm)) waiting.add(alarm.priority);
  return PRIORITIES.find((priority) => waiting.has(priority));
}
