import { days, type DurationMs, elapsed, type EpochMs, hours, milliseconds, minutes, plus, times } from "../basics/index.ts";
import type { Priority } from "../rules/index.ts";
import { FLEETING_WITHIN } from "./chatter.ts";
import { FLOOD_BEGINS_ABOVE } from "./flood.ts";

/** An alarm as far as the figures go. */
export interface AlarmFact {
  readonly alarmId: string;
  /** The rule, or the condition of the platform itself. */
  readonly subject: string;
  readonly priority: Priority;
  readonly annunciatedAt: EpochMs;
  /** Absent while its condition is met. */
  readonly clearedAt?: EpochMs;
  readonly acknowledgedAt?: EpochMs;
  /** The first proof that a person has it: somebody acknowledged, is on the way, or wrote, shelved or reset something about it. */
  readonly firstHumanAt?: EpochMs;
  /** It was the record of a spell of chattering. */
  readonly chattered: boolean;
}

/** A time an alarm was taken off the list, or a signal out of service, as its record and the journal have it. */
export interface SuppressionFact {
  readonly kind: "shelved" | "out-of-service";
  /** Journal actor; absent when there is no line about it. */
  readonly by?: string;
  readonly reason?: string;
  readonly until?: EpochMs;
  /** User names; being out of service takes two. */
  readonly proposedBy?: string;
  readonly approvedBy?: string;
}

/** How many in the periods of one length. */
export interface Rate {
  readonly average: number;
  readonly peak: number;
  /** When the first period of the peak began; absent when there was no alarm. */
  readonly peakAt?: EpochMs;
}

/** How long people took, over those alarms for which it has happened. */
export interface ResponseTimes {
  readonly count: number;
  /** Alarms for which it has not happened. */
  readonly missing: number;
  readonly median?: DurationMs;
  /** Nine of ten were not slower. */
  readonly ninetieth?: DurationMs;
}

export interface BusyRule {
  readonly subject: string;
  /** Its latest alarm. */
  readonly latest: string;
  readonly count: number;
  /** Of all alarms, 0–1. */
  readonly share: number;
  readonly chattering: number;
  readonly fleeting: number;
  /** How long the longest of the fleeting lasted. */
  readonly longestFleeting?: DurationMs;
}

/** The figures of one operator position over a span (ISA-18.2, monitoring and assessment). Shares are 0–1. */
export interface AlarmSystemFigures {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly alarms: number;
  readonly perTenMinutes: Rate;
  readonly perHour: Rate;
  readonly perDay: Rate;
  /** Of the ten-minute periods, those with more alarms than make a flood. */
  readonly crowded: number;
  readonly floods: number;
  /** Of the span. */
  readonly floodTime: number;
  /** Rules with the most alarms, at most ten, the busiest first. */
  readonly busiest: readonly BusyRule[];
  /** Of all alarms, those of the busiest. */
  readonly busiestShare: number;
  readonly chattering: Incidents;
  readonly fleeting: Incidents;
  /** Alarms whose condition was met for more than a day: at the end of the span, and on the worst of its days. */
  readonly stale: { readonly atEnd: number; readonly worst: number; readonly worstAt?: EpochMs };
  readonly priorities: Readonly<Record<Priority, { readonly count: number; readonly share: number }>>;
  readonly unauthorisedSuppressions: number;
  readonly acknowledge: ResponseTimes;
  readonly firstHuman: ResponseTimes;
}

export interface Incidents {
  readonly alarms: number;
  readonly rules: number;
}

/** An alarm whose condition is met for longer is stale (ISA-18.2). */
export const STALE_AFTER: DurationMs = hours(24);
const BUSIEST = 10;
const TEN_MINUTES = minutes(10);

/** Gathers the figures of a span from its facts, in any order. */
export interface FigureCollector {
  /** An alarm annunciated within the span, or before it and met still within. */
  takeAlarm(alarm: AlarmFact): void;
  takeFlood(flood: { readonly from: EpochMs; readonly to: EpochMs }): void;
  takeSuppression(suppression: SuppressionFact): void;
  figures(): AlarmSystemFigures;
}

