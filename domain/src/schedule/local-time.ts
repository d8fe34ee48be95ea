import { days, type EpochMs, elapsed, epochMs } from "../basics/index.ts";
import { offsetAt } from "./zone-offset.ts";

/** ISO 8601 without a zone, as devices write what their clock shows. */
const LOCAL = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?$/;

/**
 * The instant at which the wall clocks of a zone show a time such as `2026-11-22T09:00:00`. Of the two there are when clocks are put back
 * it is the one nearer to `near`; a time that clocks put forward skip is read as if they had not yet been. Undefined when it is no time.
 */
export function parseLocalTime(text: string, timeZone: string, near: EpochMs): EpochMs | undefined {
  if (!LOCAL.test(text)) return undefined;
  const iso = text.replace(" ", "T");
  const civil = Date.parse(`${iso}Z`);
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(civil) || !new Date(civil).toISOString().startsWith(iso.slice(0, "2026-11-22".length))) return undefined;
  const before = offsetAt(timeZone, epochMs(civil - days(1)));
  const after = offsetAt(timeZone, epochMs(civil + days(1)));
  const instants = [before, after].map((offset) => epochMs(civil - offset));
  const shown = instants.filter((at) => at + offsetAt(timeZone, at) === civil);
  const [first = epochMs(civil - before), second = first] = shown;
  return Math.abs(elapsed(second, near)) < Math.abs(elapsed(first, near)) ? second : first;
}
