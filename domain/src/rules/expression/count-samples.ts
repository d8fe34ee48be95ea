import { type EpochMs, elapsed } from "../../basics/index.ts";
import type { Sample, SignalKey } from "../../telemetry/index.ts";
import type { World } from "../watch.ts";
import { type SampleCounts, truthOf } from "./evaluate.ts";
import { operandsOf, type SamplesExpression } from "./expression.ts";
import { atLeast, type Truth } from "./truth.ts";

/** What a count of samples remembers. */
export interface SampleRing {
  /** Of the newest samples, the oldest first. */
  readonly truths: readonly Truth[];
  /** Event time of the newest sample of each signal. */
  readonly sampledAt: Readonly<Record<SignalKey, EpochMs>>;
}

export const EMPTY_RING: SampleRing = { truths: [], sampledAt: {} };

/** The ring after a sample. One of a signal that is not inside changes nothing; one after a gap longer than the signal's hold begins anew. */
export function countSample(samples: SamplesExpression, ring: SampleRing, sample: Sample, world: World): SampleRing {
  const operand = operandsOf(samples.of).find(({ signal }) => signal === sample.signal);
  if (operand === undefined) return ring;
  const before = ring.sampledAt[sample.signal];
  const isAfterGap = before !== undefined && elapsed(before, sample.at) > operand.hold;
  const truths = [...(isAfterGap ? [] : ring.truths), truthOf(samples.of, world)].slice(-samples.last);
  return { truths, sampledAt: { ...ring.sampledAt, [sample.signal]: sample.at } };
}

/**
 * What counts have come to. Samples not yet there are unknown ones. While what is counted cannot be told now, the past says nothing of the
 * present, and the count is unknown as well.
 */
export const countsOf =
  (rings: ReadonlyMap<SamplesExpression, SampleRing>): SampleCounts =>
  (samples, world) => {
    if (truthOf(samples.of, world) === "unknown") return "unknown";
    const { truths } = rings.get(samples) ?? EMPTY_RING;
    return atLeast(samples.atLeast, truths, samples.last - truths.length);
  };