export function collectFigures(from: EpochMs, to: EpochMs): FigureCollector {
  const span = elapsed(from, to);
  const tenMinutes = countPeriods(from, TEN_MINUTES);
  const hourly = countPeriods(from, hours(1));
  const daily = countPeriods(from, days(1));
  const staleDays = countPeriods(from, days(1));
  const rules = new Map<string, RuleTally>();
  const counts: Record<Priority, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  const toAcknowledge: number[] = [];
  const toFirstHuman: number[] = [];
  let alarms = 0;
  let staleAtEnd = 0;
  let floods = 0;
  let flooded = 0;
  let unauthorised = 0;

  function takeStale({ annunciatedAt, clearedAt = to }: AlarmFact): void {
    const since = plus(annunciatedAt, STALE_AFTER);
    const until = Math.min(clearedAt, to);
    if (since >= until) return;
    if (clearedAt >= to) staleAtEnd++;
    staleDays.addThrough(Math.max(since, from), until);
  }

  return {
    takeAlarm(alarm) {
      takeStale(alarm);
      const { annunciatedAt, subject, priority, acknowledgedAt, firstHumanAt } = alarm;
      if (annunciatedAt < from || annunciatedAt >= to) return;
      alarms++;
      counts[priority]++;
      for (const periods of [tenMinutes, hourly, daily]) periods.add(annunciatedAt);
      if (acknowledgedAt !== undefined) toAcknowledge.push(elapsed(annunciatedAt, acknowledgedAt));
      if (firstHumanAt !== undefined) toFirstHuman.push(elapsed(annunciatedAt, firstHumanAt));
      const tally = rules.get(subject) ?? { count: 0, chattering: 0, fleeting: 0, longestFleeting: 0, latest: "", latestAt: -1 };
      rules.set(subject, tally);
      tally.count++;
      if (alarm.chattered) tally.chattering++;
      if (isFleeting(alarm)) {
        tally.fleeting++;
        tally.longestFleeting = Math.max(tally.longestFleeting, elapsed(annunciatedAt, alarm.clearedAt ?? annunciatedAt));
      }
      if (annunciatedAt >= tally.latestAt) Object.assign(tally, { latest: alarm.alarmId, latestAt: annunciatedAt });
    },

    takeFlood(flood) {
      floods++;
      flooded += Math.max(0, Math.min(flood.to, to) - Math.max(flood.from, from));
    },

    takeSuppression(suppression) {
      if (isUnauthorised(suppression)) unauthorised++;
    },

    figures() {
      const shareOf = (count: number): number => (alarms === 0 ? 0 : count / alarms);
      // Of less than a whole period nothing is reckoned up: two alarms in a system's first minute are not thousands a day.
      const rate = (periods: Periods): Rate => ({ average: (alarms * periods.length) / Math.max(span, periods.length), ...periods.peak() });
      const tallies = [...rules].toSorted(([a, left], [b, right]) => right.count - left.count || (a < b ? -1 : 1));
      const busiest = tallies.slice(0, BUSIEST).map(([subject, { count, chattering, fleeting, longestFleeting, latest }]): BusyRule => {
        const longest = fleeting === 0 ? {} : { longestFleeting: milliseconds(longestFleeting) };
        return { subject, latest, count, share: shareOf(count), chattering, fleeting, ...longest };
      });
      const incidents = (kind: "chattering" | "fleeting"): Incidents => ({
        alarms: tallies.reduce((sum, [, tally]) => sum + tally[kind], 0),
        rules: tallies.filter(([, tally]) => tally[kind] > 0).length,
      });
      const worst = staleDays.peak();
      const tenMinutePeriods = Math.max(1, Math.ceil(span / TEN_MINUTES));
      return {
        from,
        to,
        alarms,
        perTenMinutes: rate(tenMinutes),
        perHour: rate(hourly),
        perDay: rate(daily),
        crowded: tenMinutes.above(FLOOD_BEGINS_ABOVE) / tenMinutePeriods,
        floods,
        floodTime: span === 0 ? 0 : flooded / span,
        busiest,
        busiestShare: shareOf(busiest.reduce((sum, { count }) => sum + count, 0)),
        chattering: incidents("chattering"),
        fleeting: incidents("fleeting"),
        stale: { atEnd: staleAtEnd, worst: worst.peak, ...(worst.peakAt === undefined ? {} : { worstAt: worst.peakAt }) },
        priorities: {
          critical: { count: counts.critical, share: shareOf(counts.critical) },
          high: { count: counts.high, share: shareOf(counts.high) },
          medium: { count: counts.medium, share: shareOf(counts.medium) },
          low: { count: counts.low, share: shareOf(counts.low) },
        },
        unauthorisedSuppressions: unauthorised,
        acknowledge: responseTimes(toAcknowledge, alarms),
        firstHuman: responseTimes(toFirstHuman, alarms),
      };
    },
  };
}

