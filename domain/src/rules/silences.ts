import { type DurationMs, type EpochMs, epochMs, plus } from "../basics/index.ts";
import type { Sample } from "../telemetry/index.ts";
import type { Moment } from "./condition-recorder.ts";
import { reasonOfSilence, said } from "./reason.ts";
import type { RuleId, SilenceGroupRule, SilenceRule } from "./rule.ts";
import type { RuleBook } from "./rule-book.ts";
import { type SavedEnding, SilenceEndings } from "./silence-endings.ts";
import { BEHIND, SilenceGroups } from "./silence-groups.ts";

const NONE: readonly number[] = [];

/** Which occurrence a silence is part of, as plain data. */
export interface SavedParent {
  readonly id: RuleId;
  readonly parent: string;
}

/**
 * Signals that say nothing. Each has a deadline of its own, by receive time; many at once behind one gateway, device or zone are told as
 * one, and stay listed and timed beneath it.
 */
export class Silences {
  readonly #book: RuleBook;
  readonly #groups: SilenceGroups;
  /** The occurrence that each active silence, or group of them, is part of. */
  readonly #parents = new Map<number, string>();
  readonly #endings = new SilenceEndings();
  /** Groups of which a member was heard again in this record. */
  readonly #thinned = new Set<number>();
  /** Groups about to end of which a member need not be waited for any longer, with this record. */
  readonly #waitedFor = new Set<number>();
  /** Silences whose time is over with this record, and when it was. */
  #fallen = new Map<number, EpochMs>();

  constructor(book: RuleBook) {
    this.#book = book;
    this.#groups = new SilenceGroups(book.index);
  }

