import type { HandOverAlarm } from "@labcanary/domain/messages";

const GROUP_OF_STATE: Readonly<Record<HandOverAlarm["state"], AlarmGroup | undefined>> = {
  unacknowledged: "unacknowledged",
  "rtn-unacknowledged": "unacknowledged",
  "latched-unacknowledged": "unacknowledged",
  acknowledged: "acknowledged",
  "latched-acknowledged": "acknowledged",
  shelved: "shelved",
  "suppressed-by-design": "suppressed",
  // Listed once, with the signal that is out of service.
  "out-of-service": undefined,
  normal: undefined,
};
export type AlarmGroup = "unacknowledged" | "acknowledged" | "shelved" | "suppressed";

/** Alarms as they are handed over, in the order in which they are read; each keeps its place within its group. */
export function alarmGroups(alarms: readonly HandOverAlarm[]): Readonly<Record<AlarmGroup, readonly HandOverAlarm[]>> {
  const of = (group: AlarmGroup): readonly HandOverAlarm[] => alarms.filter(({ state }) => GROUP_OF_STATE[state] === group);
  return { unacknowledged: of("unacknowledged"), acknowledged: of("acknowledged"), shelved: of("shelved"), suppressed: of("suppressed") };
}
