import { type Alarm, isAnnunciated, isToBeTold } from "../alarm/index.ts";
import type { EpochMs } from "../basics/index.ts";
import type { DrillEnd, DrillTimes } from "../governance/index.ts";
import type { ZoneId } from "../site/index.ts";
import type { SignalKey } from "../telemetry/index.ts";

/** A drill as those have it who raise its alarms. There is one at a time. */
export interface DrillUnderWay {
  /** Its number in the ledger. */
  readonly number: number;
  readonly zoneId: ZoneId;
  /** The zone and all inside it: of any real alarm there the drill is over. */
  readonly zones: readonly ZoneId[];
  /** The real signals whose twins it moves. */
  readonly signals: readonly SignalKey[];
  readonly startedAt: EpochMs;
  readonly until: EpochMs;
}

/** What alarms, texts and people have done in the drill that is under way, or was the last one. */
export interface DrillSeen extends DrillUnderWay {
  readonly times: DrillTimes;
  readonly ended?: DrillEnd;
  /** Ids of people who were sent something of it. */
  readonly told: readonly string[];
}

/** Why no drill can begin now. */
export const DRILL_STAGE_REFUSALS = {
  DRILL_UNDER_WAY: "another drill is under way; wait for its end, or end it",
  DRILL_ALARM_STANDS: "a real alarm stands that would end the drill, or in its zone; deal with it first",
} as const;
export type DrillStageRefusalCode = keyof typeof DRILL_STAGE_REFUSALS;

/** What a drill looks at to give way: alarms of tests, of drills and of simulated readings are none. */
const isReal = ({ test, simulated }: Pick<Alarm, "test" | "simulated">): boolean => test === undefined && !simulated;

const isWithin = ({ source }: Alarm, { zones }: Pick<DrillUnderWay, "zones">): boolean =>
  source.kind !== "system" && zones.includes(source.zoneId);

/**
 * Whether the alarm ends a drill: it is real, nobody has acknowledged it, and it is of life safety or critical, wherever it is, or of anything
 * in the drill's zone, where people could take it for part of the drill.
 */
export const endsDrill = (alarm: Alarm, drill: Pick<DrillUnderWay, "zones">): boolean =>
  isReal(alarm) && isToBeTold(alarm) && (alarm.lifeSafety === true || alarm.priority === "critical" || isWithin(alarm, drill));

/** Whether no drill begins while the alarm stands: it would end one, or people are at work on it where the drill is to be. */
export const forbidsDrill = (alarm: Alarm, drill: Pick<DrillUnderWay, "zones">): boolean =>
  endsDrill(alarm, drill) || (isReal(alarm) && isAnnunciated(alarm) && isWithin(alarm, drill));