  /** Takes up where the rules stand at `now`: which silences are under way, and what they are part of. */
  resume(saved: readonly SavedParent[], endings: readonly SavedEnding[], now: EpochMs): void {
    const parents = new Map(saved.map(({ id, parent }) => [id, parent]));
    const since = new Map(endings.map((ending) => [ending.id, ending.since]));
    for (const [place, rule] of this.#book.index.rules.entries()) {
      if (rule.kind !== "silence" && rule.kind !== "silence-group") continue;
      const parent = parents.get(rule.id);
      if (parent !== undefined && this.#book.isActive(place)) this.#parents.set(place, parent);
      if (rule.kind === "silence" && this.#book.isActive(place)) this.#groups.note(place, 1);
      const ending = since.get(rule.id);
      if (ending !== undefined && this.#book.isActive(place)) this.#beginEnding(place, ending, now);
    }
  }

  /** Nobody could be heard until `now`: who is waited for has its own time from now on. */
  restart(now: EpochMs): void {
    for (const group of this.#endings.beginAnew(now)) this.#wait(group, now);
  }

  saveEndings(): readonly SavedEnding[] {
    return this.#endings.save((group) => this.#book.index.rule(group).id);
  }

  save(): readonly SavedParent[] {
    return [...this.#parents].sort(([a], [b]) => a - b).map(([place, parent]) => ({ id: this.#book.index.rule(place).id, parent }));
  }

  schedule(rule: number, { after }: SilenceRule): void {
    if (this.#book.state(rule).kind === "active") return;
    this.#book.deadlines.add(this.#book.heardAt(this.#book.index.signalOfRule(rule)) + after, rule);
  }

  /** A fresh sample of the silence's signal. */
  hear(rule: number, { after }: SilenceRule, sample: Sample, moment: Moment): void {
    if (!this.#book.isActive(rule)) return;
    const reason = `heard again: ${said(this.#book.index.signalOf(rule), sample.value)}`;
    this.#book.clear(rule, moment, { reason, sample });
    this.#leave(rule);
    this.#book.deadlines.add(plus(sample.receivedAt, after), rule);
  }

  /** The hours of the rule have begun or ended. */
  turn(rule: number, { after }: SilenceRule, turn: "begins" | "ceases", moment: Moment): void {
    const signal = this.#book.index.signalOfRule(rule);
    if (turn === "begins") this.#book.deadlines.add(Math.max(moment.at, this.#book.heardAt(signal) + after), rule);
    else {
      // One whose time was over in this record has ended before anybody was told.
      this.#fallen.delete(rule);
      if (!this.#book.isActive(rule)) return;
      this.#book.endOutOfHours(rule, moment);
      this.#leave(rule);
      this.#book.noteImpairment(signal, moment.receivedAt);
    }
  }

  /** The silence is over. */
  #leave(rule: number): void {
    this.#parents.delete(rule);
    this.#groups.note(rule, -1);
    for (const group of this.#groups.of(rule)) this.#thinned.add(group);
  }

  /** A deadline of the silence has come; what follows is told by `settle`. */
  pass(rule: number, { after }: SilenceRule, dueAt: EpochMs): void {
    if (this.#book.isActive(rule)) {
      // Not of an ending before this one: after a restart nothing is known of it.
      for (const group of this.#groups.of(rule)) if (this.#endings.waitsUntil(group, after) === dueAt) this.#waitedFor.add(group);
      return;
    }
    // Outside its hours nobody is to report; when they begin, what is due then is looked at anew.
    if (!this.#book.hours.counts(rule, dueAt)) return;
    const actualDueAt = epochMs(this.#book.heardAt(this.#book.index.signalOfRule(rule)) + after);
    if (actualDueAt > dueAt) this.#book.deadlines.add(actualDueAt, rule);
    else if (!this.#fallen.has(rule)) this.#fallen.set(rule, dueAt);
  }

  /** Tells what a whole record brought, so that one cause comes before its many effects. */
  settle(moment: Moment): void {
    // Who fell silent counts before it is told: no group ends, and none within it is told, that most are silent in again.
    const touched = this.#fallen.size > 0 ? this.#countFallen(moment) : NONE;
    if (this.#thinned.size > 0) this.#thin(moment);
    if (this.#waitedFor.size > 0) this.#stopWaiting(moment);
    if (this.#fallen.size > 0) this.#fall(touched, moment);
  }

  /** The groups in which members fell silent, outermost first. */
  #countFallen(moment: Moment): readonly number[] {
    const touched = new Set<number>();
    for (const rule of this.#fallen.keys()) {
      this.#groups.note(rule, 1);
      for (const group of this.#groups.of(rule)) touched.add(group);
    }
    const groups = this.#outermostFirst(touched);
    for (const group of groups) if (this.#book.isActive(group)) this.#holdAgain(group, moment);
    return groups;
  }

  #fall(touched: readonly number[], moment: Moment): void {
    const { receivedAt, position } = moment;
    for (const group of touched) this.#raiseIfReached(group, moment);
    const fallen = this.#fallen;
    this.#fallen = new Map();
    for (const [rule, dueAt] of fallen) {
      const parent = this.#parentOf(rule, receivedAt);
      if (parent !== undefined) this.#parents.set(rule, parent);
      const definition = this.#book.index.rule(rule) as SilenceRule;
      for (const group of this.#groups.of(rule)) this.#waitFor(group, rule, definition.after, receivedAt);
      const reason = reasonOfSilence(definition, this.#book.memory.faultOf(this.#book.index.signalOfRule(rule)));
      this.#book.raise(rule, { at: dueAt, receivedAt, position }, { reason, parent });
      this.#book.noteImpairment(this.#book.index.signalOfRule(rule), receivedAt);
    }
  }

  /** A silence that is there, or is raised with this record. */
  #isSilent(rule: number): boolean {
    return this.#fallen.has(rule) || this.#book.isActive(rule);
  }

  /** Nothing where it stands, or where one around it tells of its members. */
  #raiseIfReached(group: number, moment: Moment): void {
    if (this.#book.isActive(group) || this.#parentOf(group, moment.receivedAt) !== undefined) return;
    const { heardAt } = this.#book.memory.columns;
    if (this.#groups.isReached(group, (rule) => this.#isSilent(rule), heardAt, moment.receivedAt)) this.#raiseGroup(group, moment);
  }

  #raiseGroup(group: number, moment: Moment): void {
    const members = this.#groups.membersOf(group);
    const { over } = this.#book.index.rule(group) as SilenceGroupRule;
    const silent = this.#groups.silentIn(group);
    const reason = `${silent} of ${members.length} signals ${BEHIND[over.kind]} are silent, and no other was heard in its time`;
    // The number of silent ones is no reading, so its quality says nothing of simulation.
    this.#book.raise(group, moment, { reason, sample: { value: silent, quality: "good" } });
    this.#reparentWithin(group, moment);
  }

  /** Members fell silent: one that was about to end goes on when most are silent again. */
  #holdAgain(group: number, moment: Moment): void {
    if (this.#groups.isHeld(group) && this.#endings.forget(group)) this.#reparentWithin(group, moment);
  }

  /** Members were heard again. */
  #thin(moment: Moment): void {
    const thinned = this.#innermostFirst(this.#thinned);
    this.#thinned.clear();
    for (const group of thinned) {
      if (!this.#book.isActive(group) || this.#groups.isHeld(group)) continue;
      if (this.#endings.since(group) === undefined) this.#beginEnding(group, moment.receivedAt, moment.receivedAt);
      if (!this.#isWaiting(group, moment.receivedAt)) this.#end(group, moment);
    }
  }

  #beginEnding(group: number, since: EpochMs, now: EpochMs): void {
    this.#endings.begin(group, since);
    this.#wait(group, now);
  }

  #wait(group: number, now: EpochMs): void {
    for (const { rule, after } of this.#groups.membersOf(group)) if (this.#book.isActive(rule)) this.#waitFor(group, rule, after, now);
  }

  /** A silent member of a group that may be about to end is looked at when its time is over. */
  #waitFor(group: number, rule: number, after: DurationMs, now: EpochMs): void {
    const until = this.#endings.waitsUntil(group, after);
    if (until !== undefined && until > now) this.#book.deadlines.add(until, rule);
  }

  /** Whether a group that is about to end has a silent member that has not had its own time since. */
  #isWaiting(group: number, now: EpochMs): boolean {
    if (this.#groups.silentIn(group) === 0) return false;
    return this.#groups.membersOf(group).some(({ rule, after }) => this.#isSilent(rule) && this.#endings.covers(group, after, now));
  }

  /** Members of groups that are about to end have had their own time, and were not heard: they are told. */
  #stopWaiting(moment: Moment): void {
    const groups = this.#innermostFirst(this.#waitedFor);
    this.#waitedFor.clear();
    for (const group of groups) {
      if (!this.#book.isActive(group) || this.#endings.since(group) === undefined) continue;
      if (this.#isWaiting(group, moment.receivedAt)) this.#reparentWithin(group, moment);
      else this.#end(group, moment);
    }
  }

  /** Whoever is still silent is told by another first: nobody is beneath an alarm that has ended. */
  #end(group: number, moment: Moment): void {
    this.#reparentWithin(group, moment);
    const members = this.#groups.membersOf(group);
    const reason = `${members.length - this.#groups.silentIn(group)} of ${members.length} signals were heard again`;
    this.#book.clear(group, moment, { reason, sample: { value: this.#groups.silentIn(group), quality: "good" } });
    this.#parents.delete(group);
    this.#endings.forget(group);
  }

  /**
   * What is within a group is told by it now, or no longer. Of one that ends, what is reached within it comes before the members, so that
   * they are its, and not told one by one.
   */
  #reparentWithin(group: number, moment: Moment): void {
    const isStanding = this.#book.isActive(group) && this.#endings.since(group) === undefined;
    if (isStanding) this.#reparentMembers(group, moment);
    for (const inner of this.#innerOf(group)) {
      this.#reparent(inner, moment);
      if (!isStanding) this.#raiseIfReached(inner, moment);
    }
    if (!isStanding) this.#reparentMembers(group, moment);
  }

  #reparentMembers(group: number, moment: Moment): void {
    for (const { rule } of this.#groups.membersOf(group)) this.#reparent(rule, moment);
  }

  /** Tells what an active silence, or group of them, has become part of, or is no longer part of. */
  #reparent(rule: number, moment: Moment): void {
    const occurrenceId = this.#book.occurrenceOf(rule);
    if (occurrenceId === undefined) return;
    const parent = this.#parentOf(rule, moment.receivedAt);
    if (parent === this.#parents.get(rule)) return;
    if (parent === undefined) {
      this.#parents.delete(rule);
      this.#book.record(rule, moment, { change: "left", occurrenceId, reason: "no longer one of many behind one cause" });
    } else {
      this.#parents.set(rule, parent);
      this.#book.record(rule, moment, { change: "joined", occurrenceId, reason: "one of many behind one cause", parent });
    }
  }

  /** The occurrence of the outermost active group around a silence or a group that covers it. */
  #parentOf(rule: number, now: EpochMs): string | undefined {
    const definition = this.#book.index.rule(rule);
    const around = definition.kind === "silence-group" ? this.#outerOf(rule) : this.#groups.of(rule);
    for (let outwards = around.length - 1; outwards >= 0; outwards--) {
      const outer = around[outwards] as number;
      const occurrenceId = this.#book.occurrenceOf(outer);
      if (occurrenceId === undefined) continue;
      const isCovered =
        definition.kind === "silence" ? this.#endings.covers(outer, definition.after, now) : this.#coversGroup(outer, rule, now);
      if (isCovered) return occurrenceId;
    }
    return undefined;
  }

  /** A group is told by one around it until the first of its silent members is not. */
  #coversGroup(outer: number, group: number, now: EpochMs): boolean {
    if (this.#endings.since(outer) === undefined) return true;
    return this.#groups.membersOf(group).every(({ rule, after }) => !this.#isSilent(rule) || this.#endings.covers(outer, after, now));
  }

  /** Groups around a group, innermost first: those that its members are in besides. */
  #outerOf(group: number): readonly number[] {
    const [first] = this.#groups.membersOf(group);
    const around = first === undefined ? [] : this.#groups.of(first.rule);
    return around.slice(around.indexOf(group) + 1);
  }

  #innerOf(group: number): readonly number[] {
    const inner = new Set<number>();
    for (const { rule } of this.#groups.membersOf(group)) {
      const around = this.#groups.of(rule);
      for (const candidate of around.slice(0, around.indexOf(group))) inner.add(candidate);
    }
    return [...inner].sort((a, b) => a - b);
  }

  #outermostFirst(groups: ReadonlySet<number>): readonly number[] {
    const size = (group: number): number => this.#groups.membersOf(group).length;
    return [...groups].sort((a, b) => size(b) - size(a) || a - b);
  }

  #innermostFirst(groups: ReadonlySet<number>): readonly number[] {
    return this.#outermostFirst(groups).toReversed();
  }

  /** After a change of the site: what is under way may be part of something else now, and who was waited for may be gone. */
  reparentAll(moment: Moment): void {
    for (const [place, rule] of this.#book.index.rules.entries()) {
      if (rule.kind === "silence" || rule.kind === "silence-group") this.#reparent(place, moment);
      if (this.#endings.since(place) !== undefined) this.#waitedFor.add(place);
    }
  }
}
