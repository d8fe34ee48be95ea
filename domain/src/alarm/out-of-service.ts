import { type DurationMs, days, type EpochMs } from "../basics/index.ts";
import type { AlarmRule } from "../rules/index.ts";
import type { SignalKey } from "../telemetry/index.ts";
import type { Alarm, AlarmSource, OutOfServiceMark } from "./alarm.ts";
import { isAnnunciated } from "./lifecycle.ts";
import { type AlarmMove, moveTo, released } from "./withholding.ts";

/**
 * Longest time a signal may be out of service. ISA-18.2 and IEC 62682 ask for control of it and leave the length to the site; chosen: a
 * month, the longest an instrument is away for calibration or repair before somebody must decide anew.
 */
export const LONGEST_OUT_OF_SERVICE: DurationMs = days(30);

/**
 * A signal whose alarms are recorded and not annunciated, because people have said so: for maintenance, with an end and with a measure
 * that protects meanwhile. `proposed`: not yet approved by a second person, and without effect.
 */
export interface OutOfService {
  readonly id: string;
  readonly signal: SignalKey;
  readonly state: "proposed" | "in-force";
  /** Lives depend on one of its rules. */
  readonly lifeSafety: boolean;
  readonly proposedBy: string;
  readonly proposedAt: EpochMs;
  /** When it ends by itself; a proposal lapses then. */
  readonly until: EpochMs;
  readonly reason: string;
  /** What protects people meanwhile: "portable detector on the bench, checked every hour". */
  readonly measure: string;
  /** Somebody else than who proposed it. */
  readonly approvedBy?: string;
  readonly approvedAt?: EpochMs;
}

/** Why a signal is in service again, or a proposal gone. */
export type ServiceEnd = "operator" | "time-over";

export const isLifeSafety = (rules: readonly Pick<AlarmRule, "lifeSafety">[]): boolean =>
  rules.some(({ lifeSafety }) => lifeSafety === true);

/** What its alarms carry of it. Undefined for what is only proposed. */
export function markOf({ proposedBy, approvedBy, approvedAt, until, reason, measure }: OutOfService): OutOfServiceMark | undefined {
  if (approvedBy === undefined || approvedAt === undefined) return undefined;
  return { by: proposedBy, approvedBy, at: approvedAt, until, reason, measure };
}

/** The signal whose being out of service keeps the alarm off the list. A rule about a zone goes on watching with the others it looks at. */
export const signalInService = (source: AlarmSource): SignalKey | undefined =>
  source.kind === "rule" && source.ofZone !== true ? source.signal : undefined;

/** The alarm leaves the list with its signal. Undefined when it has ended, is out of service already, or is not that signal's alone. */
export function takeOutOfService(alarm: Alarm, outOfService: OutOfServiceMark): AlarmMove | undefined {
  if (signalInService(alarm.source) === undefined) return undefined;
  if (!isAnnunciated(alarm) || alarm.outOfService !== undefined) return undefined;
  return moveTo(alarm, { ...alarm, outOfService });
}

/** The signal is in service again, and its alarm on the list from `at`, unless something else withholds it. Undefined when it is not out of service, or has ended. */
export function putInService(alarm: Alarm, at: EpochMs): AlarmMove | undefined {
  if (!isAnnunciated(alarm) || alarm.outOfService === undefined) return undefined;
  const { outOfService: _, ...inService } = alarm;
  return moveTo(alarm, released(inService, at));
}
