import { type EpochMs, epochMs, plus, unreachable } from "../basics/index.ts";
import type { LogPosition, Reading, Sample, SignalKey } from "../telemetry/index.ts";
import type { ConditionChange } from "./condition.ts";
import { Deadlines } from "./deadlines.ts";
import { begunBy, expireDelay, NEVER, NORMAL, type RuleState, stepDelays, suspend, underOtherFigures } from "./delays.ts";
import { FigureStates, type SavedFigure } from "./figure-states.ts";
import { type Impairment, Impairments } from "./impairments.ts";
import { observe } from "./observe.ts";
import { occurrenceIdOf } from "./occurrence.ts";
import { QuietRules } from "./quiet-rules.ts";
import { reasonToClear, reasonToRaise, said } from "./reason.ts";
import type { AlarmRule, LimitRule, RuleId, Signal, SilenceRule, StateRule } from "./rule.ts";
import { type SignalColumns, SignalMemory } from "./signal-memory.ts";

/** Where a rule stands, and what it last held against its condition: the newest value, or its figure then. */
export interface RuleStanding {
  readonly state: RuleState;
  readonly value?: number;
}

/** One record of the accepted log, as far as rules go. */
export type FoldInput = { readonly position: LogPosition; readonly receivedAt: EpochMs } & (
  | { readonly kind: "readings"; readonly readings: readonly Reading[] }
  | { readonly kind: "tick" }
  | { readonly kind: "started" }
  | { readonly kind: "site"; readonly signals: readonly Signal[] }
);

/** Everything a fold knows, as plain data (structured clone): with the same signals, going on from it equals never having stopped. */
export interface FoldState {
  readonly now: EpochMs;
  readonly columns: SignalColumns;
  /** Rules that are not normal, with the version of the rule that brought them there. */
  readonly rules: readonly { readonly id: RuleId; readonly version: string; readonly state: RuleState }[];
  /** Rules in whose late samples an excursion is under way. */
  readonly historical: readonly RuleId[];
  readonly figures: readonly SavedFigure[];
}

/** The newest reading of a signal and what impairs it; times are absent before the first. */
export interface SignalView {
  readonly at?: EpochMs;
  readonly receivedAt?: EpochMs;
  readonly value?: number;
  readonly quality?: Sample["quality"];
  readonly impairment?: Impairment;
}

const NOTHING: readonly ConditionChange[] = [];

/**
 * Evaluates every alarm rule over the accepted log: the same records in the same order give the same changes, whenever and wherever
 * they are folded. No clock: time is what the records say. The cost of a reading depends on the rules of its own signal only.
 */
export class RuleFold {
  #memory: SignalMemory;
  #signals: readonly Signal[] = [];
  #places = new Map<SignalKey, number>();
  #rules: AlarmRule[] = [];
  /** Rules of signal i stand at `#firstRule[i]` up to `#firstRule[i + 1]`. */
  #firstRule = new Uint32Array(1);
  #signalOfRule = new Uint32Array(0);
  #states: RuleState[] = [];
  #quiet = new QuietRules([]);
  #historical = new Set<number>();
  #deadlines = new Deadlines();
  #impairments = new Impairments(0);
  #figures = new FigureStates([]);
  #now: EpochMs;
  #changes: ConditionChange[] = [];

  constructor(signals: readonly Signal[], saved?: FoldState) {
    this.#now = saved?.now ?? epochMs(0);
    const keys = signals.map(({ key }) => key);
    this.#memory = saved === undefined ? SignalMemory.empty(keys, this.#now) : new SignalMemory(saved.columns).movedTo(keys, this.#now);
    this.#adopt(signals, saved?.figures ?? []);
    const states = new Map(saved?.rules.map((rule) => [rule.id, rule.state]));
    const historical = new Set(saved?.historical);
    this.#take(({ id }) => states.get(id), historical);
  }

