import { type DurationMs, elapsed, type EpochMs, minutes } from "../../basics/index.ts";

/** A reading of a door as the history has it. */
export interface DoorReading {
  readonly at: EpochMs;
  /** Undefined: it could not be read, or is not to be trusted. */
  readonly isOpen: boolean | undefined;
}

/** A time the door was open. */
export interface Opening {
  readonly openedAt: EpochMs;
  /** Absent: still open, or not known to have closed. */
  readonly closedAt?: EpochMs;
  /** It was seen to open, and not found open after a gap. */
  readonly wasSeen: boolean;
  /** It was found open, and nothing that can be trusted was heard of it since. */
  readonly unheardSince?: EpochMs;
}

/** A span in which nothing that can be trusted was heard of the door. */
export interface DoorGap {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Open before a gap and after it, it was open in it. Chosen: some reports that were lost while two work at the store; no longer, since then it may be another time. */
const SAME_OPEN: DurationMs = minutes(10);
/**
 * Openings closer together than this are one visit. Chosen: a bottle is carried to the bench beside the store and the door pulled to
 * meanwhile; who comes back later than that has come for something else.
 */
const SAME_VISIT: DurationMs = minutes(2);

/** As {@link openingsIn}, those of one visit together. */
export const visitsOf = (readings: readonly DoorReading[], hold: DurationMs): readonly Opening[] => joined(openingsIn(readings, hold));

/**
 * What the readings, in the order of their time, say of when the door was open. A gap longer than `hold` is not known either way. What cannot
 * be trusted is not heard: one such reading between two others is no gap, and many are one.
 */
export function openingsIn(readings: readonly DoorReading[], hold: DurationMs): readonly Opening[] {
  const openings: Opening[] = [];
  let before: DoorReading | undefined;
  let current: Opening | undefined;
  for (const reading of readings) {
    if (reading.isOpen === undefined) continue;
    const unheard = before === undefined ? 0 : elapsed(before.at, reading.at);
    if (current !== undefined && before !== undefined && unheard > hold && !(reading.isOpen && unheard <= SAME_OPEN)) {
      // Open when it was last heard: what is open after the gap may be another time.
      openings.push({ ...current, closedAt: before.at });
      current = undefined;
    }
    if (reading.isOpen) {
      const gap = before === undefined || unheard <= hold ? {} : { unheardSince: before.at };
      current ??= { openedAt: reading.at, wasSeen: before !== undefined && unheard <= hold, ...gap };
    } else if (current !== undefined) {
      openings.push({ ...current, closedAt: reading.at });
      current = undefined;
    }
    before = reading;
  }
  return current === undefined ? openings : [...openings, current];
}

/** Spans between two readings of the door that are further apart than `hold`: what it did then is not known. */
export function gapsIn(readings: readonly DoorReading[], hold: DurationMs): readonly DoorGap[] {
  const gaps: DoorGap[] = [];
  let before: EpochMs | undefined;
  for (const { at, isOpen } of readings) {
    if (isOpen === undefined) continue;
    if (before !== undefined && elapsed(before, at) > hold) gaps.push({ from: before, to: at });
    before = at;
  }
  return gaps;
}

function joined(openings: readonly Opening[]): readonly Opening[] {
  const visits: Opening[] = [];
  for (const opening of openings) {
    const last = visits.at(-1);
    if (last?.closedAt === undefined || elapsed(last.closedAt, opening.openedAt) > SAME_VISIT) visits.push(opening);
    else {
      const { closedAt: _, ...open } = last;
      visits[visits.length - 1] = { ...open, ...(opening.closedAt === undefined ? {} : { closedAt: opening.closedAt }) };
    }
  }
  return visits;
}

/** The first span within from..to in which the door was not heard for longer than `hold`; undefined where it was all the time. */
export function gapIn(
  readings: readonly DoorReading[],
  { from, to, hold }: { readonly from: EpochMs; readonly to: EpochMs; readonly hold: DurationMs },
): { readonly from: EpochMs; readonly to: EpochMs } | undefined {
  const heard = readings.filter(({ isOpen }) => isOpen !== undefined).map(({ at }) => at);
  let since = heard.findLast((at) => at <= from) ?? from;
  for (const at of [...heard.filter((each) => each > from && each < to), heard.find((each) => each >= to) ?? to]) {
    if (elapsed(since, at) > hold) return { from: since, to: at };
    since = at;
  }
  return undefined;
}
