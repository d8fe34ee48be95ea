import type { DatabaseSync } from "node:sqlite";
import { type DurationMs, type EpochMs, elapsed, milliseconds, minus, plus } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import { openAccountDatabase } from "./account-database.ts";

/** Names and addresses counted at a time (chosen: many times a shift change; whoever comes from more has others counted out first). */
const MOST_KEYS = 5000;

/** Attempts by key within a window that begins with the first of them. */
export interface AttemptCounts {
  /** Counts one more; when there have been more than `most`, tells how long the window still is. */
  take(key: string, most: number, window: DurationMs): DurationMs | undefined;
  close(): void;
}

/**
 * Counts that a restart does not forgive. Over a connection of their own that does not wait for the disk: a kill of the process loses none,
 * a cut of power the last, and somebody who tries a thousand passwords a second holds nothing up.
 */
export function openAttemptCounts(dataFolder: string, clock: Clock): AttemptCounts {
  const database = openAccountDatabase(dataFolder);
  database.exec("PRAGMA synchronous = NORMAL");
  const { read, write, shrink } = statements(database);

  return {
    take(key, most, window) {
      const now = clock.now();
      const kept = read(key);
      const isOver = kept === undefined || elapsed(kept.since, now) >= window || kept.since > now;
      if (!isOver && kept.count >= most) return milliseconds(plus(kept.since, window) - now);
      if (isOver) shrink(minus(now, window));
      write(key, isOver ? { count: 1, since: now } : { ...kept, count: kept.count + 1 });
      return undefined;
    },
    close: () => database.close(),
  };
}

interface Count {
  readonly count: number;
  readonly since: EpochMs;
}

function statements(database: DatabaseSync) {
  const select = database.prepare("SELECT count, since FROM attempt WHERE key = ?");
  const upsert = database.prepare("INSERT OR REPLACE INTO attempt (key, count, since) VALUES (?, ?, ?)");
  const forget = database.prepare("DELETE FROM attempt WHERE since <= ?");
  const forgetOldest = database.prepare("DELETE FROM attempt WHERE key IN (SELECT key FROM attempt ORDER BY since DESC LIMIT -1 OFFSET ?)");
  return {
    read: (key: string) => select.get(key) as Count | undefined,
    write: (key: string, { count, since }: Count) => void upsert.run(key, count, since),
    /** Forgets what is over, and what is too much. */
    shrink(until: EpochMs): void {
      forget.run(until);
      forgetOldest.run(MOST_KEYS - 1);
    },
  };
}