/** Gone within a minute, and before anybody had done anything about it. */
export function isFleeting({ annunciatedAt, clearedAt, firstHumanAt }: AlarmFact): boolean {
  if (clearedAt === undefined || elapsed(annunciatedAt, clearedAt) > FLEETING_WITHIN) return false;
  return firstHumanAt === undefined || firstHumanAt >= clearedAt;
}

/** Whether nobody can be named who took it off the list, why, or until when; or, for out of service, no second person. */
export function isUnauthorised({ kind, by, reason = "", until, proposedBy, approvedBy }: SuppressionFact): boolean {
  if (by === undefined || !by.startsWith("user:") || by === "user:" || reason.trim() === "" || until === undefined) return true;
  return kind === "out-of-service" && (approvedBy === undefined || proposedBy === undefined || approvedBy === proposedBy);
}

interface RuleTally {
  count: number;
  chattering: number;
  fleeting: number;
  longestFleeting: number;
  latest: string;
  latestAt: number;
}

/** How many fell into each of the periods of one length, counted from the beginning of the span. */
interface Periods {
  readonly length: DurationMs;
  add(at: EpochMs): void;
  /** Adds one to every period between the two, the end not included. */
  addThrough(since: number, until: number): void;
  above(limit: number): number;
  peak(): { readonly peak: number; readonly peakAt?: EpochMs };
}

function countPeriods(from: EpochMs, length: DurationMs): Periods {
  const counts = new Map<number, number>();
  const addOne = (period: number): void => void counts.set(period, (counts.get(period) ?? 0) + 1);
  return {
    length,
    add: (at) => addOne(Math.floor(elapsed(from, at) / length)),
    addThrough(since, until) {
      for (let period = Math.floor((since - from) / length); from + period * length < until; period++) addOne(period);
    },
    above: (limit) => [...counts.values()].filter((count) => count > limit).length,
    peak() {
      let peak = 0;
      let peakPeriod: number | undefined;
      for (const [period, count] of counts) {
        if (count < peak || (count === peak && peakPeriod !== undefined && period > peakPeriod)) continue;
        peak = count;
        peakPeriod = period;
      }
      return { peak, ...(peakPeriod === undefined ? {} : { peakAt: plus(from, times(length, peakPeriod)) }) };
    },
  };
}

function responseTimes(taken: readonly number[], alarms: number): ResponseTimes {
  const ordered = taken.toSorted((a, b) => a - b);
  /** Nearest rank. */
  const rank = (part: number): DurationMs => milliseconds(ordered[Math.max(0, Math.ceil(part * ordered.length) - 1)] ?? 0);
  const some = ordered.length === 0 ? {} : { median: rank(0.5), ninetieth: rank(0.9) };
  return { count: ordered.length, missing: alarms - ordered.length, ...some };
}
