/** Durations counted in buckets of about 6 % width: a million of them take no more room than one. */
export interface LatencyHistogram {
  observe(milliseconds: number): void;
  /** The duration that this share (0 to 1) of all stayed below, to within a bucket; 0 when there are none. */
  percentile(share: number): number;
  summary(): LatencySummary;
  /** As if nothing had been observed. */
  clear(): void;
}

/** In milliseconds. */
export interface LatencySummary {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Each doubling of the duration is split into this many buckets: 1/16 is the 6 %. */
const STEPS = 16;
/** Up to 2^32 µs, more than an hour. */
const DOUBLINGS = 32;

export function createLatencyHistogram(): LatencyHistogram {
  const counts = new Float64Array(STEPS * DOUBLINGS);
  let total = 0;
  let max = 0;

  const percentile = (share: number): number => {
    let left = share * total;
    for (let bucket = 0; bucket < counts.length && total > 0; bucket++) {
      left -= counts[bucket] ?? 0;
      if (left <= 0) return Math.min(max, upperEnd(bucket) / 1000);
    }
    return max;
  };
  return {
    observe(milliseconds) {
      const bucket = bucketOf(milliseconds * 1000);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      total++;
      if (milliseconds > max) max = milliseconds;
    },
    percentile,
    summary: () => ({ p50: percentile(0.5), p90: percentile(0.9), p99: percentile(0.99), p999: percentile(0.999), max }),
    clear() {
      counts.fill(0);
      total = 0;
      max = 0;
    },
  };
}

/** Below 16 µs one bucket a microsecond, above it the four bits after the leading one choose within the doubling. */
function bucketOf(microseconds: number): number {
  const whole = Math.min(0xffffffff, Math.floor(microseconds)) >>> 0;
  if (whole < STEPS) return whole;
  const doubling = 31 - Math.clz32(whole);
  return (doubling - 3) * STEPS + ((whole >>> (doubling - 4)) & (STEPS - 1));
}

/** The first whole number of microseconds past a bucket. */
function upperEnd(bucket: number): number {
  if (bucket < STEPS) return bucket + 1;
  const doubling = Math.floor(bucket / STEPS) + 3;
  return (STEPS + (bucket % STEPS) + 1) * 2 ** (doubling - 4);
}
