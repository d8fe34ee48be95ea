import type { DatabaseSync } from "node:sqlite";
import { NO_TOGGLES, type RuleToggles } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { RuleId } from "@labcanary/domain/rules";

/** What is kept of a rule's latest occurrences. */
export interface RuleRow {
  readonly known: RuleToggles;
  /** The record all of the spell under way is kept on. */
  readonly record?: string;
}

/** The latest occurrences of each rule, and which occurrences are kept on another's record. Writing happens within the transaction that is open. */
export interface ToggleTable {
  of(ruleId: RuleId): RuleRow;
  keep(ruleId: RuleId, known: RuleToggles): void;
  /** The record is that of the rule's spell, until `quietAt` if nothing more happens. */
  beginSpell(ruleId: RuleId, record: string, quietAt: EpochMs): void;
  endSpell(ruleId: RuleId): void;
  /** Rules whose spell is over by then. */
  quietBy(now: EpochMs): readonly RuleId[];
  /** The occurrence has no record of its own. */
  putOn(occurrenceId: string, record: string): void;
  /** The id of the record an occurrence is kept on: its own where it has one. */
  recordOf(occurrenceId: string): string;
  /** The occurrence is over, and nothing more is to come of it. */
  forget(occurrenceId: string): void;
  /** Moves the end of every spell by the span (negative: earlier). */
  shift(span: number): void;
}

export function createToggleTable(database: DatabaseSync): ToggleTable {
  const byRule = database.prepare("SELECT known, record FROM rule_toggles WHERE rule_id = ?");
  const keep = database.prepare(
    "INSERT INTO rule_toggles (rule_id, known) VALUES (?, ?) ON CONFLICT (rule_id) DO UPDATE SET known = excluded.known",
  );
  const spell = database.prepare("UPDATE rule_toggles SET record = ?, quiet_at = ? WHERE rule_id = ?");
  const quiet = database.prepare("SELECT rule_id FROM rule_toggles WHERE quiet_at <= ? ORDER BY quiet_at, rule_id");
  const putOn = database.prepare("INSERT OR REPLACE INTO counted_occurrences (id, record) VALUES (?, ?)");
  const recordOf = database.prepare("SELECT record FROM counted_occurrences WHERE id = ?");
  const forget = database.prepare("DELETE FROM counted_occurrences WHERE id = ?");
  const shift = database.prepare("UPDATE rule_toggles SET quiet_at = quiet_at + ? WHERE quiet_at IS NOT NULL");
  return {
    of(ruleId) {
      const row = byRule.get(ruleId);
      if (row === undefined) return { known: NO_TOGGLES };
      return { known: JSON.parse(String(row["known"])), ...(row["record"] === null ? {} : { record: String(row["record"]) }) };
    },
    keep: (ruleId, known) => void keep.run(ruleId, JSON.stringify(known)),
    beginSpell: (ruleId, record, quietAt) => void spell.run(record, quietAt, ruleId),
    endSpell: (ruleId) => void spell.run(null, null, ruleId),
    quietBy: (now) => quiet.all(now).map((row) => String(row["rule_id"])),
    putOn: (occurrenceId, record) => void putOn.run(occurrenceId, record),
    recordOf: (occurrenceId) => String(recordOf.get(occurrenceId)?.["record"] ?? occurrenceId),
    forget: (occurrenceId) => void forget.run(occurrenceId),
    shift: (span) => void shift.run(span),
  };
}
