import { type DurationMs, type EpochMs, elapsed, hours, milliseconds, plus } from "../basics/index.ts";
import type { RuleId } from "./rule.ts";

/**
 * Longest time a member of a group may stay unheard after most others were heard, without being told for itself. Chosen: whoever dealt with
 * the outage is still there then, and no sensor that reports hourly or more often is told in vain.
 */
const LONGEST_WAIT: DurationMs = hours(1);

/** How long a member whose own time is `after` is waited for: its own time anew. */
const waitFor = (after: DurationMs): DurationMs => milliseconds(Math.min(after, LONGEST_WAIT));

/** A group that is about to end, and from when on, as plain data. */
export interface SavedEnding {
  readonly id: RuleId;
  readonly since: EpochMs;
}

/**
 * Groups of silences of which most members are heard again: when a network comes back, devices are heard one after another. Until its own
 * time is over anew, one that is not heard yet stays part of the group, whose alarm stands as long as it covers any.
 */
export class SilenceEndings {
  readonly #since = new Map<number, EpochMs>();

  /** Undefined of a group that is not about to end. */
  since(group: number): EpochMs | undefined {
    return this.#since.get(group);
  }

  begin(group: number, at: EpochMs): void {
    this.#since.set(group, at);
  }

  /** It has ended, or most are silent again. Says whether it was about to end. */
  forget(group: number): boolean {
    return this.#since.delete(group);
  }

  /** When a member whose own time is `after` is no longer waited for; undefined while the group is not about to end. */
  waitsUntil(group: number, after: DurationMs): EpochMs | undefined {
    const since = this.#since.get(group);
    return since === undefined ? undefined : plus(since, waitFor(after));
  }

  /** Whether a silent member whose own time is `after` is part of the group at `now`. */
  covers(group: number, after: DurationMs, now: EpochMs): boolean {
    const until = this.waitsUntil(group, after);
    return until === undefined || elapsed(now, until) > 0;
  }

  /** Nobody could be heard until `now`: every wait begins anew. */
  beginAnew(now: EpochMs): Iterable<number> {
    for (const group of this.#since.keys()) this.#since.set(group, now);
    return this.#since.keys();
  }

  save(idOf: (group: number) => RuleId): readonly SavedEnding[] {
    return [...this.#since].sort(([a], [b]) => a - b).map(([group, since]) => ({ id: idOf(group), since }));
  }
}
