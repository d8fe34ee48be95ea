import { type Alarm, isAnnunciated, isUnacknowledged } from "@labcanary/domain/alarm";
import type { Impairment, SignalStatus } from "@labcanary/domain/ports";
import { elapsed, type EpochMs } from "@labcanary/domain/basics";
import { PRIORITIES } from "@labcanary/domain/rules";
import type { Signal } from "@labcanary/domain/site";

/** Beside these a value is a measurement all the same: over its range it is at least that, of the others somebody is told elsewhere. */
const STILL_MEASURED: ReadonlySet<Impairment> = new Set(["over-range", "uncalibrated", "uncertain"]);

/** What a signal reads now as Home Assistant takes it; undefined where there is no value that is measured and current. */
export function valueNow(signal: Pick<Signal, "states" | "hold">, status: SignalStatus | undefined, now: EpochMs): string | undefined {
  if (status?.value === undefined || status.receivedAt === undefined || status.fault !== undefined) return undefined;
  if (elapsed(status.receivedAt, now) > signal.hold) return undefined;
  if (status.impairment !== undefined && !STILL_MEASURED.has(status.impairment)) return undefined;
  return signal.states === undefined ? String(status.value) : signal.states[status.value];
}

/** On the operator's list: annunciated, and not withheld by anybody or anything. */
const isListed = (alarm: Alarm): boolean =>
  isAnnunciated(alarm) && alarm.shelved === undefined && alarm.suppressed === undefined && alarm.outOfService === undefined;

/** Whether a signal has an alarm, and the gravest; no names of people. */
export function alarmNow(alarms: readonly Alarm[]): { readonly state: "ON" | "OFF"; readonly details: string } {
  const listed = alarms.filter(isListed).toSorted(gravestFirst);
  const [gravest] = listed;
  const withheld = alarms.filter((alarm) => isAnnunciated(alarm) && !isListed(alarm)).length;
  const details =
    gravest === undefined
      ? { alarms: 0, withheld }
      : {
          alarms: listed.length,
          withheld,
          what: gravest.description.what.en,
          where: gravest.description.where.en,
          priority: gravest.priority,
          state: gravest.annunciation,
          code: gravest.code,
          raised_at: new Date(gravest.raisedAt).toISOString(),
          first_action: gravest.description.firstAction.en,
          simulated: gravest.simulated,
        };
  return { state: gravest === undefined ? "OFF" : "ON", details: JSON.stringify(details) };
}

const gravestFirst = (one: Alarm, other: Alarm): number =>
  PRIORITIES.indexOf(one.priority) - PRIORITIES.indexOf(other.priority) || one.raisedAt - other.raisedAt;

/** Of the whole site. */
export function countsNow(alarms: readonly Alarm[]): string {
  const listed = alarms.filter(isListed);
  return JSON.stringify({
    alarms: listed.length,
    unacknowledged: listed.filter(isUnacknowledged).length,
    platform: listed.filter(({ source }) => source.kind === "system").length,
  });
}
