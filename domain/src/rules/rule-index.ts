import type { DurationMs } from "../basics/index.ts";
import type { DeviceId, SignalKey } from "../telemetry/index.ts";
import { signalsOf } from "./expression/index.ts";
import type { NotAssessableRule } from "./not-assessable.ts";
import type { AlarmRule, LimitRule, Signal } from "./rule.ts";
import { inputsOf, isWatchRule } from "./watch-rules.ts";

const NONE = -1;
const NO_RULES: readonly number[] = [];

/**
 * The signals of a site and their rules laid out side by side, so that what a reading costs depends on the rules of its own signal only.
 * Signals and rules are known by their place from here on.
 */
export class RuleIndex {
  readonly signals: readonly Signal[];
  readonly rules: readonly AlarmRule[];
  readonly #places: ReadonlyMap<SignalKey, number>;
  /** As a column: asked with every sample, and an object in far memory costs more than all the rest. */
  readonly #hold: Float64Array;
  /** Rules of signal i stand at `#firstRule[i]` up to `#firstRule[i + 1]`. */
  readonly #firstRule: Uint32Array;
  readonly #signalOfRule: Uint32Array;
  /** The next level above and below each limit of a ladder; NONE where there is none. */
  readonly #rungAbove: Int32Array;
  readonly #rungBelow: Int32Array;
  readonly #isWatched: Uint8Array;
  /** Of each signal, the rule for being over its range; NONE where there is none. */
  readonly #overRange: Int32Array;
  /** Of each limit on a figure, the rule for when that cannot be told; NONE where there is none. */
  readonly #notAssessable: Int32Array;
  readonly #watching = new Map<number, number[]>();
  readonly #suppressedBy = new Map<number, number[]>();
  readonly #watchingDevice = new Map<DeviceId, number[]>();

  constructor(signals: readonly Signal[]) {
    this.signals = signals;
    this.rules = signals.flatMap(({ rules }) => rules);
    this.#places = new Map(signals.map(({ key }, index) => [key, index]));
    this.#hold = Float64Array.from(signals, ({ hold }) => hold);
    this.#firstRule = new Uint32Array(signals.length + 1);
    this.#signalOfRule = new Uint32Array(this.rules.length);
    let rule = 0;
    for (const [signal, { rules }] of signals.entries()) {
      this.#firstRule[signal] = rule;
      this.#signalOfRule.fill(signal, rule, rule + rules.length);
      rule += rules.length;
    }
    this.#firstRule[signals.length] = rule;
    this.#rungAbove = new Int32Array(rule).fill(NONE);
    this.#rungBelow = new Int32Array(rule).fill(NONE);
    this.#isWatched = new Uint8Array(signals.length);
    this.#overRange = new Int32Array(signals.length).fill(NONE);
    this.#notAssessable = new Int32Array(rule).fill(NONE);
    for (const signal of signals.keys()) this.#layLadders(signal);
    this.#layWatches();
  }

  place(key: SignalKey): number | undefined {
    return this.#places.get(key);
  }

  /** Longest time between two readings of the signal that still counts as having been watched. */
  hold(signal: number): DurationMs {
    return this.#hold[signal] as DurationMs;
  }

  firstRule(signal: number): number {
    return this.#firstRule[signal] as number;
  }

  /** One past the last rule of the signal. */
  endOfRules(signal: number): number {
    return this.#firstRule[signal + 1] as number;
  }

  rule(rule: number): AlarmRule {
    return this.rules[rule] as AlarmRule;
  }

  signalOfRule(rule: number): number {
    return this.#signalOfRule[rule] as number;
  }

  signalOf(rule: number): Signal {
    return this.signals[this.signalOfRule(rule)] as Signal;
  }

  /** The next higher level of the same ladder. */
  rungAbove(rule: number): number | undefined {
    const above = this.#rungAbove[rule] as number;
    return above === NONE ? undefined : above;
  }

