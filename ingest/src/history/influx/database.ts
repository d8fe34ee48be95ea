import { type DurationMs, hours, milliseconds } from "@labcanary/domain/basics";
import type { InfluxHistoryOptions } from "./options.ts";
import type { QueryClient } from "./query-client.ts";

/** Retention policies, each with what it holds. `raw` is the default one, where other tools find `sample`. */
export const POLICIES = { raw: "raw", minutes: "minutes", hours: "hours" } as const;

/** Measurements. `rollup` says of each hour when it was last written to and which of its states is rolled up. */
export const SAMPLE = `"${POLICIES.raw}"."sample"`;
export const MINUTES = `"${POLICIES.minutes}"."sample_1m"`;
export const HOURS = `"${POLICIES.hours}"."sample_1h"`;
export const MARKS = `"${POLICIES.raw}"."rollup"`;

/** Chosen: our clock and the server's may differ, and a point we take must not be past the server's retention. */
const CLOCK_DIFFERENCE = hours(24);

/**
 * Makes the database and its retention policies, or gives them the configured durations; repeat-safe. The server then drops what is
 * past its age by itself, a whole shard at a time.
 */
export async function prepareDatabase(client: QueryClient, { database, retention }: InfluxHistoryOptions): Promise<void> {
  await client.query([`CREATE DATABASE "${database}"`], {}, "ms");
  const policies = [
    { name: POLICIES.raw, duration: retention.raw, suffix: " DEFAULT" },
    { name: POLICIES.minutes, duration: retention.minutes, suffix: "" },
    { name: POLICIES.hours, duration: retention.hours, suffix: "" },
  ];
  const existing = await client.query([`SHOW RETENTION POLICIES ON "${database}"`], {}, "ms");
  const names = new Set(existing[0]?.values.map((row) => row[0]));
  for (const { name, duration, suffix } of policies) {
    const verb = names.has(name) ? "ALTER" : "CREATE";
    const kept = milliseconds(duration + CLOCK_DIFFERENCE);
    const durations = `DURATION ${kept}ms REPLICATION 1 SHARD DURATION ${shardDuration(kept)}`;
    await client.query([`${verb} RETENTION POLICY "${name}" ON "${database}" ${durations}${suffix}`], {}, "ms");
  }
}

/** InfluxDB's own choice for a policy of this duration, said so that a shortened policy gets it too. */
function shardDuration(kept: DurationMs): string {
  if (kept < hours(2 * 24)) return "1h";
  return kept < hours(180 * 24) ? "1d" : "7d";
}

/** Picks one signal's series by parameters `$site`, `$device`, `$signal` in the form tags are kept in, whatever zone it was in. */
export const OF_SIGNAL = '"site" = $site AND "device" = $device AND "signal" = $signal';
/** Picks a stretch of time by parameters `$from` (inclusive) and `$to` (exclusive), RFC 3339 text. */
export const BETWEEN = "time >= $from AND time < $to";
