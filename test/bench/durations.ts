/** What a set of durations comes to, exactly: all of them are kept. */
export interface Distribution {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  /** The three in words. */
  readonly text: string;
}

/** Of durations in ms. */
export function distributionOf(durations: readonly number[]): Distribution {
  const sorted = durations.toSorted((a, b) => a - b);
  const share = (part: number): number => sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN;
  const [p50, p99, most] = [share(0.5), share(0.99), share(1)] as const;
  return { p50, p99, most, text: `p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, most ${most.toFixed(1)} ms of ${sorted.length}` };
}
