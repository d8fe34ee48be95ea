import {
  type Alarm,
  beginningSpell,
  CHATTER_QUIET,
  type Chatter,
  type Circumstances,
  countOn,
  isChattering,
  isQuietAfter,
  isWorthALine,
  mayCountOn,
  proposeQuieting,
  type RuleToggles,
  withClear,
  withRaise,
} from "@labcanary/domain/alarm";
import { type EpochMs, plus } from "@labcanary/domain/basics";
import type { AlarmRule, ConditionChange } from "@labcanary/domain/rules";
import type { Batch } from "../store/batch.ts";
import type { AlarmTable } from "./alarm-table.ts";
import type { AlarmKeeper } from "./keeper.ts";
import type { ToggleTable } from "./toggle-table.ts";

/** What becomes of an occurrence that begins. */
export type ChatterVerdict =
  /** It has a record of its own; with `chatter`, that of a spell. */
  | { readonly kind: "record"; readonly chatter?: Chatter }
  /** It is counted on the record of its spell, and nothing more is to be done. */
  | { readonly kind: "counted" };

/** What else is known of an occurrence that begins. */
export interface RaiseCircumstances extends Circumstances {
  readonly rule: AlarmRule | undefined;
}

/** Holds a rule that chatters down to one record. Everything happens within the transaction that is open. */
export interface ChatterWatch {
  takeRaise(change: ConditionChange, circumstances: RaiseCircumstances, batch: Batch): ChatterVerdict;
  /** The condition has gone. Returns the alarm that is to return to normal, or undefined while a spell keeps it. */
  takeClear(change: ConditionChange, batch: Batch): Alarm | undefined;
  /** Lets the alarms go whose spell is over. */
  endSpells(batch: Batch): void;
  /** The id of the record an occurrence is kept on. */
  recordOf(occurrenceId: string): string;
}

export interface ChatterWatchDeps {
  readonly alarms: AlarmTable;
  readonly toggles: ToggleTable;
  readonly ruleOf: (alarm: Alarm) => AlarmRule | undefined;
  readonly move: AlarmKeeper["move"];
  /** The condition of the alarm has gone. */
  readonly clear: (
    alarm: Alarm,
    clearedAt: EpochMs,
    because: { readonly actor: string; readonly detail: Readonly<Record<string, unknown>> },
    batch: Batch,
  ) => unknown;
}

export function createChatterWatch({ alarms, toggles, ruleOf, move, clear }: ChatterWatchDeps): ChatterWatch {
  function takeRaise(change: ConditionChange, circumstances: RaiseCircumstances, batch: Batch): ChatterVerdict {
    const { rule } = circumstances;
    const { ruleId, occurrenceId } = change;
    const row = toggles.of(ruleId);
    const before = row.known.toggles.at(-1);
    if (before !== undefined && row.record !== undefined && isQuietAfter(before.raisedAt, change.at)) endSpell(ruleId, row.record, batch);
    const known = withRaise(row.known, change, rule);
    toggles.keep(ruleId, known);
    const record = toggles.of(ruleId).record;
    const spell = spellOf(record, known);
    if (before === undefined || spell === undefined) return { kind: "record" };
    const standing = alarms.get(record ?? toggles.recordOf(before.occurrenceId));
    if (standing !== undefined && mayCountOn(standing, change, circumstances)) {
      toggles.beginSpell(ruleId, standing.id, plus(batch.at, CHATTER_QUIET));
      toggles.putOn(occurrenceId, standing.id);
      count(standing, spell, change, known, rule, batch);
      return { kind: "counted" };
    }
    if (record !== undefined) endSpell(ruleId, record, batch);
    toggles.beginSpell(ruleId, occurrenceId, plus(batch.at, CHATTER_QUIET));
    return { kind: "record", chatter: rule === undefined ? spell : { ...spell, proposal: proposeQuieting(rule, known) } };
  }

  /** The spell under way, with the latest occurrence in it, or the one that begins with this. */
  function spellOf(record: string | undefined, known: RuleToggles): Chatter | undefined {
    const last = known.toggles.at(-1);
    const standing = record === undefined ? undefined : alarms.get(record)?.chatter;
    if (standing === undefined || last === undefined) return beginningSpell(known);
    return { ...(beginningSpell(known) ?? { count: 1, since: last.raisedAt }), lastAt: last.raisedAt };
  }

  function count(
    standing: Alarm,
    spell: Chatter,
    change: ConditionChange,
    known: RuleToggles,
    rule: AlarmRule | undefined,
    batch: Batch,
  ): void {
    const counted = countOn(standing, spell, rule === undefined ? undefined : proposeQuieting(rule, known));
    const { ruleId, occurrenceId, at, receivedAt, value } = change;
    move(
      counted,
      {
        kind: "chattering",
        actor: "rules",
        detail: { ruleId, occurrenceId, at, receivedAt, value, ...counted.chatter },
        effects: [],
        journaled: isWorthALine(counted.chatter?.count ?? 0),
      },
      batch,
    );
  }

  function endSpell(ruleId: string, record: string, batch: Batch): void {
    toggles.endSpell(ruleId);
    const alarm = alarms.get(record);
    if (alarm?.chatter === undefined || !isChattering(alarm)) return;
    // The length of the last occurrence was not known when it was counted.
    const rule = ruleOf(alarm);
    const proposal = rule === undefined ? {} : { proposal: proposeQuieting(rule, toggles.of(ruleId).known) };
    const chatter: Chatter = { ...alarm.chatter, ...proposal, endedAt: batch.at };
    const because = { kind: "chatter-ended", actor: "rules", detail: { ruleId, ...chatter }, effects: [] } as const;
    const ended = move({ ...alarm, chatter }, because, batch);
    if (ended.conditionActive || ended.clearedAt === undefined) return;
    const detail = { ruleId, at: ended.clearedAt, because: "chatter-ended" };
    clear(ended, ended.clearedAt, { actor: "rules", detail }, batch);
  }

  return {
    takeRaise,

    takeClear(change, batch) {
      const known = toggles.of(change.ruleId).known;
      if (known.toggles.some(({ occurrenceId }) => occurrenceId === change.occurrenceId))
        toggles.keep(change.ruleId, withClear(known, change));
      const alarm = alarms.get(toggles.recordOf(change.occurrenceId));
      toggles.forget(change.occurrenceId);
      if (alarm === undefined || !isChattering(alarm)) return alarm;
      const { ruleId, occurrenceId, at } = change;
      const moved: Alarm = { ...alarm, conditionActive: false, clearedAt: at };
      move(
        moved,
        { kind: "chattering", actor: "rules", detail: { ruleId, occurrenceId, clearedAt: at }, effects: [], journaled: false },
        batch,
      );
      return undefined;
    },

    endSpells(batch) {
      for (const ruleId of toggles.quietBy(batch.at)) {
        const { record } = toggles.of(ruleId);
        if (record !== undefined) endSpell(ruleId, record, batch);
      }
    },

    recordOf: toggles.recordOf,
  };
}
