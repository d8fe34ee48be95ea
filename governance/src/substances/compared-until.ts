import type { DatabaseSync } from "node:sqlite";
import { epochMs, type EpochMs } from "@labcanary/domain/basics";
import type { ZoneId } from "@labcanary/domain/site";

/** Until when the books of each cabinet were held against its sensors, over restarts. */
export interface ComparedUntil {
  get(cabinet: ZoneId): EpochMs | undefined;
  keep(cabinet: ZoneId, until: EpochMs): void;
}

export function createComparedUntil(database: () => DatabaseSync): ComparedUntil {
  return {
    get(cabinet) {
      const row = database().prepare("SELECT until FROM custody_compared WHERE cabinet = ?").get(cabinet);
      return row === undefined ? undefined : epochMs(Number(row["until"]));
    },
    keep(cabinet, until) {
      database()
        .prepare("INSERT INTO custody_compared (cabinet, until) VALUES (?, ?) ON CONFLICT (cabinet) DO UPDATE SET until = excluded.until")
        .run(cabinet, until);
    },
  };
}
