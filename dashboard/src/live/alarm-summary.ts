import type { Alarm } from "@labcanary/domain/alarm";
import type { Reach } from "@labcanary/domain/notification";

/** An alarm as lists carry it; its evidence is in `GET alarms/{id}`. */
export interface AlarmSummary extends Omit<Alarm, "evidence"> {
  /** In the live feed: how far it has come to people. Absent: nobody is told of it, or need be any more. */
  readonly reach?: Reach;
}

export function summaryOf(alarm: Alarm, reach?: Reach): AlarmSummary {
  const { evidence: _evidence, ...summary } = alarm;
  return reach === undefined ? summary : { ...summary, reach };
}
