import { type EpochMs, plus } from "../basics/index.ts";
import type { DoorAuthorisation, Sample, SignalKey } from "../telemetry/index.ts";
import type { Condition, ConditionRecorder, DecidingSample, Moment } from "./condition-recorder.ts";
import { Deadlines } from "./deadlines.ts";
import { type Delays, NEVER, NORMAL, type RuleState } from "./delays.ts";
import { type Impaired, type Impairment, type ImpairmentCounts, Impairments } from "./impairments.ts";
import { QuietRules } from "./quiet-rules.ts";
import { RuleHours } from "./rule-hours.ts";
import type { AlarmRule, RuleId, Signal } from "./rule.ts";
import type { RuleIndex } from "./rule-index.ts";
import type { SignalMemory } from "./signal-memory.ts";
import { TightenedDelays } from "./tightened.ts";
import type { FigureNow, SignalNow, World } from "./watch.ts";

/** Why an occurrence begins or ends. */
export interface Deciding {
  readonly reason: string;
  readonly sample?: DecidingSample | undefined;
  readonly parent?: string | undefined;
}

/**
 * Where every rule of a site stands, what is remembered of every signal, and what waits for time to pass. It keeps these in step with one
 * another and knows nothing of what rules mean.
 */
export class RuleBook {
  readonly index: RuleIndex;
  readonly memory: SignalMemory;
  readonly deadlines = new Deadlines();
  readonly hours: RuleHours;
  readonly #tightened = new TightenedDelays();
  /** Says why an alarm raised now is not to be annunciated. */
  suppression: { atRaise(rule: number, moment: Moment): string | undefined } | undefined;
  /** Tells the figures that limits are set on. */
  figures: { now(rule: RuleId): FigureNow | undefined } | undefined;
  /** Knows who may open sealed doors. */
  authorisations: { of(door: SignalKey): readonly DoorAuthorisation[] } | undefined;
  readonly #recorder: ConditionRecorder;
  readonly #states: RuleState[];
  readonly #quiet: QuietRules;
  readonly #impairments: Impairments;

  /** Every rule is normal and nothing is scheduled. */
  constructor(index: RuleIndex, memory: SignalMemory, recorder: ConditionRecorder) {
    this.index = index;
    this.memory = memory;
    this.#recorder = recorder;
    this.hours = new RuleHours(index.rules);
    this.#states = index.rules.map(() => NORMAL);
    this.#quiet = new QuietRules(index.rules);
    this.#impairments = new Impairments(index.signals.length);
  }

  state(rule: number): RuleState {
    return this.#states[rule] as RuleState;
  }

  states(): IterableIterator<[number, RuleState]> {
    return this.#states.entries();
  }

  put(rule: number, state: RuleState): void {
    this.#states[rule] = state;
    this.#quiet.note(rule, state);
  }

  /** Whether an occurrence of the rule is under way. */
  isActive(rule: number): boolean {
    return this.occurrenceOf(rule) !== undefined;
  }

  occurrenceOf(rule: number): string | undefined {
    const state = this.state(rule);
    return state.kind === "active" || state.kind === "clearing" ? state.occurrenceId : undefined;
  }

  /** Whether the rule is normal and has nothing to say to a value of its own signal. */
  isQuiet(rule: number, value: number): boolean {
    return this.#quiet.has(rule, value);
  }

  /** The delays of a rule at an instant. */
  delays(rule: number, at: EpochMs): Delays {
    return this.#tightened.of(rule, this.index.rule(rule), at);
  }

  /** Waits for the end of a running delay. */
  scheduleDelay(rule: number): void {
    const state = this.state(rule);
    if ((state.kind === "pending" || state.kind === "clearing") && state.dueAt !== NEVER) this.deadlines.add(state.dueAt, rule);
  }

  raise(rule: number, moment: Moment, { reason, sample, parent }: Deciding): string {
    const occurrenceId = this.#recorder.newOccurrence(moment);
    const suppressedBy = this.suppression?.atRaise(rule, moment);
    this.put(rule, { kind: "active", occurrenceId });
    this.record(rule, moment, {
      change: "raised",
      occurrenceId,
      reason,
      ...sample,
      ...(suppressedBy === undefined ? {} : { suppressedBy }),
      ...(parent === undefined ? {} : { parent }),
    });
    return occurrenceId;
  }

  clear(rule: number, moment: Moment, { reason, sample }: Deciding): void {
    const occurrenceId = this.occurrenceOf(rule);
    this.put(rule, NORMAL);
    if (occurrenceId !== undefined) this.record(rule, moment, { change: "cleared", occurrenceId, reason, ...sample });
  }

