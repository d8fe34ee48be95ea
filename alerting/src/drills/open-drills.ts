import type { DatabaseSync } from "node:sqlite";
import type { DrillSeen } from "@labcanary/domain/messages";
import type { Announcements } from "../announcements.ts";
import type { Commit } from "../store/batch.ts";
import { createDrillDesk } from "./drill-desk.ts";
import { createDrillTable } from "./drill-table.ts";
import { createDrills, type DrillsDeps } from "./drills.ts";
import { createDrillEndings, type DrillEndingDeps } from "./endings.ts";

interface Deps extends Omit<DrillsDeps, "table" | "isPerson" | "tellReal">, Omit<DrillEndingDeps, "table" | "alarms"> {
  readonly announcements: Announcements<DrillSeen>;
  readonly commit: Commit;
}

/** Everything alerting has to do with drills. */
export function openDrills(database: DatabaseSync, deps: Deps) {
  const table = createDrillTable(database);
  const endings = createDrillEndings({ ...deps, table });
  const isPerson = (id: string): boolean => deps.site().people.some((person) => person.id === id && person.kind === undefined);
  const drills = createDrills({ ...deps, table, isPerson, tellReal: endings.tell });
  const { desk, announce } = createDrillDesk({ ...deps, table, drills });
  return { ...drills, endings, desk, announce, shift: table.shift };
}
