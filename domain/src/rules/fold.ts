import { type EpochMs, epochMs, unreachable } from "../basics/index.ts";
import type { AccessEvent, DoorAuthorisation, Fault, LogPosition, Reading, Sample, SignalKey } from "../telemetry/index.ts";
import type { ConditionChange } from "./condition.ts";
import { Authorisations } from "./authorisations.ts";
import { ConditionRecorder, type Moment } from "./condition-recorder.ts";
import { begunBy, type RuleState, suspend, underOtherFigures } from "./delays.ts";
import type { FoldInput, FoldState, ImpairedSignal, RuleStanding, SignalView } from "./fold-state.ts";
import { isEvaluated, Levels, type SavedLevels } from "./levels.ts";
import type { ImpairmentCounts } from "./impairments.ts";
import { isInsideWith } from "./over-range.ts";
import type { AlarmRule, RuleId, Signal } from "./rule.ts";
import { replacedBetween, withoutOldHardware } from "./replacement.ts";
import { RuleBook } from "./rule-book.ts";
import { RuleIndex } from "./rule-index.ts";
import { SignalMemory } from "./signal-memory.ts";
import type { SavedEnding } from "./silence-endings.ts";
import { type SavedParent, Silences } from "./silences.ts";
import { isWatchRule } from "./watch-rules.ts";
import type { SavedWatch } from "./watch-states.ts";
import { type SavedSuppression, Suppressions } from "./suppressions.ts";
import { Watching } from "./watching.ts";

/** What is known besides where the rules of a book stand. */
interface Known {
  readonly levels: SavedLevels;
  readonly watches: readonly SavedWatch[];
  readonly parents: readonly SavedParent[];
  readonly endings: readonly SavedEnding[];
  readonly suppressions: readonly SavedSuppression[];
  readonly impaired: readonly ImpairedSignal[];
  readonly stateOf: (rule: AlarmRule) => RuleState | undefined;
}

/**
 * Evaluates every alarm rule over the accepted log: the same records in the same order give the same changes, whenever and wherever
 * they are folded. No clock: time is what the records say. The cost of a reading depends on the rules of its own signal, and on those
 * that watch it, only.
 */
export class RuleFold {
  readonly #recorder = new ConditionRecorder();
  #book: RuleBook;
  #silences: Silences;
  #watching: Watching;
  #suppressions: Suppressions;
  #levels: Levels;
  #now: EpochMs;
  #authorisations: Authorisations;
  /** Of the sites before this one. */
  #revisionBefore = 0;

