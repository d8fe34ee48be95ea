import type { SystemConditionName } from "@labcanary/domain/alarm";
import type { SystemCondition } from "@labcanary/domain/messages";
import type { Logger } from "@labcanary/domain/ports";
import type { Commit } from "../store/batch.ts";
import type { AlarmKeeper } from "./keeper.ts";

/** Conditions of the platform itself, kept until the database takes them: that its disk is full must not be forgotten for its disk being full. */
export function createSystemConditions({
  keeper,
  logger,
  commit,
}: {
  readonly keeper: Pick<AlarmKeeper, "takeSystemCondition">;
  readonly logger: Logger;
  readonly commit: Commit;
}) {
  /** Those the database did not take, the latest of each name. */
  const unkept = new Map<SystemConditionName, SystemCondition>();

  /** What could not be kept yet, and is tried again. */
  function keepSystemConditions(): void {
    if (unkept.size === 0) return;
    const conditions = [...unkept.values()];
    try {
      commit((batch) => {
        for (const condition of conditions) keeper.takeSystemCondition(condition, batch);
        unkept.clear();
      });
    } catch (error) {
      for (const condition of conditions) unkept.set(condition.name, condition);
      logger.error({ error: String(error), waiting: unkept.size }, "System conditions could not be kept yet");
    }
  }

  return {
    takeSystemCondition(condition: SystemCondition): void {
      unkept.set(condition.name, condition);
      keepSystemConditions();
    },
    keepSystemConditions,
  };
}
