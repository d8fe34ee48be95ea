import { type Alarm, type AlarmMove, isToBeTold } from "../alarm/index.ts";

/**
 * An alarm of a test that ended unsigned while its condition holds, as an alarm like any other: what people have done, they have done about
 * a test, and whoever was told got TEST. So it is unacknowledged and nobody's; the round of the test ends, and one of its own begins. What
 * two people or logic withhold stays so; what one person shelved as a test does not.
 */
export function unmarked(alarm: Alarm): AlarmMove {
  const {
    test: _test,
    acknowledgedAt: _acknowledgedAt,
    acknowledgedBy: _acknowledgedBy,
    attendedAt: _attendedAt,
    attendedBy: _attendedBy,
    firstHuman: _firstHuman,
    assigned: _assigned,
    reportedSafe: _reportedSafe,
    shelved: _shelved,
    ...real
  } = alarm;
  const moved: Alarm = { ...real, annunciation: "unacknowledged" };
  const stop = { kind: "stop-escalation" } as const;
  return { moved, effects: isToBeTold(moved) ? [stop, { kind: "start-escalation" }] : [stop] };
}