  constructor(signals: readonly Signal[], saved?: FoldState) {
    this.#now = saved?.now ?? epochMs(0);
    this.#authorisations = new Authorisations(saved?.authorisations);
    const keys = signals.map(({ key }) => key);
    const memory = saved === undefined ? SignalMemory.empty(keys, this.#now) : new SignalMemory(saved.columns).movedTo(keys, this.#now);
    const states = new Map(saved?.rules.map((rule) => [rule.id, rule.state]));
    this.#book = new RuleBook(new RuleIndex(signals), memory, this.#recorder);
    this.#silences = new Silences(this.#book);
    this.#watching = new Watching(this.#book, []);
    this.#suppressions = new Suppressions(this.#book);
    this.#levels = new Levels(this.#book, this.#watching, NO_LEVELS);
    this.#take({
      levels: saved ?? NO_LEVELS,
      watches: saved?.watches ?? [],
      parents: saved?.parents ?? [],
      endings: saved?.endings ?? [],
      suppressions: saved?.suppressions ?? [],
      impaired: saved?.impaired ?? [],
      stateOf: ({ id }) => states.get(id),
    });
  }

  /** Takes the next record. The changes are in the order in which they came about. */
  apply(input: FoldInput): readonly ConditionChange[] {
    this.#now = input.receivedAt;
    const { position, receivedAt } = input;
    switch (input.kind) {
      case "readings":
        for (const reading of input.readings) this.#read(reading, position);
        for (const event of input.events ?? []) this.#readEvent(event, position);
        break;
      case "site":
        this.#changeSignals(input.signals, { at: receivedAt, receivedAt, position });
        break;
      case "started":
        this.#restart({ at: receivedAt, receivedAt, position });
        break;
      case "authorisation":
        this.#authorise(input.authorisation, { at: receivedAt, receivedAt, position });
        break;
      case "tick":
        break;
      default:
        unreachable(input);
    }
    // After the record, not before: what it says counts against a deadline that ends without a sample.
    if (this.#book.deadlines.soonest <= receivedAt) this.#passDeadlines(position, receivedAt);
    this.#silences.settle({ at: receivedAt, receivedAt, position });
    return this.#recorder.take();
  }

  save(): FoldState {
    const rules = [];
    for (const [rule, state] of this.#book.states()) {
      const { id, version } = this.#book.index.rule(rule);
      if (state.kind !== "normal") rules.push({ id, version, state });
    }
    return {
      now: this.#now,
      columns: this.#book.memory.save(),
      rules,
      ...this.#levels.save(),
      watches: this.#watching.save(),
      parents: this.#silences.save(),
      endings: this.#silences.saveEndings(),
      suppressions: this.#suppressions.save(),
      impaired: this.impairedSignals(),
      authorisations: this.#authorisations.save(),
    };
  }

  view(key: SignalKey): SignalView | undefined {
    const signal = this.#book.index.place(key);
    if (signal === undefined) return undefined;
    const impairment = this.#book.impairmentOf(signal);
    const fault = this.#book.memory.faultOf(signal);
    return {
      ...this.#book.memory.newest(signal),
      ...(impairment === undefined ? {} : { impairment }),
      ...(fault === undefined ? {} : { fault }),
    };
  }

  /** For people who ask about one rule: it is looked for among all. */
  stateOf(id: RuleId): RuleStanding | undefined {
    const rule = this.#book.index.rules.findIndex((definition) => definition.id === id);
    if (rule < 0) return undefined;
    const watched = this.#watching.last(rule);
    const value = watched === undefined ? this.#levels.newest(rule)?.value : watched.value;
    return {
      state: this.#book.state(rule),
      ...(value === undefined ? {} : { value }),
      ...(this.#levels.isAway(rule) ? { isAway: true } : {}),
      ...(watched === undefined ? {} : { because: watched.because }),
    };
  }

  /** Until then a tick changes nothing. Infinite when nothing waits for time to pass. */
  get nextDeadline(): number {
    return this.#book.deadlines.soonest;
  }

  /** How many signals have each impairment now. */
  impaired(): ImpairmentCounts {
    return this.#book.impaired();
  }

  /** Those that are impaired, in the order of the site. */
  impairedSignals(): readonly ImpairedSignal[] {
    const { signals } = this.#book.index;
    const listed: ImpairedSignal[] = [];
    this.#book.forEachImpaired((place, impairment, since) => listed.push({ signal: (signals[place] as Signal).key, impairment, since }));
    return listed;
  }

  /** The signals whose impairment has changed since this was last asked. */
  takeImpairmentChanges(): readonly SignalKey[] {
    return this.#book.takeImpairmentChanges();
  }

  /** Another number after each change of what is impaired. */
  get impairedRevision(): number {
    return this.#revisionBefore + this.#book.impairedRevision;
  }

  // ------------------------------------------------------------------------------------------------ readings

  #read(reading: Reading, position: LogPosition): void {
    const { index, memory } = this.#book;
    const signal = index.place(reading.signal);
    if (signal === undefined) return;
    const { evaluatedAt, heardAt, faulty } = memory.columns;
    const isBehind = reading.at < (evaluatedAt[signal] as number);
    if (isBehind && isOffline(reading)) {
      // It is the platform's own word, by its own clock: that the device's is ahead takes nothing from it. For the rules time does not go back.
      this.#readFault(signal, { ...reading, at: epochMs(evaluatedAt[signal] as number) }, position);
      return;
    }
    if (reading.historical || isBehind) {
      if (reading.kind === "sample" && reading.quality !== "maintenance")
        this.#levels.readLate(reading, signal, momentOf(reading, position));
      return;
    }
    if (reading.kind === "fault") {
      this.#readFault(signal, reading, position);
      return;
    }
    const overRange = index.overRangeRule(signal);
    faulty[signal] = 0;
    heardAt[signal] = reading.receivedAt;
    // The comparison is false for NaN: a first sample has no gap before it that could break a delay.
    const afterGap = reading.at - (evaluatedAt[signal] as number) > index.hold(signal);
    memory.remember(signal, reading);
    const isMeasurement = reading.quality !== "maintenance";
    if (isMeasurement) evaluatedAt[signal] = reading.at;
    // Before the rules: what the reading itself explains is suppressed from its beginning.
    const isWatched = index.isWatched(signal);
    if (isWatched) this.#suppressions.tellSignal(signal, momentOf(reading, position));
    // Before the levels: it stands above all of them, and says what they may believe.
    const isSuspect =
      isMeasurement && overRange !== undefined && this.#readOverRange(overRange, signal, reading, momentOf(reading, position));
    const end = index.endOfRules(signal);
    for (let rule = index.firstRule(signal); rule < end; rule++) {
      if (this.#book.isQuiet(rule, reading.value)) continue;
      const definition = index.rule(rule);
      if (definition.kind === "silence") this.#silences.hear(rule, definition, reading, momentOf(reading, position));
      else if (isMeasurement && isEvaluated(definition))
        this.#levels.evaluate(rule, definition, reading, { afterGap, isSuspect }, momentOf(reading, position));
    }
    if (isMeasurement && isWatched) this.#watching.tellSignal(signal, { kind: "sample", sample: reading }, momentOf(reading, position));
    this.#book.noteImpairment(signal, reading.receivedAt);
  }

  #readFault(signal: number, reading: Fault, position: LogPosition): void {
    const moment = momentOf(reading, position);
    const overRange = this.#book.index.overRangeRule(signal);
    this.#book.memory.noteFault(signal, reading.reason);
    const input = { kind: "fault", signal: reading.signal } as const;
    if (overRange !== undefined) this.#watching.tell(overRange, input, moment);
    this.#book.noteImpairment(signal, reading.receivedAt);
    this.#suppressions.tellSignal(signal, moment);
    this.#watching.tellSignal(signal, input, moment);
  }

  /** Tells the rule for being over range of a sample. Whether what the sample says is suspect. */
  #readOverRange(rule: number, signal: number, sample: Sample, moment: Moment): boolean {
    const wasSuspect = this.#book.isActive(rule);
    if (!wasSuspect && isInsideWith(this.#watching.last(rule), sample)) return false;
    this.#watching.tell(rule, { kind: "sample", sample }, moment);
    if (!this.#book.isActive(rule)) return false;
    if (!wasSuspect) this.#levels.climbOverRange(signal, moment, sample);
    if (sample.overRange === true) return false;
    this.#book.memory.doubtNewest(signal);
    return true;
  }

  #readEvent(event: AccessEvent, position: LogPosition): void {
    // That a siren sounds is no deed at a door.
    if (event.kind === "sounder") return;
    if (!event.historical) this.#watching.tellEvent(event, momentOf(event, position));
  }

  #authorise(authorisation: DoorAuthorisation, moment: Moment): void {
    if (!this.#authorisations.take(authorisation, moment.receivedAt)) return;
    const door = this.#book.index.place(authorisation.door);
    if (door !== undefined) this.#watching.tellSignal(door, { kind: "time" }, moment);
  }

  // ------------------------------------------------------------------------------------------------ time

  #passDeadlines(position: LogPosition, receivedAt: EpochMs): void {
    const { deadlines, index } = this.#book;
    while (deadlines.soonest <= receivedAt) {
      const dueAt = epochMs(deadlines.soonest);
      const rule = deadlines.pop() as number;
      const definition = index.rule(rule);
      if (this.#book.hours.isTurn(rule, dueAt)) this.#turn(rule, { at: dueAt, receivedAt, position });
      this.#suppressions.pass(rule, { at: dueAt, receivedAt, position });
      if (definition.kind === "silence") this.#silences.pass(rule, definition, dueAt);
      else if (isWatchRule(definition)) this.#watching.pass(rule, dueAt, { at: dueAt, receivedAt, position });
      else if (isEvaluated(definition)) this.#levels.passDelay(rule, definition, { at: dueAt, receivedAt, position });
    }
  }

  /** The rule may begin or cease to count: what its signal said last is looked at under its new standing. */
  #turn(rule: number, moment: Moment): void {
    this.#scheduleTurn(rule, moment.at);
    const turn = this.#book.hours.turnAt(rule, moment.at);
    if (turn === undefined) return;
    const definition = this.#book.index.rule(rule);
    if (definition.kind === "silence") this.#silences.turn(rule, definition, turn, moment);
    else if (isWatchRule(definition)) this.#watching.turn(rule, moment);
    else if (isEvaluated(definition)) {
      if (turn === "ceases") this.#endOutOfHours(rule, moment);
      else this.#levels.begin(rule, definition, moment);
    }
  }

  #endOutOfHours(rule: number, moment: Moment): void {
    const definition = this.#book.index.rule(rule);
    if (definition.kind === "silence") this.#silences.turn(rule, definition, "ceases", moment);
    else if (this.#book.state(rule).kind !== "normal") this.#book.endOutOfHours(rule, moment);
  }

  #scheduleTurn(rule: number, after: EpochMs): void {
    const turnsAt = this.#book.hours.turnsAfter(rule, after);
    if (turnsAt !== undefined) this.#book.deadlines.add(turnsAt, rule);
  }

  /**
   * Nobody could be heard while the platform was down: silence is counted from now, and delays end with a sample only. The clock may have
   * been set back meanwhile: what is remembered from after now counts as of now, or nothing would be fresh until the old time is reached.
   */
  #restart(moment: Moment): void {
    const { memory, deadlines } = this.#book;
    const { heardAt, evaluatedAt } = memory.columns;
    const now = moment.receivedAt;
    heardAt.fill(now);
    for (let signal = 0; signal < evaluatedAt.length; signal++) evaluatedAt[signal] = Math.min(evaluatedAt[signal] as number, now);
    deadlines.clear();
    for (const [rule, state] of this.#book.states()) {
      this.#book.put(rule, begunBy(suspend(state), now));
      this.#schedule(rule);
    }
    this.#silences.restart(now);
    // Hours may have ended meanwhile; what has begun waits for a sample.
    for (const rule of this.#book.hours.places()) if (!this.#book.hours.counts(rule, now)) this.#endOutOfHours(rule, moment);
    this.#suppressions.lookAround(moment);
    this.#watching.lookAround(moment);
  }

  // ------------------------------------------------------------------------------------------------ the site

  #changeSignals(signals: readonly Signal[], moment: Moment): void {
    const old = this.#book;
    const before = new Map(
      [...old.states()].map(([rule, state]) => [old.index.rule(rule).id, { version: old.index.rule(rule).version, state }]),
    );
    const kept = new Set(signals.flatMap(({ rules }) => rules.map(({ id }) => id)));
    for (const [rule, { id }] of old.index.rules.entries()) {
      if (!kept.has(id) && old.isActive(rule)) old.clear(rule, moment, { reason: "the rule was removed from the site" });
    }
    const replaced = replacedBetween(old.index.signals, signals);
    const { watches: remembered, parents, endings = [], suppressions, impaired = [] } = this.save();
    const { levels, watches } = withoutOldHardware({ levels: this.#levels.save(), watches: remembered }, replaced, old.index);
    const memory = old.memory.movedTo(
      signals.map(({ key }) => key),
      moment.receivedAt,
      replaced,
    );
    this.#revisionBefore = this.impairedRevision + 1;
    this.#book = new RuleBook(new RuleIndex(signals), memory, this.#recorder);
    this.#take({
      levels,
      watches,
      parents,
      endings,
      suppressions,
      impaired,
      stateOf: ({ id, version, signal }) => {
        const known = before.get(id);
        const isSame = known?.version === version && !replaced.has(signal);
        return known === undefined || isSame ? known?.state : underOtherFigures(known.state);
      },
    });
    this.#silences.reparentAll(moment);
    this.#suppressions.release(suppressions, moment);
    this.#suppressions.lookAround(moment);
    this.#watching.lookAround(moment);
  }

  /** Puts every rule where it stood before, and works out what follows from that. */
  #take({ levels, watches, parents, endings, suppressions, impaired, stateOf }: Known): void {
    const { index } = this.#book;
    this.#watching = new Watching(this.#book, watches);
    this.#levels = new Levels(this.#book, this.#watching, levels);
    this.#silences = new Silences(this.#book);
    this.#suppressions = new Suppressions(this.#book, suppressions);
    this.#book.suppression = this.#suppressions;
    this.#book.authorisations = this.#authorisations;
    for (const [rule, definition] of index.rules.entries()) {
      const state = stateOf(definition);
      if (state !== undefined) this.#book.put(rule, state);
      this.#schedule(rule);
    }
    this.#silences.resume(parents, endings, this.#now);
    const before = new Map(impaired.map((known) => [known.signal, known]));
    for (const [place, { key }] of index.signals.entries()) this.#book.noteImpairment(place, this.#now, before.get(key));
  }

  #schedule(rule: number): void {
    const definition = this.#book.index.rule(rule);
    if (definition.kind === "silence") this.#silences.schedule(rule, definition);
    else if (isWatchRule(definition)) this.#watching.schedule(rule);
    else this.#book.scheduleDelay(rule);
    this.#suppressions.schedule(rule, this.#now);
    this.#scheduleTurn(rule, this.#now);
  }
}

const momentOf = ({ at, receivedAt }: Pick<Moment, "at" | "receivedAt">, position: LogPosition): Moment => ({ at, receivedAt, position });

const isOffline = (reading: Reading): reading is Fault => reading.kind === "fault" && reading.reason === "offline" && !reading.historical;

const NO_LEVELS: SavedLevels = { historical: [], figures: [] };
