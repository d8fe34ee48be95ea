import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Alarm } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { RuleId } from "@labcanary/domain/rules";
import { BUSY_TIMEOUT_MS, databaseFile } from "../store/database.ts";

/** The rules whose condition stood at a time, raised before it, read beside a running platform. */
export function rulesStandingAt(dataFolder: string, at: EpochMs): ReadonlySet<RuleId> {
  const file = databaseFile(dataFolder);
  const standing = new Set<RuleId>();
  if (!existsSync(file)) return standing;
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    for (const row of database.prepare("SELECT body FROM alarms").iterate()) {
      const { source, raisedReceivedAt, clearedAt, endedAt } = JSON.parse(String(row["body"])) as Alarm;
      const until = clearedAt ?? endedAt ?? Number.POSITIVE_INFINITY;
      if (source.kind === "rule" && raisedReceivedAt < at && until > at) standing.add(source.ruleId);
    }
  } finally {
    database.close();
  }
  return standing;
}