  /** Takes the next record. The changes are in the order in which they came about. */
  apply(input: FoldInput): readonly ConditionChange[] {
    this.#now = input.receivedAt;
    switch (input.kind) {
      case "readings":
        for (const reading of input.readings) this.#read(reading, input.position);
        break;
      case "site":
        this.#changeSignals(input.signals, input.position);
        break;
      case "started":
        this.#restart(input.receivedAt);
        break;
      case "tick":
        break;
      default:
        unreachable(input);
    }
    // After the record, not before: what it says counts against a deadline that ends without a sample.
    if (this.#deadlines.soonest <= input.receivedAt) this.#passDeadlines(input);
    if (this.#changes.length === 0) return NOTHING;
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  save(): FoldState {
    const rules = [];
    for (const [rule, state] of this.#states.entries()) {
      const { id, version } = this.#rules[rule] as AlarmRule;
      if (state.kind !== "normal") rules.push({ id, version, state });
    }
    const historical = [...this.#historical].sort((a, b) => a - b).map((rule) => (this.#rules[rule] as AlarmRule).id);
    return { now: this.#now, columns: this.#memory.save(), rules, historical, figures: this.#figures.save() };
  }

  view(key: SignalKey): SignalView | undefined {
    const signal = this.#places.get(key);
    if (signal === undefined) return undefined;
    const impairment = this.#impairments.of(signal);
    return { ...this.#memory.newest(signal), ...(impairment === undefined ? {} : { impairment }) };
  }

  /** For people who ask about one rule: it is looked for among all. */
  stateOf(id: RuleId): RuleStanding | undefined {
    const rule = this.#rules.findIndex((definition) => definition.id === id);
    if (rule < 0) return undefined;
    const value = this.#newest(rule, this.#signalOfRule[rule] as number)?.value;
    return { state: this.#states[rule] as RuleState, ...(value === undefined ? {} : { value }) };
  }

  /** Until then a tick changes nothing. Infinite when nothing waits for time to pass. */
  get nextDeadline(): number {
    return this.#deadlines.soonest;
  }

  /** How many signals have each impairment now. */
  impaired(): Readonly<Record<Impairment, number>> {
    return this.#impairments.counts();
  }

  // ------------------------------------------------------------------------------------------------ readings

  #read(reading: Reading, position: LogPosition): void {
    const signal = this.#places.get(reading.signal);
    if (signal === undefined) return;
    const { evaluatedAt, heardAt, faulty } = this.#memory.columns;
    if (reading.historical || reading.at < (evaluatedAt[signal] as number)) {
      if (reading.kind === "sample" && reading.quality !== "maintenance") this.#readHistorical(reading, signal, position);
      return;
    }
    if (reading.kind === "fault") {
      faulty[signal] = 1;
      this.#noteImpairment(signal);
      return;
    }
    faulty[signal] = 0;
    heardAt[signal] = reading.receivedAt;
    const { hold } = this.#signals[signal] as Signal;
    // The comparison is false for NaN: a first sample has no gap before it that could break a delay.
    const afterGap = reading.at - (evaluatedAt[signal] as number) > hold;
    this.#memory.remember(signal, reading);
    const isMeasurement = reading.quality !== "maintenance";
    if (isMeasurement) evaluatedAt[signal] = reading.at;
    const end = this.#firstRule[signal + 1] as number;
    for (let rule = this.#firstRule[signal] as number; rule < end; rule++) {
      if (this.#quiet.has(rule, reading.value)) continue;
      const definition = this.#rules[rule] as AlarmRule;
      if (definition.kind === "silence") this.#hear(rule, definition, reading, position);
      else if (isMeasurement) this.#evaluate(rule, definition, reading, afterGap, position);
    }
    this.#noteImpairment(signal);
  }

  #evaluate(rule: number, definition: LimitRule | StateRule, sample: Sample, afterGap: boolean, position: LogPosition): void {
    const value =
      definition.kind === "limit" && definition.of !== undefined
        ? this.#figures.step(rule, sample, this.#signalOf(rule).hold)
        : sample.value;
    // A figure that cannot be told neither meets a condition nor ends one.
    const observation = value === undefined ? "inside-deadband" : observe(definition, value);
    const state = this.#states[rule] as RuleState;
    if (state.kind === "normal" && observation !== "met") return;
    const step = stepDelays(state, observation, { at: sample.at, receivedAt: sample.receivedAt, afterGap }, definition);
    if (step.kind === "stay") {
      this.#put(rule, step.state);
      if (step.state !== state) this.#schedule(rule);
      return;
    }
    const moment = { at: sample.at, receivedAt: sample.receivedAt, position };
    const deciding = value === undefined ? undefined : { value, quality: sample.quality };
    if (step.kind === "raise") this.#raise(rule, moment, deciding, since(state, sample.at));
    else this.#clear(rule, moment, step.occurrenceId, reasonToClear(definition, this.#signalOf(rule), value), deciding);
  }

  #hear(rule: number, definition: SilenceRule, sample: Sample, position: LogPosition): void {
    const state = this.#states[rule] as RuleState;
    if (state.kind !== "active") return;
    const moment = { at: sample.at, receivedAt: sample.receivedAt, position };
    this.#clear(rule, moment, state.occurrenceId, `heard again: ${said(this.#signalOf(rule), sample.value)}`, sample);
    this.#deadlines.add(plus(sample.receivedAt, definition.after), rule);
  }

  /** A late sample changes no live state; an excursion in it is told once, until late samples are inside the limit again. */
  #readHistorical(sample: Sample, signal: number, position: LogPosition): void {
    const end = this.#firstRule[signal + 1] as number;
    for (let rule = this.#firstRule[signal] as number; rule < end; rule++) {
      const definition = this.#rules[rule] as AlarmRule;
      // A figure goes by samples in their order; a late one does not belong to it.
      if (definition.kind === "silence" || (definition.kind === "limit" && definition.of !== undefined)) continue;
      const observation = observe(definition, sample.value);
      if (observation === "gone") this.#historical.delete(rule);
      if (observation !== "met" || this.#historical.has(rule)) continue;
      this.#historical.add(rule);
      const moment = { at: sample.at, receivedAt: sample.receivedAt, position };
      this.#emit(
        rule,
        moment,
        "historical",
        this.#newOccurrence(moment),
        `${said(this.#signalOf(rule), sample.value)} in a late sample`,
        sample,
      );
    }
  }

  // ------------------------------------------------------------------------------------------------ time

  #passDeadlines({ position, receivedAt }: FoldInput): void {
    while (this.#deadlines.soonest <= receivedAt) {
      const dueAt = epochMs(this.#deadlines.soonest);
      const rule = this.#deadlines.pop() as number;
      const definition = this.#rules[rule] as AlarmRule;
      if (definition.kind === "silence") this.#passSilence(rule, definition, dueAt, position, receivedAt);
      else this.#passDelay(rule, dueAt, position, receivedAt);
    }
  }

  #passSilence(rule: number, definition: SilenceRule, dueAt: EpochMs, position: LogPosition, receivedAt: EpochMs): void {
    if ((this.#states[rule] as RuleState).kind === "active") return;
    const signal = this.#signalOfRule[rule] as number;
    const actualDueAt = (this.#memory.columns.heardAt[signal] as number) + definition.after;
    if (actualDueAt > dueAt) {
      this.#deadlines.add(actualDueAt, rule);
      return;
    }
    this.#raise(rule, { at: dueAt, receivedAt, position });
    this.#noteImpairment(signal);
  }

  #passDelay(rule: number, dueAt: EpochMs, position: LogPosition, receivedAt: EpochMs): void {
    const state = this.#states[rule] as RuleState;
    if ((state.kind !== "pending" && state.kind !== "clearing") || state.dueAt !== dueAt) return;
    const signal = this.#signalOfRule[rule] as number;
    const heldUntil = epochMs((this.#memory.columns.heardAt[signal] as number) + (this.#signals[signal] as Signal).hold);
    const step = expireDelay(state, heldUntil);
    if (step.kind === "stay") {
      this.#put(rule, step.state);
      return;
    }
    const newest = this.#newest(rule, signal);
    const moment = { at: dueAt, receivedAt, position };
    if (step.kind === "raise") this.#raise(rule, moment, newest, state.since);
    else this.#clear(rule, moment, step.occurrenceId, "stayed back inside the limit for the whole off-delay", newest);
  }

  /**
   * Nobody could be heard while the platform was down: silence is counted from now, and delays end with a sample only. The clock may have
   * been set back meanwhile: what is remembered from after now counts as of now, or nothing would be fresh until the old time is reached.
   */
  #restart(now: EpochMs): void {
    const { heardAt, evaluatedAt } = this.#memory.columns;
    heardAt.fill(now);
    for (let signal = 0; signal < evaluatedAt.length; signal++) evaluatedAt[signal] = Math.min(evaluatedAt[signal] as number, now);
    this.#deadlines = new Deadlines();
    for (const [rule, state] of this.#states.entries()) {
      this.#put(rule, begunBy(suspend(state), now));
      this.#schedule(rule);
    }
  }

  // ------------------------------------------------------------------------------------------------ the site

  #changeSignals(signals: readonly Signal[], position: LogPosition): void {
    const before = new Map(this.#rules.map((rule, index) => [rule.id, { rule, state: this.#states[index] as RuleState }]));
    const historical = new Set([...this.#historical].map((rule) => (this.#rules[rule] as AlarmRule).id));
    const kept = new Set(signals.flatMap(({ rules }) => rules.map(({ id }) => id)));
    for (const [rule, { id }] of this.#rules.entries()) {
      const state = this.#states[rule] as RuleState;
      if (kept.has(id) || (state.kind !== "active" && state.kind !== "clearing")) continue;
      this.#clear(rule, { at: this.#now, receivedAt: this.#now, position }, state.occurrenceId, "the rule was removed from the site");
    }
    this.#memory = this.#memory.movedTo(
      signals.map(({ key }) => key),
      this.#now,
    );
    this.#adopt(signals, this.#figures.save());
    this.#take(({ id, version }) => {
      const old = before.get(id);
      return old === undefined || old.rule.version === version ? old?.state : underOtherFigures(old.state);
    }, historical);
  }

  /** What the rule last held against its limit: the newest value, or its figure then. */
  #newest(rule: number, signal: number): DecidingSample | undefined {
    const sample = this.#memory.newest(signal);
    const definition = this.#rules[rule] as AlarmRule;
    if (sample === undefined || definition.kind !== "limit" || definition.of === undefined) return sample;
    const value = this.#figures.value(rule);
    return value === undefined ? undefined : { value, quality: sample.quality };
  }

  /** Lays the signals out as columns with every rule normal and nothing scheduled. */
  #adopt(signals: readonly Signal[], figures: readonly SavedFigure[]): void {
    this.#signals = signals;
    this.#places = new Map(signals.map(({ key }, index) => [key, index]));
    this.#rules = signals.flatMap(({ rules }) => rules);
    this.#figures = new FigureStates(this.#rules, figures);
    this.#states = this.#rules.map(() => NORMAL);
    this.#quiet = new QuietRules(this.#rules);
    this.#firstRule = new Uint32Array(signals.length + 1);
    this.#signalOfRule = new Uint32Array(this.#rules.length);
    let rule = 0;
    for (const [signal, { rules }] of signals.entries()) {
      this.#firstRule[signal] = rule;
      this.#signalOfRule.fill(signal, rule, rule + rules.length);
      rule += rules.length;
    }
    this.#firstRule[signals.length] = rule;
    this.#historical = new Set();
    this.#deadlines = new Deadlines();
    this.#impairments = new Impairments(signals.length);
  }

  /** Puts every rule where it stood before, and works out what follows from that. */
  #take(stateOf: (rule: AlarmRule) => RuleState | undefined, historical: ReadonlySet<RuleId>): void {
    for (const [rule, definition] of this.#rules.entries()) {
      this.#put(rule, stateOf(definition) ?? NORMAL);
      if (historical.has(definition.id)) this.#historical.add(rule);
      this.#schedule(rule);
    }
    for (const signal of this.#signals.keys()) this.#noteImpairment(signal);
  }

  #put(rule: number, state: RuleState): void {
    this.#states[rule] = state;
    this.#quiet.note(rule, state);
  }

  #schedule(rule: number): void {
    const definition = this.#rules[rule] as AlarmRule;
    const state = this.#states[rule] as RuleState;
    if (definition.kind === "silence") {
      const heardAt = this.#memory.columns.heardAt[this.#signalOfRule[rule] as number] as number;
      if (state.kind !== "active") this.#deadlines.add(heardAt + definition.after, rule);
    } else if ((state.kind === "pending" || state.kind === "clearing") && state.dueAt !== NEVER) {
      this.#deadlines.add(state.dueAt, rule);
    }
  }

  // ------------------------------------------------------------------------------------------------ changes

  #raise(rule: number, moment: Moment, deciding?: DecidingSample, metSince?: EpochMs): void {
    const definition = this.#rules[rule] as AlarmRule;
    const occurrenceId = this.#newOccurrence(moment);
    this.#put(rule, { kind: "active", occurrenceId });
    this.#emit(
      rule,
      moment,
      "raised",
      occurrenceId,
      reasonToRaise(definition, this.#signalOf(rule), { at: moment.at, value: deciding?.value, metSince }),
      deciding,
    );
  }

