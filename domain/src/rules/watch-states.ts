import type { EpochMs } from "../basics/index.ts";
import type { AlarmRule, RuleId } from "./rule.ts";
import type { Watched, WatchInput, World } from "./watch.ts";
import { isWatchRule, stepWatch, type WatchMemory, type WatchRule } from "./watch-rules.ts";

/** What a watching rule knows, with the version of the rule it belongs to; plain data. */
export interface SavedWatch {
  readonly id: RuleId;
  readonly version: string;
  readonly watched: Watched<WatchMemory>;
}

/** What each watching rule last answered, by the place of the rule. Its memory is never changed in place, so nothing need be copied. */
export class WatchStates {
  readonly #watched = new Map<number, Watched<WatchMemory>>();
  readonly #rules = new Map<number, WatchRule>();

  /** A rule goes on from what was saved while it is the same; under another version it begins anew. */
  constructor(rules: readonly AlarmRule[], saved: readonly SavedWatch[] = []) {
    const known = new Map(saved.map(({ id, version, watched }) => [`${id}@${version}`, watched]));
    for (const [place, rule] of rules.entries()) {
      if (!isWatchRule(rule)) continue;
      this.#rules.set(place, rule);
      const before = known.get(`${rule.id}@${rule.version}`);
      if (before !== undefined) this.#watched.set(place, before);
    }
  }

  /** The places of all watching rules, in order. */
  places(): Iterable<number> {
    return this.#rules.keys();
  }

  step(place: number, input: WatchInput, world: World): Watched<WatchMemory> {
    const watched = stepWatch(this.#rules.get(place) as WatchRule, this.#watched.get(place)?.memory, input, world);
    this.#watched.set(place, watched);
    return watched;
  }

  /** What the rule answered last; undefined while it was never stepped. */
  last(place: number): Watched<WatchMemory> | undefined {
    return this.#watched.get(place);
  }

  lookAgainAt(place: number): EpochMs | undefined {
    return this.#watched.get(place)?.lookAgainAt;
  }

  save(): readonly SavedWatch[] {
    return [...this.#watched].map(([place, watched]) => {
      const { id, version } = this.#rules.get(place) as WatchRule;
      return { id, version, watched };
    });
  }
}
