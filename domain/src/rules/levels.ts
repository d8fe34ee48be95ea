import { type EpochMs, epochMs } from "../basics/index.ts";
import type { Sample } from "../telemetry/index.ts";
import type { DecidingSample, Moment } from "./condition-recorder.ts";
import { type DelayStep, expireDelay, type Observation, type RuleState, stepDelays, suspend } from "./delays.ts";
import { FigureStates, type SavedFigure } from "./figure-states.ts";
import type { Away } from "./figures/index.ts";
import { observe, observeSample } from "./observe.ts";
import type { OverRangeRule } from "./over-range.ts";
import { reasonOfOverRange, reasonOfRung, reasonToClear, reasonToRaise, said } from "./reason.ts";
import type { AlarmRule, LimitRule, RuleId, StateRule } from "./rule.ts";
import type { RuleBook } from "./rule-book.ts";
import type { Watching } from "./watching.ts";

/** What is known of such rules besides where they stand, as plain data. */
export interface SavedLevels {
  /** Rules in whose late samples an excursion is under way. */
  readonly historical: readonly RuleId[];
  readonly figures: readonly SavedFigure[];
}

/** How a sample is to be taken. */
export interface Manner {
  /** More time has passed since the sample before than the signal's hold. */
  readonly afterGap: boolean;
  /** It is not to be believed: it ends no alarm. */
  readonly isSuspect: boolean;
}

/**
 * Rules that are held against each sample of their own signal: limits on its value or on a figure of it, and states. The limits on one value
 * are the levels of a ladder: up at once, down one after the other and on evidence only.
 */
export class Levels {
  readonly #book: RuleBook;
  readonly #watching: Watching;
  readonly #figures: FigureStates;
  /** Rules in whose late samples an excursion is under way. */
  readonly #late = new Set<number>();

  constructor(book: RuleBook, watching: Watching, saved: SavedLevels) {
    this.#book = book;
    this.#watching = watching;
    this.#figures = new FigureStates(book.index.rules, saved.figures);
    book.figures = this.#figures;
    const late = new Set(saved.historical);
    for (const [rule, { id }] of book.index.rules.entries()) if (late.has(id)) this.#late.add(rule);
  }

