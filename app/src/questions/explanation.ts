import type { ExplainedSample, SignalExplanation } from "@labcanary/dashboard";
import type { EpochMs } from "@labcanary/domain/basics";
import type { HistoryPoint } from "@labcanary/domain/ports";
import { EVIDENCE_SAMPLES, explainSignal, type ReceivedSilences, replayFrom, silencesAround, silencesFrom } from "@labcanary/domain/rules";
import { type Signal, type Site, withNames } from "@labcanary/domain/site";
import { eventsToReplay, explainedEvent } from "./replayed-events.ts";
import { type AskedHistory, asReceived, pointsToReplay } from "./replayed-history.ts";
import { mayRepeat, watchedOf } from "./rule-of-site.ts";
import { siteTime } from "./site-time.ts";

interface Question {
  readonly signal: Signal;
  readonly at: EpochMs;
  readonly site: Site;
}

/** Where each rule of a signal stood at a time, by the site as it is, and what decided. Undefined when nothing was received by then. */
export async function explanationOf(history: AskedHistory, { signal, at, site }: Question): Promise<SignalExplanation | undefined> {
  const { signals, devices } = watchedOf(site, signal, signal.rules);
  const from = replayFrom(at, signal.rules, signals);
  const points = await pointsToReplay(history, signals, { from, to: at, known: at });
  const received = points.map((of) => ({ ...of, points: of.points.filter(({ receivedAt }) => receivedAt <= at) }));
  const events = eventsToReplay(history, devices, site, { from, to: at });
  const silences = await silencesToReplay(history, signal, at, site);
  const isEmpty = received.every((of) => of.points.length === 0) && silences.readings.length === 0;
  if (isEmpty && (events ?? []).every(({ receivedAt }) => receivedAt > at)) return undefined;
  const [own, ...others] = received;
  const given = { readings: asReceived(received, signals), silences, ...(events === undefined ? {} : { events }) };
  return {
    signal: signal.key,
    at,
    siteVersion: site.version,
    rules: explainSignal(signal.key, signals, given, { at, time: siteTime(site.timeZone) }).map((rule) => ({
      ...rule,
      because: withNames(rule.because, site),
    })),
    samples: lastOf(own?.points ?? []),
    receivedLater: points[0]?.points.filter((point) => point.at <= at && point.receivedAt > at).length ?? 0,
    others: others.map((of) => ({ signal: of.signal.key, samples: lastOf(of.points) })),
    events: (events ?? [])
      .filter(({ receivedAt }) => receivedAt <= at)
      .slice(-EVIDENCE_SAMPLES)
      .map(explainedEvent),
    withoutEventsOf: events === undefined ? devices : [],
    mayRepeat: mayRepeat(signals),
  };
}

/** What the groups of silences of a signal look at. */
async function silencesToReplay(history: AskedHistory, signal: Signal, at: EpochMs, site: Site): Promise<ReceivedSilences> {
  const around = silencesAround(site.signals, signal);
  const from = silencesFrom(at, around);
  // Who says nothing within that time is silent, however long already.
  const points = await pointsToReplay(history, around.signals, { from, to: at });
  return { ...around, readings: asReceived(points, around.signals) };
}

const lastOf = (points: readonly HistoryPoint[]): readonly ExplainedSample[] =>
  points.slice(-EVIDENCE_SAMPLES).map(({ at, receivedAt, value, quality }) => ({
    at,
    receivedAt,
    ...(value === undefined ? {} : { value }),
    quality,
  }));
