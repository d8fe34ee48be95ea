import { type EpochMs, days, minus } from "../basics/index.ts";
import type { DoorAuthorisation, SignalKey } from "../telemetry/index.ts";

/** Chosen: a door's late word is history after minutes, and what ended longer ago accounts for nothing any more. */
const KEPT_AFTER_END = days(1);

/** Leave to open sealed doors, as the log has told it; a pure function of its records. */
export class Authorisations {
  readonly #known: Map<string, DoorAuthorisation>;

  constructor(saved: readonly DoorAuthorisation[] = []) {
    this.#known = new Map(saved.map((authorisation) => [authorisation.id, authorisation]));
  }

  /**
   * Takes one, and says whether that is anything new. It counts from when the log had it at the soonest: leave that is given afterwards
   * accounts for nothing. Of one that is known only its withdrawal is news.
   */
  take(authorisation: DoorAuthorisation, receivedAt: EpochMs): boolean {
    for (const [id, { to }] of this.#known) if (to < minus(receivedAt, KEPT_AFTER_END)) this.#known.delete(id);
    const { id, from, withdrawnAt } = authorisation;
    const known = this.#known.get(id);
    if (known !== undefined && (withdrawnAt === undefined || known.withdrawnAt !== undefined)) return false;
    this.#known.set(
      id,
      known === undefined ? { ...authorisation, from: later(from, receivedAt) } : { ...known, withdrawnAt: withdrawnAt as EpochMs },
    );
    return true;
  }

  of(door: SignalKey): readonly DoorAuthorisation[] {
    return [...this.#known.values()].filter((authorisation) => authorisation.door === door);
  }

  save(): readonly DoorAuthorisation[] {
    return [...this.#known.values()];
  }
}

const later = (one: EpochMs, other: EpochMs): EpochMs => (one > other ? one : other);