  #newOccurrence({ receivedAt, position }: Moment): string {
    return occurrenceIdOf({ receivedAt, position, ordinal: this.#changes.length });
  }

  #clear(rule: number, moment: Moment, occurrenceId: string, reason: string, deciding?: DecidingSample): void {
    this.#put(rule, NORMAL);
    this.#emit(rule, moment, "cleared", occurrenceId, reason, deciding);
  }

  #signalOf(rule: number): Signal {
    return this.#signals[this.#signalOfRule[rule] as number] as Signal;
  }

  #emit(
    rule: number,
    moment: Moment,
    change: ConditionChange["change"],
    occurrenceId: string,
    reason: string,
    deciding?: DecidingSample,
  ): void {
    const { id, version, signal, priority } = this.#rules[rule] as AlarmRule;
    const place = this.#signalOfRule[rule] as number;
    this.#changes.push({
      id: `${occurrenceId}:${change}`,
      occurrenceId,
      change,
      ruleId: id,
      ruleVersion: version,
      signal,
      priority,
      at: moment.at,
      receivedAt: moment.receivedAt,
      ...(deciding === undefined ? {} : { value: deciding.value }),
      simulated: (deciding?.quality ?? this.#memory.newest(place)?.quality) === "simulated",
      evidence: { samples: this.#memory.samples(place), reason, position: moment.position },
    });
  }

  // ------------------------------------------------------------------------------------------------ impairment

  #noteImpairment(signal: number): void {
    this.#impairments.set(signal, this.#isSilent(signal) ? "silent" : this.#memory.impairmentOf(signal));
  }

  #isSilent(signal: number): boolean {
    const end = this.#firstRule[signal + 1] as number;
    for (let rule = this.#firstRule[signal] as number; rule < end; rule++) {
      if (this.#quiet.isNormal(rule)) continue;
      if ((this.#states[rule] as RuleState).kind === "active" && (this.#rules[rule] as AlarmRule).kind === "silence") return true;
    }
    return false;
  }
}

interface Moment {
  readonly at: EpochMs;
  readonly receivedAt: EpochMs;
  readonly position: LogPosition;
}

type DecidingSample = Pick<Sample, "value" | "quality">;

const since = (state: RuleState, otherwise: EpochMs): EpochMs => (state.kind === "pending" ? state.since : otherwise);
