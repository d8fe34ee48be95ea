import type { Alarm } from "@labcanary/domain/alarm";
import type { Told, UntoldReason } from "@labcanary/domain/notification";

/** An alarm as lists carry it; its evidence is in `GET alarms/{id}`. */
export interface AlarmSummary extends Omit<Alarm, "evidence"> {
  /** In the live feed: who has been told. Absent: nobody is told of it, or need be any more. */
  readonly told?: Told;
  /** In the live feed, of one that nobody has acknowledged and nobody is told of: why. */
  readonly untold?: UntoldReason;
}

export function summaryOf(alarm: Alarm, telling: Pick<AlarmSummary, "told" | "untold"> = {}): AlarmSummary {
  const { evidence: _evidence, ...summary } = alarm;
  return { ...summary, ...telling };
}
