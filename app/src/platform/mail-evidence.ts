import type { Curve, CurvePoint, EvidenceSource, NamedCurve } from "@labcanary/alerting";
import { type Alarm, isOfDrill } from "@labcanary/domain/alarm";
import { type DurationMs, elapsed, type EpochMs, hours, milliseconds, minus, minutes, plus } from "@labcanary/domain/basics";
import type { AlarmDesk, Clock, HistoryStore } from "@labcanary/domain/ports";
import { UNIT_SYMBOLS } from "@labcanary/domain/quantity";
import type { LimitRule } from "@labcanary/domain/rules";
import type { Signal, Site } from "@labcanary/domain/site";

export interface MailEvidenceDeps {
  readonly clock: Pick<Clock, "now">;
  readonly site: () => Site;
  readonly desk: () => Pick<AlarmDesk, "get" | "timeline">;
  readonly history: () => Pick<HistoryStore, "range" | "aggregate">;
}

/** Chosen: how it came to that. */
const BEFORE: DurationMs = hours(1);
/** Of a mail that is sent long after, what is shown at most from the raising on (chosen: the day it happened). */
const AFTER_AT_MOST: DurationMs = hours(23);
/** At least, so that the moment does not stand at the edge. */
const AFTER_AT_LEAST: DurationMs = minutes(1);
/** Single readings are drawn where there are no more (chosen: several to a pixel are enough); beyond, spans summed up. */
const MOST_READINGS = 4000;
/** Spans drawn side by side (chosen: one for each two pixels). */
const SPANS = 300;

/** What mails say of an alarm, from the desk, the history and the site as it is now. */
export function createMailEvidence({ clock, site, desk, history }: MailEvidenceDeps): EvidenceSource {
  async function curve(alarm: Alarm): Promise<NamedCurve | undefined> {
    const { source, raisedAt, simulated } = alarm;
    // What the real sensor read is not what a drill is about.
    if (source.kind !== "rule" || isOfDrill(alarm)) return undefined;
    const signal = site().signals.find(({ key }) => key === source.signal);
    if (signal === undefined) return undefined;
    const from = minus(raisedAt, BEFORE);
    const now = clock.now();
    const to = plus(raisedAt, milliseconds(Math.min(Math.max(elapsed(raisedAt, now), AFTER_AT_LEAST), AFTER_AT_MOST)));
    const drawn = await readPoints(signal, from, to);
    const { label, unit, states } = signal;
    return {
      signal: label,
      curve: {
        from,
        to,
        moment: raisedAt,
        ...drawn,
        limits: limitsOf(signal, source.ruleId),
        unit: UNIT_SYMBOLS[unit],
        ...(states === undefined ? {} : { states }),
        isSimulated: simulated,
      },
    };
  }

  async function readPoints({ key, hold, states }: Signal, from: EpochMs, to: EpochMs): Promise<Pick<Curve, "points" | "gap">> {
    // The reading that raised the alarm may be the newest: it belongs to the picture.
    const query = { signal: key, from, to: plus(to, milliseconds(1)) };
    const readings = await history().range({ ...query, limit: MOST_READINGS });
    if (readings.length < MOST_READINGS) {
      return { points: readings.map(({ at, value }): CurvePoint => (value === undefined ? { at } : { at, value })), gap: hold };
    }
    const every = milliseconds(Math.max(Math.ceil(elapsed(from, to) / SPANS / 1000) * 1000, 1000));
    const spans = await history().aggregate({ ...query, every });
    return {
      points: spans.map(({ at, mean, last, min, max }) => (states === undefined ? { at, value: mean, min, max } : { at, value: last })),
      gap: milliseconds(Math.max(hold, every * 2)),
    };
  }

  return {
    timeZone: () => site().timeZone,
    nameOf: (personId) => site().people.find(({ id }) => id === personId)?.name ?? personId,
    evidence(alarmId) {
      const alarm = desk().get(alarmId);
      return alarm === undefined ? undefined : { alarm, timeline: desk().timeline(alarmId) };
    },
    curve,
  };
}

/** Limits on the value itself; one on a figure of it, such as an average, is no line among the readings. */
function limitsOf({ rules }: Signal, ruleId: string): Curve["limits"] {
  return rules
    .filter((rule): rule is LimitRule => rule.kind === "limit" && rule.of === undefined)
    .map(({ id, setpoint, direction, inclusive, priority }) => ({
      at: setpoint,
      sign: direction === "high" ? (inclusive ? "≥" : ">") : inclusive ? "≤" : "<",
      priority,
      isOfAlarm: id === ruleId,
    }));
}
