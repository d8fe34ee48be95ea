import { type EpochMs, epochMs } from "../basics/index.ts";
import { type Schedule, standingAt } from "../schedule/index.ts";
import type { AlarmRule } from "./rule.ts";

interface Hours {
  readonly schedule: Schedule;
  /** The span within which the answer below is known to hold. */
  from: EpochMs;
  until: EpochMs;
  inForce: boolean;
  /** When the rule was last said to turn next. */
  turnsAt: EpochMs;
}

/** When rules count: one with a schedule only while that is in force, the others always. A pure function of time; what is kept is only what it last came to. */
export class RuleHours {
  readonly #hours = new Map<number, Hours>();

  constructor(rules: readonly AlarmRule[]) {
    for (const [place, { during }] of rules.entries()) {
      if (during !== undefined)
        this.#hours.set(place, { schedule: during, from: NOT_YET, until: NOT_YET, inForce: false, turnsAt: NOT_YET });
    }
  }

  /** Whether the rule counts at an instant. */
  counts(rule: number, at: EpochMs): boolean {
    const hours = this.#hours.get(rule);
    if (hours === undefined) return true;
    if (at < hours.from || at >= hours.until) {
      const { inForce, until } = standingAt(hours.schedule, at);
      hours.from = at;
      hours.until = until;
      hours.inForce = inForce;
    }
    return hours.inForce;
  }

  /** Places of the rules that have a schedule. */
  places(): Iterable<number> {
    return this.#hours.keys();
  }

  /** The first instant after `at` at which that may change, to be waited for; undefined when it never does. */
  turnsAfter(rule: number, at: EpochMs): EpochMs | undefined {
    const hours = this.#hours.get(rule);
    if (hours === undefined) return undefined;
    hours.turnsAt = standingAt(hours.schedule, at).until;
    return Number.isFinite(hours.turnsAt) ? hours.turnsAt : undefined;
  }

  /** Whether that is the instant that was waited for. */
  isTurn(rule: number, at: EpochMs): boolean {
    return this.#hours.get(rule)?.turnsAt === at;
  }

  /** Whether the rule begins or ceases to count at an instant, and which. */
  turnAt(rule: number, at: EpochMs): "begins" | "ceases" | undefined {
    const before = this.counts(rule, epochMs(at - 1));
    const after = this.counts(rule, at);
    if (before === after) return undefined;
    return after ? "begins" : "ceases";
  }
}

const NOT_YET = epochMs(Number.NEGATIVE_INFINITY);
