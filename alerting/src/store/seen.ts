import type { DatabaseSync } from "node:sqlite";

/** What a command was answered. */
interface Outcome {
  readonly ok: boolean;
}

/** What has been taken already, so that a message seen twice is carried out once. Writing happens within the transaction that is open. */
export interface Seen {
  /** Marks a condition change as taken; false when it was before. */
  markCondition(id: string): boolean;
  /** As it was kept; ids of commands of different kinds must differ. */
  outcomeOf<T extends Outcome>(commandId: string): T | undefined;
  keepOutcome(commandId: string, outcome: Outcome): void;
}

export function createSeen(database: DatabaseSync): Seen {
  const mark = database.prepare("INSERT OR IGNORE INTO seen_conditions (id) VALUES (?)");
  const outcome = database.prepare("SELECT outcome FROM seen_commands WHERE id = ?");
  const keep = database.prepare("INSERT INTO seen_commands (id, outcome) VALUES (?, ?)");
  return {
    markCondition: (id) => mark.run(id).changes === 1,
    outcomeOf(commandId) {
      const row = outcome.get(commandId);
      return row === undefined ? undefined : JSON.parse(String(row["outcome"]));
    },
    keepOutcome: (commandId, kept) => void keep.run(commandId, JSON.stringify(kept)),
  };
}
