import type { EpochMs } from "../basics/index.ts";
import type { AccessEvent } from "../telemetry/index.ts";
import type { Moment } from "./condition-recorder.ts";
import { type Delays, expireDelay, stepDelays } from "./delays.ts";
import type { RuleBook } from "./rule-book.ts";
import type { Watched, WatchInput } from "./watch.ts";
import type { WatchMemory } from "./watch-rules.ts";
import { type SavedWatch, WatchStates } from "./watch-states.ts";

/** Rules that look at more than the newest value of their own signal: steps them by what they watch, and their answers through their delays. */
export class Watching {
  readonly #book: RuleBook;
  readonly #states: WatchStates;

  constructor(book: RuleBook, saved: readonly SavedWatch[]) {
    this.#book = book;
    this.#states = new WatchStates(book.index.rules, saved);
  }

  save(): readonly SavedWatch[] {
    return this.#states.save();
  }

  last(rule: number): Watched<WatchMemory> | undefined {
    return this.#states.last(rule);
  }

  /** What a signal said, or could not say, goes to every rule that watches it. */
  tellSignal(signal: number, input: WatchInput, moment: Moment): void {
    for (const rule of this.#book.index.watching(signal)) this.#step(rule, input, moment);
  }

  /** What the signal of a rule said goes to this rule, out of turn. */
  tell(rule: number, input: WatchInput, moment: Moment): void {
    this.#step(rule, input, moment);
  }

  tellEvent(event: AccessEvent, moment: Moment): void {
    for (const rule of this.#book.index.watchingDevice(event.deviceId)) this.#step(rule, { kind: "event", event }, moment);
  }

  /** The platform has started or its site has changed: every rule looks at what there is. */
  lookAround(moment: Moment): void {
    for (const rule of this.#states.places()) this.#step(rule, { kind: "time" }, moment);
  }

  /** A deadline has come: of what the rule watches, or of its running delay. */
  pass(rule: number, dueAt: EpochMs, { receivedAt, position }: Moment): void {
    const state = this.#book.state(rule);
    const isDelay = (state.kind === "pending" || state.kind === "clearing") && state.dueAt === dueAt;
    if (!isDelay && this.#states.lookAgainAt(rule) !== dueAt) return;
    const moment = { at: dueAt, receivedAt, position };
    this.#step(rule, { kind: "time" }, moment);
    if (!isDelay || this.#book.state(rule) !== state) return;
    // It has just looked, and nothing has changed: the condition held, or was gone, for the whole delay.
    const expired = expireDelay(state, dueAt);
    if (expired.kind === "raise") this.#raise(rule, moment);
    else if (expired.kind === "clear") this.#clear(rule, moment);
  }

  /** The hours of the rule have begun or ended. */
  turn(rule: number, moment: Moment): void {
    this.#step(rule, { kind: "time" }, moment);
  }

  schedule(rule: number): void {
    this.#book.scheduleDelay(rule);
    const lookAgainAt = this.#states.lookAgainAt(rule);
    if (lookAgainAt !== undefined) this.#book.deadlines.add(lookAgainAt, rule);
  }

  #step(rule: number, input: WatchInput, moment: Moment): void {
    const before = this.#states.lookAgainAt(rule);
    const { observation, lookAgainAt } = this.#states.step(rule, input, this.#book.world(moment));
    if (lookAgainAt !== undefined && lookAgainAt !== before) this.#book.deadlines.add(lookAgainAt, rule);
    const state = this.#book.state(rule);
    if (!this.#book.hours.counts(rule, moment.at)) {
      if (state.kind !== "normal") this.#book.endOutOfHours(rule, moment);
      return;
    }
    const instant = { at: moment.at, receivedAt: moment.receivedAt, afterGap: false };
    const step = stepDelays(state, observation, instant, this.#book.delays(rule, moment.at));
    if (step.kind === "raise") this.#raise(rule, moment);
    else if (step.kind === "clear") this.#clear(rule, moment);
    else if (step.state !== state) {
      this.#book.put(rule, step.state);
      this.#book.scheduleDelay(rule);
    }
  }

  #raise(rule: number, moment: Moment): void {
    const reason = `${this.#because(rule)}${heldFor(this.#book.delays(rule, moment.at))}`;
    this.#book.raise(rule, moment, { reason, sample: this.#deciding(rule) });
  }

  #clear(rule: number, moment: Moment): void {
    this.#book.clear(rule, moment, { reason: this.#because(rule), sample: this.#deciding(rule) });
  }

  #because(rule: number): string {
    return this.#states.last(rule)?.because ?? "";
  }

  #deciding(rule: number) {
    const value = this.#states.last(rule)?.value;
    const quality = this.#book.memory.newest(this.#book.index.signalOfRule(rule))?.quality;
    return value === undefined ? undefined : { value, quality: quality ?? "good" };
  }
}

const heldFor = ({ onDelay }: Delays): string => (onDelay === 0 ? "" : ` for ${onDelay / 1000} s`);
