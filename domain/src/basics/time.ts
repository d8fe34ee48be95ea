declare const unit: unique symbol;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number & { readonly [unit]: "epoch-ms" };

/** A span of time in milliseconds, never negative by convention. */
export type DurationMs = number & { readonly [unit]: "duration-ms" };

export const epochMs = (value: number): EpochMs => value as EpochMs;
export const milliseconds = (value: number): DurationMs => value as DurationMs;
export const seconds = (value: number): DurationMs => (value * 1000) as DurationMs;
export const minutes = (value: number): DurationMs => (value * 60_000) as DurationMs;
export const hours = (value: number): DurationMs => (value * 3_600_000) as DurationMs;
export const days = (value: number): DurationMs => (value * 86_400_000) as DurationMs;

export const plus = (at: EpochMs, span: DurationMs): EpochMs => (at + span) as EpochMs;
export const minus = (at: EpochMs, span: DurationMs): EpochMs => (at - span) as EpochMs;
export const times = (span: DurationMs, factor: number): DurationMs => (span * factor) as DurationMs;

/** The time from `since` to `until`; negative when `until` is earlier. */
export const elapsed = (since: EpochMs, until: EpochMs): DurationMs => (until - since) as DurationMs;

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|min|h|d)$/;
const DURATION_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a span as people write it in a site file: `500ms`, `90s`, `15min`, `2h`, `30d`. Whole milliseconds, since the times it is
 * added to are. Undefined when it is none.
 */
export function parseDuration(text: string): DurationMs | undefined {
  const [, count, name = ""] = DURATION.exec(text.trim()) ?? [];
  const span = Math.round(Number(count) * (DURATION_UNIT[name] ?? Number.NaN));
  return Number.isFinite(span) ? milliseconds(span) : undefined;
}
