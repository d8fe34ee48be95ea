import { type EpochMs, epochMs } from "../basics/index.ts";
import type { FaultReason } from "../telemetry/index.ts";

/**
 * Why a signal does not protect as it should at this moment, gravest first. `suspect`: it reads within its range after having been over
 * it, and no clean air was seen since; `uncalibrated`: a duty of its sensor is overdue.
 */
export const IMPAIRMENTS = [
  "silent",
  "faulty",
  "over-range",
  "suspect",
  "inhibited",
  "warming-up",
  "calibrating",
  "maintenance",
  "simulated",
  "uncalibrated",
  "uncertain",
] as const;
export type Impairment = (typeof IMPAIRMENTS)[number];

/** How many signals have each impairment. */
export type ImpairmentCounts = Readonly<Record<Impairment, number>>;

export const NOTHING_IMPAIRED = Object.fromEntries(IMPAIRMENTS.map((impairment) => [impairment, 0])) as ImpairmentCounts;

/** What a fault comes to for whoever relies on the signal. */
export const IMPAIRMENT_OF_FAULT: Readonly<Record<FaultReason, Impairment>> = {
  "not-measured": "faulty",
  "bad-quality": "faulty",
  "under-range": "faulty",
  offline: "faulty",
  fault: "faulty",
  inhibited: "inhibited",
  "warm-up": "warming-up",
  calibration: "calibrating",
};

/** What impairs a signal, and since when. */
export interface Impaired {
  readonly impairment: Impairment;
  /** Receive time of the record with which it began; of silence, when the signal was last heard, or awaited from. */
  readonly since: EpochMs;
}

/** What impairs each signal now, and how many each impairment has: kept as it changes, so that asking costs nothing. */
export class Impairments {
  /** 0 for none, else one more than the place in IMPAIRMENTS. */
  readonly #places: Uint8Array;
  readonly #changed = new Set<number>();
  readonly #since: Float64Array;
  readonly #counts: Record<Impairment, number> = { ...NOTHING_IMPAIRED };
  #revision = 0;

  constructor(signals: number) {
    this.#places = new Uint8Array(signals);
    this.#since = new Float64Array(signals);
  }

  /** Another number after each change. */
  get revision(): number {
    return this.#revision;
  }

  of(signal: number): Impairment | undefined {
    const place = this.#places[signal] as number;
    return place === 0 ? undefined : IMPAIRMENTS[place - 1];
  }

  /** One that lasts keeps the time it began. */
  set(signal: number, impairment: Impairment | undefined, since: EpochMs): void {
    const before = this.of(signal);
    if (before === impairment) return;
    if (before !== undefined) this.#counts[before]--;
    if (impairment !== undefined) this.#counts[impairment]++;
    this.#changed.add(signal);
    this.#places[signal] = impairment === undefined ? 0 : IMPAIRMENTS.indexOf(impairment) + 1;
    this.#since[signal] = since;
    this.#revision++;
  }

  /** The signals whose impairment has changed since this was last asked. */
  takeChanged(): readonly number[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  counts(): ImpairmentCounts {
    return { ...this.#counts };
  }

  /** Those that are impaired, by their places, in order. */
  forEach(visit: (signal: number, impairment: Impairment, since: EpochMs) => void): void {
    for (let signal = 0; signal < this.#places.length; signal++) {
      const impairment = this.of(signal);
      if (impairment !== undefined) visit(signal, impairment, epochMs(this.#since[signal] as number));
    }
  }
}
