import type { DrillSeen } from "@labcanary/domain/messages";
import type { DrillStage } from "@labcanary/domain/ports";
import type { Announcements } from "../announcements.ts";
import type { Commit } from "../store/batch.ts";
import type { DrillTable } from "./drill-table.ts";
import type { Drills } from "./drills.ts";

interface Deps {
  readonly table: Pick<DrillTable, "get">;
  readonly drills: Pick<Drills, "begin" | "end">;
  readonly announcements: Announcements<DrillSeen>;
  readonly commit: Commit;
}

/** What whoever runs a drill asks of alerting. */
export function createDrillDesk({ table, drills, announcements, commit }: Deps) {
  let announced = JSON.stringify(table.get());
  const desk: Omit<DrillStage, "onDrill"> = {
    beginDrill: (drill) => commit(() => drills.begin(drill)),
    endDrill: (number, because) => commit((batch) => drills.end(number, because, batch)),
    drill: table.get,
  };
  return {
    desk,
    /** To be called after each transaction: tells what of the drill is another than before. */
    announce(): void {
      const drill = table.get();
      const told = JSON.stringify(drill);
      if (drill === undefined || told === announced) return;
      announced = told;
      announcements.announce([drill]);
    },
  };
}
