import { createHash } from "node:crypto";
import { canonicalJson } from "@labcanary/domain/basics";
import type { JournalEntry } from "@labcanary/domain/messages";

/** What stands as the previous hash of line 1. */
export const GENESIS_HASH = "0".repeat(64);

/** SHA-256, in hexadecimal, over everything else in the line, the previous line's hash among it. */
export function hashOf(entry: Omit<JournalEntry, "hash">): string {
  const { number, at, kind, actor, alarmId, detail, previousHash } = entry;
  return createHash("sha256").update(canonicalJson({ number, at, kind, actor, alarmId, detail, previousHash })).digest("hex");
}
