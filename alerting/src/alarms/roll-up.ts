import { acknowledge, type Alarm, leave, speaksForOthers } from "@labcanary/domain/alarm";
import { type Priority, PRIORITIES } from "@labcanary/domain/rules";
import type { Batch } from "../store/batch.ts";
import type { AlarmKeeper } from "./keeper.ts";

type Keeper = Pick<AlarmKeeper, "move" | "beneath">;

/** Whoever acknowledges an alarm has seen those listed beneath it: each is acknowledged with it, and its own journal line says so. */
export function acknowledgeBeneath(
  parent: Alarm,
  { by, actor }: { readonly by: string; readonly actor: string },
  detail: Readonly<Record<string, unknown>>,
  keeper: Keeper,
  batch: Batch,
): void {
  for (const alarm of keeper.beneath(parent.id)) {
    const step = acknowledge(alarm);
    if (step === undefined) continue;
    const moved: Alarm = { ...alarm, annunciation: step.annunciation, acknowledgedAt: batch.at, acknowledgedBy: by };
    acknowledgeBeneath(alarm, { by, actor }, detail, keeper, batch);
    keeper.move(moved, { kind: "acknowledged", actor, detail: { ...detail, with: parent.id }, effects: step.effects }, batch);
  }
}

/** Those beneath an alarm that can no longer speak for them stand for themselves again. */
export function leaveSilentParent(parent: Alarm, keeper: Keeper, batch: Batch): void {
  if (speaksForOthers(parent)) return;
  const because = parent.annunciation === "normal" ? "parent-ended" : "parent-withheld";
  for (const alarm of keeper.beneath(parent.id)) {
    const step = leave(alarm);
    if (step !== undefined)
      keeper.move(step.moved, { kind: "left", actor: "system", detail: { because, parent: parent.id }, effects: step.effects }, batch);
  }
}

/** The gravest of an alarm and those beneath it: shelving it takes them all off the list. */
export function gravestWithin(alarm: Alarm, keeper: Pick<AlarmKeeper, "beneath">): Priority {
  const gravity = ({ id, priority }: Alarm): number => Math.min(PRIORITIES.indexOf(priority), ...keeper.beneath(id).map(gravity));
  return PRIORITIES[gravity(alarm)] ?? alarm.priority;
}
