import type { ExplainedSample, SignalExplanation } from "@labcanary/dashboard";
import type { EpochMs } from "@labcanary/domain/basics";
import type { HistoryPoint } from "@labcanary/domain/ports";
import { EVIDENCE_SAMPLES, explainSignal, replayFrom } from "@labcanary/domain/rules";
import type { Signal, Site } from "@labcanary/domain/site";
import { type AskedHistory, asReceived, pointsToReplay } from "./replayed-history.ts";
import { watchedOf } from "./rule-of-site.ts";
import { siteTime } from "./site-time.ts";

interface Question {
  readonly signal: Signal;
  readonly at: EpochMs;
  readonly site: Site;
}

/** Where each rule of a signal stood at a time, by the site as it is, and what decided. Undefined when nothing was received by then. */
export async function explanationOf(history: AskedHistory, { signal, at, site }: Question): Promise<SignalExplanation | undefined> {
  const { signals, devices } = watchedOf(site, signal, signal.rules);
  const points = await pointsToReplay(history, signals, { from: replayFrom(at, signal.rules, signals), to: at, known: at });
  const received = points.map((of) => ({ ...of, points: of.points.filter(({ receivedAt }) => receivedAt <= at) }));
  if (received.every((of) => of.points.length === 0)) return undefined;
  const [own, ...others] = received;
  return {
    signal: signal.key,
    at,
    siteVersion: site.version,
    rules: explainSignal(signal.key, signals, asReceived(received, signals), { at, time: siteTime(site.timeZone) }),
    samples: lastOf(own?.points ?? []),
    receivedLater: points[0]?.points.filter((point) => point.at <= at && point.receivedAt > at).length ?? 0,
    others: others.map((of) => ({ signal: of.signal.key, samples: lastOf(of.points) })),
    withoutEventsOf: devices,
  };
}

const lastOf = (points: readonly HistoryPoint[]): readonly ExplainedSample[] =>
  points.slice(-EVIDENCE_SAMPLES).map(({ at, receivedAt, value, quality }) => ({
    at,
    receivedAt,
    ...(value === undefined ? {} : { value }),
    quality,
  }));
