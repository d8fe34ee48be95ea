import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { PersonalName } from "@labcanary/domain/governance";
import { keyOfName } from "../people/person-keys.ts";

/** What a command was answered. */
interface Outcome {
  readonly ok: boolean;
}

/** What an order was, as far as another one under its id must not be taken for it. */
export interface Made {
  readonly actor: PersonalName;
  readonly verb: string;
  readonly about: string;
  /** Whom it is about, where it is about somebody. */
  readonly whom?: PersonalName;
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
  const known = database.prepare("SELECT key FROM journal_people WHERE name = ?");

  return {
    markCondition: (id) => mark.run(id).changes === 1,
    outcomeOf(commandId) {
      const row = outcome.get(commandId);
      return row === undefined ? undefined : JSON.parse(String(row["outcome"]));
    },
    before(commandId, made) {
      const row = outcome.get(commandId);
      if (row === undefined) return { kind: "none" };
      if (row["made"] !== null && row["made"] !== markOf(made, (name) => String(known.get(name)?.["key"]))) return { kind: "another" };
      return { kind: "same", outcome: JSON.parse(String(row["outcome"])) };
    },
    keepOutcome(commandId, kept, made) {
      const mark = made === undefined ? null : markOf(made, (name) => keyOfName(database, name));
      keep.run(commandId, JSON.stringify(kept), mark);
    },
  };
}

/** Over the keys by which names are held apart: once those are gone, nobody who tries names finds whose it was. */
const markOf = ({ actor, verb, about, whom }: Made, keyOf: (name: PersonalName) => string): string =>
  createHash("sha256")
    .update(JSON.stringify([keyOf(actor), verb, about, whom === undefined ? null : keyOf(whom)]))
    .digest("base64url");
