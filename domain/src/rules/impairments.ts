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
  fault: "faulty",
  inhibited: "inhibited",
  "warm-up": "warming-up",
  calibration: "calibrating",
};

/** What impairs each signal now, and how many each impairment has: kept as it changes, so that asking costs nothing. */
export class Impairments {
  /** 0 for none, else one more than the place in IMPAIRMENTS. */
  readonly #places: Uint8Array;
  readonly #changed = new Set<number>();
  readonly #counts: Record<Impairment, number> = { ...NOTHING_IMPAIRED };

  constructor(signals: number) {
    this.#places = new Uint8Array(signals);
  }

  of(signal: number): Impairment | undefined {
    const place = this.#places[signal] as number;
    return place === 0 ? undefined : IMPAIRMENTS[place - 1];
  }

  set(signal: number, impairment: Impairment | undefined): void {
    const before = this.of(signal);
    if (before === impairment) return;
    if (before !== undefined) this.#counts[before]--;
    if (impairment !== undefined) this.#counts[impairment]++;
    this.#changed.add(signal);
    this.#places[signal] = impairment === undefined ? 0 : IMPAIRMENTS.indexOf(impairment) + 1;
  }

  /** The signals that are impaired now. */
  *impaired(): Generator<readonly [signal: number, impairment: Impairment]> {
    for (const [signal, place] of this.#places.entries()) if (place !== 0) yield [signal, IMPAIRMENTS[place - 1] as Impairment];
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
}