  rungBelow(rule: number): number | undefined {
    const below = this.#rungBelow[rule] as number;
    return below === NONE ? undefined : below;
  }

  /** The rule that says whether the signal is over its range; asked with every sample. */
  overRangeRule(signal: number): number | undefined {
    const rule = this.#overRange[signal] as number;
    return rule === NONE ? undefined : rule;
  }

  /** The rule for when the figure of a limit cannot be told. */
  notAssessableRule(limit: number): number | undefined {
    const rule = this.#notAssessable[limit] as number;
    return rule === NONE ? undefined : rule;
  }

  /** Whether any rule is stepped by what this signal says; asked with every sample. */
  isWatched(signal: number): boolean {
    return this.#isWatched[signal] === 1;
  }

  /** Rules, whosever they are, that are stepped by what this signal says. */
  watching(signal: number): readonly number[] {
    return this.#watching.get(signal) ?? NO_RULES;
  }

  /** Rules whose suppression looks at this signal. */
  suppressedBy(signal: number): readonly number[] {
    return this.#suppressedBy.get(signal) ?? NO_RULES;
  }

  watchingDevice(device: DeviceId): readonly number[] {
    return this.#watchingDevice.get(device) ?? NO_RULES;
  }

  /** The limits on a signal's value in one direction are the rungs of one ladder, mildest first. Equal set-points are no rungs to each other. */
  #layLadders(signal: number): void {
    for (const direction of ["high", "low"] as const) {
      const sign = direction === "high" ? 1 : -1;
      const rungs: { place: number; height: number }[] = [];
      for (let place = this.firstRule(signal); place < this.endOfRules(signal); place++) {
        const rule = this.rule(place);
        if (isRung(rule) && rule.direction === direction) rungs.push({ place, height: sign * rule.setpoint });
      }
      if (rungs.length < 2) continue;
      rungs.sort((a, b) => a.height - b.height);
      for (const [step, { place, height }] of rungs.entries()) {
        const above = rungs.slice(step + 1).find((other) => other.height > height);
        if (above === undefined) continue;
        this.#rungAbove[place] = above.place;
        // Of several levels at one height the last stands for them.
        this.#rungBelow[above.place] = place;
      }
    }
  }

  #layWatch(lists: Map<number, number[]>, signals: readonly SignalKey[], place: number): void {
    for (const key of new Set(signals)) {
      const signal = this.place(key);
      if (signal === undefined) continue;
      this.#isWatched[signal] = 1;
      append(lists, signal, place);
    }
  }

  #layFigure({ figureOf }: NotAssessableRule, place: number): void {
    const signal = this.signalOfRule(place);
    for (let limit = this.firstRule(signal); limit < this.endOfRules(signal); limit++) {
      if (this.rule(limit).id === figureOf) this.#notAssessable[limit] = place;
    }
  }

  #layWatches(): void {
    for (const [place, rule] of this.rules.entries()) {
      if (rule.suppression !== undefined) this.#layWatch(this.#suppressedBy, signalsOf(rule.suppression.when), place);
      if (!isWatchRule(rule)) continue;
      // The fold tells these two itself, the one before the levels, the other with its figure.
      if (rule.kind === "over-range") this.#overRange[this.signalOfRule(place)] = place;
      else if (rule.kind === "not-assessable") this.#layFigure(rule, place);
      if (rule.kind === "over-range" || rule.kind === "not-assessable") continue;
      const { signals, devices } = inputsOf(rule);
      this.#layWatch(this.#watching, signals, place);
      for (const device of new Set(devices)) append(this.#watchingDevice, device, place);
    }
  }
}

/** A figure has a scale of its own, and a rule that counts at some hours only is no step of a ladder that stands all day. */
const isRung = (rule: AlarmRule): rule is LimitRule => rule.kind === "limit" && rule.of === undefined && rule.during === undefined;

function append<Key>(lists: Map<Key, number[]>, key: Key, place: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [place]);
  else list.push(place);
}
