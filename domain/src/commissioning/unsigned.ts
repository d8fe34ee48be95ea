import { type Alarm, type AlarmMove, isToBeTold } from "../alarm/index.ts";
import type { EpochMs } from "../basics/index.ts";

/**
 * An alarm of a test that ended unsigned while its condition holds, as an alarm like any other: what people have done, they have done about
 * a test, and whoever was told got TEST. So it is unacknowledged and nobody's; the round of the test ends, and one of its own begins. What
 * two people or logic withhold stays so; what one person shelved as a test does not. Response times are counted from `at`.
 */
export function unmarked(alarm: Alarm, at: EpochMs): AlarmMove {
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
  const moved: Alarm = { ...real, annunciation: "unacknowledged", annunciatedAt: at };
  const stop = { kind: "stop-escalation" } as const;
  return { moved, effects: isToBeTold(moved) ? [stop, { kind: "start-escalation" }] : [stop] };
}

/**
 * What was planned, sent or looked at as part of the test `asTest` is no longer of that: its alarm has outlived it, and is real. Absent
 * `asTest`: it was no test then. An alarm that ended within its test stays one of it.
 */
export const hasOutlived = ({ test }: Pick<Alarm, "test">, asTest: string | undefined): boolean => asTest !== undefined && test !== asTest;
