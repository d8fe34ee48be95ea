import { type DurationMs, days, hours, minutes, seconds, times } from "../basics/index.ts";

/** What a signal has when neither it nor its profile says otherwise. Chosen, each with its reason. */
export const SIGNAL_DEFAULTS = {
  /** A device that says nothing of its interval reports about once a minute. */
  interval: minutes(1),
  /** Two readings may be lost before nobody has been watching. */
  holdIntervals: 3,
  /** Never shorter than this, so that one reconnect is not a gap. */
  shortestHold: seconds(30),
  /** A reading five minutes old still tells what is so; an older one tells what was. */
  lateness: minutes(5),
  /** NTP keeps seconds; a clock two minutes off was not set. */
  clockTolerance: minutes(2),
  /** Response time of an alarm for silence: find out today. */
  silenceResponse: hours(1),
} as const;

/** What stands for a span of `prove` that cannot be read, until the file is put right. Chosen: half a year, as bump tests of fixed detectors. */
export const PROVE_EVERY = days(180);

export const holdOf = (interval: DurationMs): DurationMs => {
  const hold = times(interval, SIGNAL_DEFAULTS.holdIntervals);
  return hold < SIGNAL_DEFAULTS.shortestHold ? SIGNAL_DEFAULTS.shortestHold : hold;
};
