import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

/** What a command was answered. */
interface Outcome {
  readonly ok: boolean;
}

/** What an order was, as far as another one under its id must not be taken for it. */
export interface Made {
  readonly actor: string;
  readonly verb: string;
  readonly about: string;
}

/** What stands under the id of a command: nothing, the same, or another one. What was kept of no order counts as the same. */
export type Before<T> = { readonly kind: "none" | "another" } | { readonly kind: "same"; readonly outcome: T };

/** What has been taken already, so that a message seen twice is carried out once. Writing happens within the transaction that is open. */
export interface Seen {
  /** Marks a condition change as taken; false when it was before. */
  markCondition(id: string): boolean;
  /** As it was kept; ids of commands of different kinds must differ. */
  outcomeOf<T extends Outcome>(commandId: string): T | undefined;
  before<T extends Outcome>(commandId: string, made: Made): Before<T>;
  keepOutcome(commandId: string, outcome: Outcome, made?: Made): void;
}

export function createSeen(database: DatabaseSync): Seen {
  const mark = database.prepare("INSERT OR IGNORE INTO seen_conditions (id) VALUES (?)");
  const outcome = database.prepare("SELECT outcome, made FROM seen_commands WHERE id = ?");
  const keep = database.prepare("INSERT INTO seen_commands (id, outcome, made) VALUES (?, ?, ?)");
  return {
    markCondition: (id) => mark.run(id).changes === 1,
    outcomeOf(commandId) {
      const row = outcome.get(commandId);
      return row === undefined ? undefined : JSON.parse(String(row["outcome"]));
    },
    before(commandId, made) {
      const row = outcome.get(commandId);
      if (row === undefined) return { kind: "none" };
      if (row["made"] !== null && row["made"] !== markOf(made)) return { kind: "another" };
      return { kind: "same", outcome: JSON.parse(String(row["outcome"])) };
    },
    keepOutcome: (commandId, kept, made) => void keep.run(commandId, JSON.stringify(kept), made === undefined ? null : markOf(made)),
  };
}

/** It is only ever compared: nobody is named by it. */
const markOf = ({ actor, verb, about }: Made): string =>
  createHash("sha256")
    .update(JSON.stringify([actor, verb, about]))
    .digest("base64url");
