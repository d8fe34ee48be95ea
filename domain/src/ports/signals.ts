import type { EpochMs } from "../basics/index.ts";
import type { ImpairedSignal, Impairment, ImpairmentCounts } from "../rules/index.ts";
import type { FaultReason, Quality, SignalKey } from "../telemetry/index.ts";

/** The newest reading of a signal and what impairs it. */
export interface SignalStatus {
  readonly signal: SignalKey;
  readonly at?: EpochMs;
  readonly receivedAt?: EpochMs;
  readonly value?: number;
  readonly quality?: Quality;
  readonly impairment?: Impairment;
  /** The newest reading was at or beyond the top of its range. */
  readonly overRange?: true;
  /** Why there was no value since the newest one. */
  readonly fault?: FaultReason;
}
export { IMPAIRMENTS, type ImpairedSignal, type Impairment, type ImpairmentCounts, NOTHING_IMPAIRED } from "../rules/index.ts";

/** The newest readings, kept by the rule runner. */
export interface SignalBoard {
  status(signal: SignalKey): SignalStatus | undefined;
  /** How many signals have each impairment now. */
  impaired(): ImpairmentCounts;
  /** Those signals, with what impairs each most and since when; the order is the site's. */
  impairedSignals(): readonly ImpairedSignal[];
  /** Another number after each change of what is impaired: whoever has the list for this one need not make it again. */
  impairedRevision(): number;
  /** Newest readings since the last call to the listener, at most every 250 ms, only the signals that changed: by a reading, or in what impairs them. */
  onReadings(listener: (statuses: readonly SignalStatus[]) => void): () => void;
}
