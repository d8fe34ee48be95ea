import { epochMs } from "@labcanary/domain/basics";
import { offsetAt } from "@labcanary/domain/schedule";
import type { Shift } from "./history-view.ts";

const DAY = 86_400_000;
const DAYS: Readonly<Record<Shift, number>> = { none: 0, day: 1, week: 7 };

/**
 * How much later what was read is drawn, so that the same hour of the clocks on the walls of a zone stands at the same place: a change
 * of the clock between makes it an hour more or less than whole days.
 */
export function shiftBy(shift: Shift, timeZone: string, at: number): number {
  const days = DAYS[shift] * DAY;
  return days - (offsetAt(timeZone, epochMs(at)) - offsetAt(timeZone, epochMs(at - days)));
}
