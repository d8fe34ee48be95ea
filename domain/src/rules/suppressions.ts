import { type EpochMs, epochMs, plus } from "../basics/index.ts";
import type { Moment } from "./condition-recorder.ts";
import { lookAgainAt, truthOf } from "./expression/index.ts";
import type { RuleId, Suppression } from "./rule.ts";
import type { RuleBook } from "./rule-book.ts";

/** How the suppression of a rule stands, as plain data. */
export interface SavedSuppression {
  readonly id: RuleId;
  readonly version: string;
  /** Receive time since when its condition has been true; absent while it is not. */
  readonly since?: EpochMs;
  /** What whoever takes the changes was last told of the occurrence under way. */
  readonly isTold: boolean;
}

interface State {
  readonly suppression: Suppression;
  since: EpochMs | undefined;
  isTold: boolean;
  /** When it was last said to be looked at again. */
  lookAt: EpochMs | undefined;
}

/**
 * Suppression by design (IEC 62682): while what a rule names is so, a door open, a defrost, a purge, its alarm is recorded and not
 * annunciated. What is not known suppresses nothing, and nothing suppresses for longer than it may.
 */
export class Suppressions {
  readonly #book: RuleBook;
  readonly #states = new Map<number, State>();

  /** A suppression goes on from what was saved while its rule is the same; under another version it begins anew. */
  constructor(book: RuleBook, saved: readonly SavedSuppression[] = []) {
    this.#book = book;
    const known = new Map(saved.map((state) => [state.id, state]));
    for (const [place, { id, version, suppression }] of book.index.rules.entries()) {
      if (suppression === undefined) continue;
      const before = known.get(id);
      const since = before?.version === version ? before.since : undefined;
      // Of an occurrence that goes on, what was told stays told whatever the rule has become.
      this.#states.set(place, { suppression, since, isTold: before?.isTold ?? false, lookAt: undefined });
    }
  }

  save(): readonly SavedSuppression[] {
    return [...this.#states].map(([place, { since, isTold }]) => {
      const { id, version } = this.#book.index.rule(place);
      return { id, version, ...(since === undefined ? {} : { since }), isTold };
    });
  }

  /** After a change of the site: what was held back by a suppression that its rule no longer has is told. `before` is as it was saved. */
  release(before: readonly SavedSuppression[], moment: Moment): void {
    const held = new Set(before.flatMap(({ id, isTold }) => (isTold ? [id] : [])));
    if (held.size === 0) return;
    for (const [rule, { id }] of this.#book.index.rules.entries()) {
      const occurrenceId = this.#book.occurrenceOf(rule);
      if (!held.has(id) || this.#states.has(rule) || occurrenceId === undefined) continue;
      this.#book.record(rule, moment, { change: "unsuppressed", occurrenceId, reason: "its rule does not suppress it any more" });
    }
  }

  /** A signal that suppressions look at has said something. */
  tellSignal(signal: number, moment: Moment): void {
    for (const rule of this.#book.index.suppressedBy(signal)) this.#look(rule, moment);
  }

  lookAround(moment: Moment): void {
    for (const rule of this.#states.keys()) this.#look(rule, moment);
  }

  /** A deadline of the rule has come, perhaps that of its suppression. */
  pass(rule: number, moment: Moment): void {
    if (this.#states.get(rule)?.lookAt === moment.at) this.#look(rule, moment);
  }

  /** Waits again for what a saved suppression waits for. */
  schedule(rule: number, now: EpochMs): void {
    const state = this.#states.get(rule);
    if (state === undefined) return;
    state.lookAt = undefined;
    this.#wait(rule, state, { at: now, receivedAt: now, position: 0 });
  }

  /** Why an alarm raised at this moment is not to be annunciated, as people read it; undefined when it is. */
  atRaise(rule: number, { receivedAt }: Moment): string | undefined {
    const state = this.#states.get(rule);
    if (state === undefined) return undefined;
    state.isTold = isSuppressing(state, receivedAt);
    return state.isTold ? state.suppression.name : undefined;
  }

  #look(rule: number, moment: Moment): void {
    const state = this.#states.get(rule) as State;
    const isTrue = truthOf(state.suppression.when, this.#book.world(moment)) === "true";
    state.since = isTrue ? (state.since ?? moment.receivedAt) : undefined;
    this.#wait(rule, state, moment);
    const occurrenceId = this.#book.occurrenceOf(rule);
    const isNow = isSuppressing(state, moment.receivedAt);
    if (occurrenceId === undefined || isNow === state.isTold) return;
    state.isTold = isNow;
    const { name, atMost } = state.suppression;
    if (isNow)
      this.#book.record(rule, moment, { change: "suppressed", occurrenceId, reason: `suppressed by design: ${name}`, suppressedBy: name });
    else {
      const reason = isTrue ? `${name} for longer than ${atMost / 60_000} min` : `not suppressed any more: ${name} is over, or not known`;
      this.#book.record(rule, moment, { change: "unsuppressed", occurrenceId, reason });
    }
  }

  #wait(rule: number, state: State, moment: Moment): void {
    if (state.since === undefined) {
      state.lookAt = undefined;
      return;
    }
    const over = plus(state.since, state.suppression.atMost);
    const unknown = lookAgainAt(state.suppression.when, this.#book.world(moment)) ?? Number.POSITIVE_INFINITY;
    const lookAt = epochMs(Math.min(over > moment.receivedAt ? over : Number.POSITIVE_INFINITY, unknown));
    if (lookAt === state.lookAt || !Number.isFinite(lookAt)) return;
    state.lookAt = lookAt;
    this.#book.deadlines.add(lookAt, rule);
  }
}

const isSuppressing = ({ since, suppression }: State, now: EpochMs): boolean => since !== undefined && now < since + suppression.atMost;
