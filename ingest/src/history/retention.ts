import { type DurationMs, hours } from "@labcanary/domain/basics";

/** How long each kind of history is kept, counted from the event time. */
export interface Retention {
  readonly raw: DurationMs;
  /** 1-minute rollups. */
  readonly minutes: DurationMs;
  /** 1-hour rollups. */
  readonly hours: DurationMs;
}

const DAY = 24;

export const DEFAULT_RETENTION: Retention = {
  /** Chosen: a year, so that a yearly calibration or audit can look at single readings, and five weeks to do it in. */
  raw: hours(400 * DAY),
  /** CDC Vaccine Storage and Handling Toolkit: temperature records are kept for three years. */
  minutes: hours(3 * 366 * DAY),
  /** Chosen: the life of a freezer or a gas detector, to see it age. */
  hours: hours(10 * 366 * DAY),
};
