import type { EpochMs } from "../basics/index.ts";
import type { Quarantined } from "./sample.ts";

/** Most signals kept. Chosen: every sensor of a building that forgot its site file, and some hundred kilobytes of a snapshot. */
export const MOST_UNKNOWN = 1000;

/** Lowest and highest of the numbers that were said in one unit. */
export interface HeardRange {
  readonly lowest: number;
  readonly highest: number;
}

/** What was heard under a name that the site does not describe. None of it is a reading. */
export interface UnknownSignal extends Pick<Quarantined, "deviceId" | "address" | "signal"> {
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
  /** Entries. */
  readonly count: number;
  /** As it was said last, at most 200 characters; absent: nothing that is a number, a word or yes and no. */
  readonly value?: number | string | boolean;
  readonly unit?: string;
  /** Of the numbers since the unit is this one. */
  readonly range?: HeardRange;
}

/** All that is known of signals nobody described. Plain data, what was heard longest ago first. */
export interface UnknownState {
  readonly signals: readonly UnknownSignal[];
  /** Signals that had to make room for others since the log began. */
  readonly dropped: number;
}

export const NOTHING_UNKNOWN: UnknownState = { signals: [], dropped: 0 };

/** The list, for whoever only looks. */
export type HeardUnknown = Pick<UnknownSignals, "save" | "revision">;

/** How the site calls what it describes, as it would be heard. */
export type HeardName = Pick<Quarantined, "deviceId" | "address" | "signal">;

/**
 * Who speaks that nobody described: a fold over what decoding puts aside, at most {@link MOST_UNKNOWN} signals. When there are more, the one
 * heard longest ago goes. The same log gives the same list.
 */
export class UnknownSignals {
  /** In the order of when each was heard last. */
  readonly #byKey: Map<string, UnknownSignal>;
  #dropped: number;
  #revision = 0;

  constructor({ signals, dropped }: UnknownState = NOTHING_UNKNOWN) {
    this.#byKey = new Map(signals.map((signal) => [keyOf(signal), signal]));
    this.#dropped = dropped;
  }

  /** Another one than before when a signal has come or gone; not when one was merely heard again. */
  get revision(): number {
    return this.#revision;
  }

  note(entry: Quarantined): void {
    const key = keyOf(entry);
    const before = this.#byKey.get(key);
    this.#byKey.delete(key);
    this.#byKey.set(key, heardAgain(before, entry));
    if (before !== undefined) return;
    this.#revision += 1;
    const [oldest] = this.#byKey.keys();
    if (this.#byKey.size > MOST_UNKNOWN && oldest !== undefined) {
      this.#byKey.delete(oldest);
      this.#dropped += 1;
    }
  }

  /** What the site describes is unknown no longer. */
  forget(described: Iterable<HeardName>): void {
    for (const name of described) if (this.#byKey.delete(keyOf(name))) this.#revision += 1;
  }

  save(): UnknownState {
    return { signals: [...this.#byKey.values()], dropped: this.#dropped };
  }
}

function heardAgain(before: UnknownSignal | undefined, { deviceId, address, signal, receivedAt, value, unit }: Quarantined): UnknownSignal {
  const isSameUnit = before?.unit === unit;
  const range = rangeWith(isSameUnit ? before?.range : undefined, value);
  return {
    deviceId,
    ...(address === undefined ? {} : { address }),
    signal,
    firstAt: before?.firstAt ?? receivedAt,
    lastAt: receivedAt,
    count: (before?.count ?? 0) + 1,
    ...(value === undefined ? {} : { value }),
    ...(unit === undefined ? {} : { unit }),
    ...(range === undefined ? {} : { range }),
  };
}

/** A word in between changes nothing. */
function rangeWith(range: HeardRange | undefined, value: Quarantined["value"]): HeardRange | undefined {
  if (typeof value !== "number") return range;
  if (range === undefined) return { lowest: value, highest: value };
  return { lowest: Math.min(range.lowest, value), highest: Math.max(range.highest, value) };
}

/** Addresses and names are of any characters. */
const keyOf = ({ deviceId, address, signal }: HeardName): string => JSON.stringify([deviceId, address ?? null, signal]);
