import { type Alarm, type AlarmMove, join, leave, suppress, unsuppress } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { ConditionChange } from "@labcanary/domain/rules";

/** What can happen to an occurrence besides beginning and ending. */
export type ChangeOnTheWay = "suppressed" | "unsuppressed" | "joined" | "left";

/** What the change does to its alarm; undefined when that is so already, the alarm has ended, or its parent cannot speak for it. `parent` is the alarm the change names. */
export function stepOfChange(
  change: ConditionChange & { readonly change: ChangeOnTheWay },
  alarm: Alarm,
  parent: Alarm | undefined,
  at: EpochMs,
): AlarmMove | undefined {
  switch (change.change) {
    case "suppressed":
      return suppress(alarm, { by: change.suppressedBy ?? "", since: change.at });
    case "unsuppressed":
      return unsuppress(alarm, at);
    case "joined":
      return parent === undefined ? undefined : join(alarm, parent);
    case "left":
      return leave(alarm);
  }
}
