import { isOfDrill } from "@labcanary/domain/alarm";
import { PRIORITIES } from "@labcanary/domain/rules";
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

/** The sounds a console has, gravest first. */
export const ALARM_SOUNDS = ["life-safety", ...PRIORITIES] as const;
export type SoundKind = (typeof ALARM_SOUNDS)[number];

const twoTone = (hertz: readonly [number, number], lengthMs: number, count: number): readonly Beep[] =>
  Array.from({ length: count }, (_, place) => ({ startMs: place * lengthMs, lengthMs, hertz: hertz[place % 2 === 0 ? 0 : 1] }));

/**
 * What lives depend on is the only sound without pauses in it: two tones that take turns, whatever the priority. Chosen to be like no
 * signal to leave a building (ISO 8201: three pulses; NF S 32-001: 440 and 554 Hz; DIN 33404-3: falling from 1200 to 500 Hz).
 * Of the others: the graver, the more tones, the higher and the more often. After the bursts of IEC 60601-1-8 (10, 3 and 2 or 1 pulses), cut in half
 * for the gravest so that a voice on the telephone is still understood; pitches chosen within 150–1000 Hz of that standard.
 */
export const SOUND_PATTERNS: Readonly<Record<SoundKind, SoundPattern>> = {
  "life-safety": { beeps: twoTone([930, 700], 250, 6), repeatMs: 2000 },
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

/** The sound of an alarm. A drill never sounds like a danger: who hears one must not learn to take the sound for a drill. */
const soundOf = ({ lifeSafety, priority, test }: Pick<AlarmSummary, "lifeSafety" | "priority" | "test">): SoundKind =>
  isOfDrill({ test }) ? "low" : lifeSafety === true ? "life-safety" : priority;

/** The gravest of the sounds of alarms somebody still has to acknowledge: what is heard. Undefined is silence. */
export function soundDue(alarms: Iterable<AlarmSummary>): SoundKind | undefined {
  const waiting = new Set<SoundKind>();
  for (const alarm of alarms) if (needsAcknowledgement(alarm)) waiting.add(soundOf(alarm));
  return ALARM_SOUNDS.find((kind) => waiting.has(kind));
}

/** How long a pattern sounds once. */
export const lengthOf = ({ beeps }: SoundPattern): number => Math.max(...beeps.map(({ startMs, lengthMs }) => startMs + lengthMs));