  save(): SavedLevels {
    const historical = [...this.#late].sort((a, b) => a - b).map((rule) => this.#book.index.rule(rule).id);
    return { historical, figures: this.#figures.save() };
  }

  evaluate(rule: number, definition: LimitRule | StateRule, sample: DecidingSample & Sample, how: Manner, moment: Moment): void {
    const { afterGap, isSuspect } = how;
    const held = isOnFigure(definition) ? this.#stepFigure(rule, sample, isSuspect, moment) : sample.value;
    const value = held === "away" ? undefined : held;
    const observation = held === "away" ? "gone" : this.#observed(definition, held, sample, isSuspect);
    const state = this.#book.state(rule);
    if (state.kind === "normal" && observation !== "met") return;
    if (!this.#book.hours.counts(rule, sample.at)) {
      if (state.kind !== "normal") this.#book.endOutOfHours(rule, moment);
      return;
    }
    const step = stepDelays(
      state,
      observation,
      { at: moment.at, receivedAt: moment.receivedAt, afterGap },
      this.#book.delays(rule, moment.at),
    );
    this.#settle(rule, definition, step, moment, value === undefined ? undefined : { value, quality: sample.quality });
  }

  /** A figure that cannot be told neither meets a condition nor ends one. */
  #observed(definition: LimitRule | StateRule, value: number | undefined, { overRange }: Sample, isSuspect: boolean): Observation {
    return value === undefined ? "inside-deadband" : observeSample(definition, value, { isOverRange: overRange === true, isSuspect });
  }

  /** A suspect sample is not part of a figure: it counts as not watched, and the figure is left as it is. */
  #stepFigure(rule: number, sample: Sample, isSuspect: boolean, moment: Moment): number | Away | undefined {
    if (isSuspect) return undefined;
    const value = this.#figures.step(rule, sample, this.#book.index.signalOf(rule).hold);
    const notAssessable = this.#book.index.notAssessableRule(rule);
    if (notAssessable !== undefined && !this.#isAsBefore(notAssessable, value !== undefined, this.#figures.isFilling(rule, sample.at)))
      this.#watching.tell(notAssessable, { kind: "sample", sample }, moment);
    return value;
  }

  /** Whether the rule for a figure that cannot be told is normal and would answer as it did: nearly always, and then it need not be asked. */
  #isAsBefore(rule: number, isTold: boolean, isFilling: boolean): boolean {
    if (this.#book.state(rule).kind !== "normal") return false;
    const answered = this.#watching.last(rule)?.observation;
    return isTold ? answered === "gone" : isFilling && answered === "inside-deadband";
  }

  /** Carries out what a step of the delays came to. */
  #settle(rule: number, definition: LimitRule | StateRule, step: DelayStep, moment: Moment, deciding: DecidingSample | undefined): void {
    const state = this.#book.state(rule);
    switch (step.kind) {
      case "stay":
        this.#book.put(rule, step.state);
        if (step.state !== state) this.#book.scheduleDelay(rule);
        return;
      case "raise":
        this.#raise(rule, definition, moment, deciding, since(state, moment.at));
        return;
      case "clear": {
        // Down only on evidence, one level after the other.
        if (this.#isAboveActive(rule)) {
          this.#book.put(rule, suspend(state));
          return;
        }
        this.#book.clear(rule, moment, {
          reason: reasonToClear(definition, this.#book.index.signalOf(rule), deciding?.value),
          sample: deciding,
        });
        this.#comeDown(rule, moment);
      }
    }
  }

  #raise(rule: number, definition: LimitRule | StateRule, moment: Moment, deciding?: DecidingSample, metSince?: EpochMs): void {
    const reason = reasonToRaise(definition, this.#book.index.signalOf(rule), { at: moment.at, value: deciding?.value, metSince });
    this.#book.raise(rule, moment, { reason, sample: deciding });
    this.#climb(rule, definition, moment, deciding);
  }

  /** Up at once: whoever is beyond a level is beyond those below it, whatever their delays still wait for. */
  #climb(rule: number, above: LimitRule | StateRule, moment: Moment, deciding: DecidingSample | undefined): void {
    const { index } = this.#book;
    for (let below = index.rungBelow(rule); below !== undefined; below = index.rungBelow(below)) {
      const state = this.#book.state(below);
      if (state.kind === "clearing") this.#book.put(below, { kind: "active", occurrenceId: state.occurrenceId });
      else if (state.kind !== "active")
        this.#book.raise(below, moment, { reason: reasonOfRung(above, index.signalOf(below)), sample: deciding });
    }
  }

  /** Whoever is over the range is beyond every high level, whatever its delay still waits for. */
  climbOverRange(signal: number, moment: Moment, deciding: DecidingSample): void {
    const { index } = this.#book;
    for (let rule = index.firstRule(signal); rule < index.endOfRules(signal); rule++) {
      const definition = index.rule(rule);
      if (definition.kind !== "limit" || definition.of !== undefined || definition.direction !== "high") continue;
      const state = this.#book.state(rule);
      if (!this.#book.hours.counts(rule, moment.at)) continue;
      if (state.kind === "clearing") this.#book.put(rule, { kind: "active", occurrenceId: state.occurrenceId });
      else if (state.kind !== "active")
        this.#book.raise(rule, moment, { reason: reasonOfOverRange(index.signalOf(rule)), sample: deciding });
    }
  }

  #isAboveActive(rule: number): boolean {
    const above = this.#book.index.rungAbove(rule);
    return above !== undefined && this.#book.isActive(above);
  }

  /** The level below may have been kept by the one that has just ended. */
  #comeDown(rule: number, moment: Moment): void {
    const below = this.#book.index.rungBelow(rule);
    if (below === undefined || !this.#book.isActive(below)) return;
    const definition = this.#book.index.rule(below);
    const newest = this.newest(below);
    if (!isEvaluated(definition) || newest === undefined) return;
    const { at, receivedAt } = moment;
    const step = stepDelays(
      this.#book.state(below),
      observe(definition, newest.value),
      { at, receivedAt, afterGap: false },
      this.#book.delays(below, at),
    );
    this.#settle(below, definition, step, moment, newest);
  }

  /** Evaluates a rule that has begun to count, by the newest sample while that still says what is so. */
  begin(rule: number, definition: LimitRule | StateRule, moment: Moment): void {
    const signal = this.#book.index.signalOfRule(rule);
    const newest = this.newest(rule);
    const heardAt = this.#book.memory.newest(signal)?.receivedAt ?? 0;
    const isHeld = heardAt + this.#book.index.signalOf(rule).hold >= moment.at;
    if (newest === undefined || newest.quality === "maintenance" || !isHeld || this.#book.memory.columns.faulty[signal] !== 0) return;
    const { at, receivedAt } = moment;
    const isOverRange = this.#book.memory.newest(signal)?.overRange === true;
    const observation = observeSample(definition, newest.value, { isOverRange, isSuspect: this.#book.isSuspect(signal) });
    const step = stepDelays(this.#book.state(rule), observation, { at, receivedAt, afterGap: false }, this.#book.delays(rule, at));
    this.#settle(rule, definition, step, moment, newest);
  }

  passDelay(rule: number, definition: LimitRule | StateRule, moment: Moment): void {
    const state = this.#book.state(rule);
    if ((state.kind !== "pending" && state.kind !== "clearing") || state.dueAt !== moment.at) return;
    const heldUntil = epochMs(this.#book.heardAt(this.#book.index.signalOfRule(rule)) + this.#book.index.signalOf(rule).hold);
    const step = expireDelay(state, heldUntil);
    if (step.kind === "clear" && !this.#isAboveActive(rule)) {
      this.#book.clear(rule, moment, { reason: "stayed back inside the limit for the whole off-delay", sample: this.newest(rule) });
      this.#comeDown(rule, moment);
    } else this.#settle(rule, definition, step, moment, this.newest(rule));
  }

  /** A late sample changes no live state; an excursion in it is told once, until late samples are inside the limit again. */
  readLate(sample: Sample, signal: number, moment: Moment): void {
    const { index } = this.#book;
    for (let rule = index.firstRule(signal); rule < index.endOfRules(signal); rule++) {
      const definition = index.rule(rule);
      // A figure goes by samples in their order; a late one does not belong to it.
      if (isOnFigure(definition) || !(isEvaluated(definition) || definition.kind === "over-range")) continue;
      const observation = this.#book.hours.counts(rule, sample.at) ? observeLate(definition, sample) : "gone";
      if (observation === "gone") this.#late.delete(rule);
      if (observation !== "met" || this.#late.has(rule)) continue;
      this.#late.add(rule);
      this.#book.recordHistorical(rule, moment, `${said(index.signalOf(rule), sample.value)} in a late sample`, sample);
    }
  }

  /** What the rule last held against its limit: the newest value, or its figure then. */
  newest(rule: number): DecidingSample | undefined {
    const sample = this.#book.memory.newest(this.#book.index.signalOfRule(rule));
    if (sample === undefined || !isOnFigure(this.#book.index.rule(rule))) return sample && { value: sample.value, quality: sample.quality };
    const value = this.#figures.value(rule);
    return value === undefined || value === "away" ? undefined : { value, quality: sample.quality };
  }

  /** Whether the figure of the rule was last surely not on its way to its limit. */
  isAway(rule: number): boolean {
    return this.#figures.value(rule) === "away";
  }
}

/** Rules that are held against each sample of their own signal. */
export const isEvaluated = (rule: AlarmRule): rule is LimitRule | StateRule => rule.kind === "limit" || rule.kind === "state";

const isOnFigure = (rule: AlarmRule): boolean => rule.kind === "limit" && rule.of !== undefined;

/** A late sample is told for itself; what was read before it, and made it suspect, is not asked. */
function observeLate(rule: LimitRule | StateRule | OverRangeRule, sample: Sample): Observation {
  const isOverRange = sample.overRange === true;
  if (rule.kind === "over-range") return isOverRange ? "met" : "gone";
  return observeSample(rule, sample.value, { isOverRange, isSuspect: false });
}

const since = (state: RuleState, otherwise: EpochMs): EpochMs => (state.kind === "pending" ? state.since : otherwise);
