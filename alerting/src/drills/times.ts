import type { Alarm } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { DrillReached, DrillTimes } from "@labcanary/domain/governance";
import type { OutboxRow } from "../outbox/outbox-table.ts";

/**
 * What has happened in these alarms of one drill, each step at its first. `proven`: a text of the alarm that has come to a person; that it
 * has is known at `now`. Whoever says that the place is safe is there.
 */
export function timesOf(
  alarms: readonly Alarm[],
  proven: (alarmId: string) => Pick<OutboxRow, "personId" | "channel"> | undefined,
  now: EpochMs,
): DrillTimes {
  const [first] = alarms;
  const text = alarms.flatMap((alarm) => {
    const row = proven(alarm.id);
    return row === undefined ? [] : [{ at: now, alarm: named(alarm), by: row.personId, channel: row.channel }];
  })[0];
  const acknowledged = earliest(alarms, ({ acknowledgedAt, acknowledgedBy }) => said(acknowledgedAt, acknowledgedBy));
  const safe = earliest(alarms, ({ reportedSafe }) => said(reportedSafe?.at, reportedSafe?.by));
  return {
    ...(first === undefined ? {} : { detected: { at: first.raisedReceivedAt, alarm: named(first) } }),
    ...(text === undefined ? {} : { told: text }),
    ...(acknowledged === undefined ? {} : { acknowledged }),
    ...(safe === undefined ? {} : { "on-site": safe, safe }),
  };
}

const named = ({ id, code }: Alarm) => ({ id, code });
const said = (at: EpochMs | undefined, by: string | undefined) =>
  at === undefined ? undefined : { at, ...(by === undefined ? {} : { by }) };

function earliest(alarms: readonly Alarm[], of: (alarm: Alarm) => DrillReached | undefined): DrillReached | undefined {
  const reached = alarms.flatMap((alarm) => {
    const step = of(alarm);
    return step === undefined ? [] : [{ ...step, alarm: named(alarm) }];
  });
  return reached.toSorted((a, b) => a.at - b.at)[0];
}
