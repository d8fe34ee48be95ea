/** Why a signal does not protect as it should at this moment, gravest first. */
export const IMPAIRMENTS = ["silent", "faulty", "maintenance", "simulated", "uncertain"] as const;
export type Impairment = (typeof IMPAIRMENTS)[number];

/** What impairs each signal now, and how many each impairment has: kept as it changes, so that asking costs nothing. */
export class Impairments {
  /** 0 for none, else one more than the place in IMPAIRMENTS. */
  readonly #places: Uint8Array;
  readonly #counts: Record<Impairment, number> = { silent: 0, faulty: 0, maintenance: 0, simulated: 0, uncertain: 0 };

  constructor(signals: number) {
    this.#places = new Uint8Array(signals);
  }

  of(signal: number): Impairment | undefined {
    return IMPAIRMENTS[(this.#places[signal] as number) - 1];
  }

  set(signal: number, impairment: Impairment | undefined): void {
    const before = this.of(signal);
    if (before === impairment) return;
    if (before !== undefined) this.#counts[before]--;
    if (impairment !== undefined) this.#counts[impairment]++;
    this.#places[signal] = impairment === undefined ? 0 : IMPAIRMENTS.indexOf(impairment) + 1;
  }

  counts(): Readonly<Record<Impairment, number>> {
    return { ...this.#counts };
  }
}
