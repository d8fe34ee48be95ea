import { type DurationMs, plus } from "@labcanary/domain/basics";
import type { Span } from "@labcanary/domain/governance";
import type { HistoryPoint, HistoryStore } from "@labcanary/domain/ports";
import type { SignalKey } from "@labcanary/domain/telemetry";

/** Points asked for at a time (chosen: a query of some milliseconds). */
const SLICE = 20_000;
/** Readings of one signal on one paper. Chosen: five months of one a half minute. */
const MOST_READINGS = 500_000;

/** Every reading of a signal in the span, both ends among it. Throws RangeError where there are more than half a million. */
export async function readAll(
  history: Pick<HistoryStore, "range">,
  signal: SignalKey,
  { from, to }: Span,
): Promise<readonly HistoryPoint[]> {
  const points: HistoryPoint[] = [];
  let since = from;
  for (;;) {
    const slice = await history.range({ signal, from: since, to: plus(to, 1 as DurationMs), limit: SLICE });
    const last = slice.at(-1);
    if (last === undefined || slice.length < SLICE) return points.concat(slice);
    if (points.length > MOST_READINGS) throw new RangeError(`more than ${MOST_READINGS} readings`);
    // Of the last millisecond there may be more: it is asked for again, unless it is all there is.
    const whole = slice.filter(({ at }) => at < last.at);
    points.push(...(whole.length > 0 ? whole : slice));
    since = whole.length > 0 ? last.at : plus(last.at, 1 as DurationMs);
  }
}
