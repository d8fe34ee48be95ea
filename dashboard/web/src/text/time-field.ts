import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import { civilAt, offsetAt } from "@labcanary/domain/schedule";

const DAY_MS = 86_400_000;

/** A time as a field of type `datetime-local` holds it: what the clocks of a zone show, to the second. */
export const fieldOfTime = (at: number, timeZone: string): string =>
  new Date(civilAt(timeZone, epochMs(at))).toISOString().slice(0, "2026-11-22T08:05:09".length);

/**
 * The time a field holds, by the clocks of a zone; undefined while it holds none. Where that time comes twice, the first; where the clocks
 * are put forward over it, as much later as they are.
 */
export function timeOfField(text: string, timeZone: string): EpochMs | undefined {
  const civil = text === "" ? Number.NaN : Date.parse(`${text}Z`);
  if (Number.isNaN(civil)) return undefined;
  const [before, after] = [-DAY_MS, DAY_MS].map((step) => epochMs(civil - offsetAt(timeZone, epochMs(civil + step)))) as [EpochMs, EpochMs];
  const shown = [before, after].filter((at) => civilAt(timeZone, at) === (civil as number));
  return shown.length === 0 ? before : epochMs(Math.min(...shown));
}