  /** The rule does not count at this hour: what is under way ends, whatever its delays say. */
  endOutOfHours(rule: number, moment: Moment): void {
    if (this.isActive(rule))
      this.clear(rule, moment, { reason: `it does not count any more: ${nameOfHours(this.index.rule(rule))} is over` });
    else this.put(rule, NORMAL);
  }

  /** An excursion that is told and changes nothing. */
  recordHistorical(rule: number, moment: Moment, reason: string, { value, quality }: Sample): void {
    const occurrenceId = this.#recorder.newOccurrence(moment);
    this.record(rule, moment, { change: "historical", occurrenceId, reason, value, quality });
  }

  record(rule: number, moment: Moment, condition: Condition): void {
    this.#recorder.add(rule, moment, condition, this.index, this.memory);
  }

  /** What rules over several inputs may look at. */
  world({ at, receivedAt }: Moment): World {
    return {
      at,
      receivedAt,
      signal: (key) => this.#now(key),
      awaitedUntil: (key) => this.#awaitedUntil(key),
      figure: (rule) => this.figures?.now(rule),
      authorisations: (door) => this.authorisations?.of(door) ?? [],
    };
  }

  /** Silence is counted from the same time on: a start, or the site in which the signal is new. */
  #awaitedUntil(key: SignalKey): EpochMs | undefined {
    const place = this.index.place(key);
    if (place === undefined) return undefined;
    const newest = this.memory.newest(place);
    const { hold } = this.index.signals[place] as Signal;
    return newest === undefined || newest.receivedAt < this.heardAt(place) ? plus(this.heardAt(place), hold) : undefined;
  }

  #now(key: SignalKey): SignalNow | undefined {
    const place = this.index.place(key);
    const newest = place === undefined ? undefined : this.memory.newest(place);
    if (place === undefined || newest === undefined) return undefined;
    const { hold } = this.index.signals[place] as Signal;
    const isSuspect = newest.overRange !== true && this.isSuspect(place);
    const isTrusted = this.memory.columns.faulty[place] === 0 && newest.quality !== "maintenance" && !isSuspect;
    const { at, receivedAt, value } = newest;
    return { at, receivedAt, value, heldUntil: plus(receivedAt, hold), isTrusted };
  }

  heardAt(signal: number): EpochMs {
    return this.memory.columns.heardAt[signal] as EpochMs;
  }

  // ------------------------------------------------------------------------------------------------ impairment

  /** `at`: receive time of what may have changed it. `before`: what was known of it where it is looked at for the first time. */
  noteImpairment(signal: number, at: EpochMs, before?: Impaired): void {
    const impairment = this.#isSilent(signal) ? "silent" : this.#heardImpairment(signal);
    if (before !== undefined && before.impairment === impairment) this.#impairments.set(signal, impairment, before.since);
    else this.#impairments.set(signal, impairment, impairment === "silent" ? this.heardAt(signal) : at);
  }

  /** Whether what the signal says within its range is not to be believed: it was over it, and has read no clean air since. */
  isSuspect(signal: number): boolean {
    const overRange = this.index.overRangeRule(signal);
    return overRange !== undefined && this.isActive(overRange);
  }

  #heardImpairment(signal: number): Impairment | undefined {
    const impairment = this.memory.impairmentOf(signal);
    return impairment !== "over-range" && this.isSuspect(signal) && this.memory.faultOf(signal) === undefined ? "suspect" : impairment;
  }

  impairmentOf(signal: number): Impairment | undefined {
    return this.#impairments.of(signal);
  }

  impaired(): ImpairmentCounts {
    return this.#impairments.counts();
  }

  takeImpairmentChanges(): readonly SignalKey[] {
    const { signals } = this.index;
    return this.#impairments.takeChanged().flatMap((signal) => signals[signal]?.key ?? []);
  }

  get impairedRevision(): number {
    return this.#impairments.revision;
  }

  forEachImpaired(visit: (signal: number, impairment: Impairment, since: EpochMs) => void): void {
    this.#impairments.forEach(visit);
  }

  #isSilent(signal: number): boolean {
    const end = this.index.endOfRules(signal);
    for (let rule = this.index.firstRule(signal); rule < end; rule++) {
      if (this.#quiet.isNormal(rule) || this.index.rule(rule).kind !== "silence" || this.state(rule).kind !== "active") continue;
      return this.index.signalOf(rule).isDrilled !== true;
    }
    return false;
  }
}

const nameOfHours = ({ duringName }: AlarmRule): string => duringName?.en ?? "its schedule";
