import type { Alarm } from "@labcanary/domain/alarm";

/** An alarm as lists carry it; its evidence is in `GET alarms/{id}`. */
export type AlarmSummary = Omit<Alarm, "evidence">;

export function summaryOf(alarm: Alarm): AlarmSummary {
  const { evidence: _evidence, ...summary } = alarm;
  return summary;
}
