import type { SystemConditionName } from "@labcanary/domain/alarm";
import type { AlarmKeeper } from "../alarms/keeper.ts";
import type { Batch } from "../store/batch.ts";

/** What is wrong with telling people, as it follows from what is kept: no flag that somebody sets. */
export interface DeliveryCondition {
  readonly name: SystemConditionName;
  isActive(batch: Batch): boolean;
  readonly because: { readonly active: string; readonly over: string };
}

/** Settles each within the transaction that may have moved it. */
export function settleConditions(
  conditions: readonly DeliveryCondition[],
  keeper: Pick<AlarmKeeper, "takeSystemCondition">,
  batch: Batch,
): void {
  for (const { name, isActive, because } of conditions) {
    const active = isActive(batch);
    const detail = active ? because.active : because.over;
    keeper.takeSystemCondition({ kind: "system-condition", name, active, at: batch.at, detail }, batch);
  }
}
