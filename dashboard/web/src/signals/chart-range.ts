const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Ranges a chart offers. */
export const RANGES = { "15min": 15 * MINUTE, "1h": HOUR, "6h": 6 * HOUR, "24h": DAY, "7d": 7 * DAY, "30d": 30 * DAY } as const;
export type RangeName = keyof typeof RANGES;
export const RANGE_NAMES = Object.keys(RANGES) as readonly RangeName[];

export const FIRST_RANGE: RangeName = "1h";

/** The range to begin with: the shortest that holds all there is of the last hour. `first` is its first reading, in seconds. */
export function firstRangeFor(first: number | undefined, now: number): RangeName {
  return first !== undefined && now - first * 1000 < RANGES["15min"] ? "15min" : FIRST_RANGE;
}

/** Spans a chart sums up by. The history store keeps one minute and one hour ready-made. */
const SPANS: readonly { readonly text: string; readonly span: number }[] = [
  { text: "1min", span: MINUTE },
  { text: "5min", span: 5 * MINUTE },
  { text: "15min", span: 15 * MINUTE },
  { text: "1h", span: HOUR },
  { text: "6h", span: 6 * HOUR },
];
/** Up to here readings are drawn as they came (chosen: a sensor that reports each second fills one screen's width twice). */
const RAW_UP_TO = 1.5 * HOUR;
/** Spans drawn side by side at most (chosen: about one for each two pixels). */
const MOST_SPANS = 1000;

/** How to ask for a range: as it came (undefined), or summed up by a span. */
export function spanFor(length: number): string | undefined {
  if (length <= RAW_UP_TO) return undefined;
  return (SPANS.find(({ span }) => length / span <= MOST_SPANS) ?? SPANS.at(-1))?.text;
}
