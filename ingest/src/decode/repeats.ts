import { type DuplicateFilter, type Entry, NO_VALUE, type Reading } from "@labcanary/domain/telemetry";

/** Takes out what devices without a count sent twice: same signal, time and value. */
export function withoutRepeats(readings: readonly Reading[], entries: readonly Entry[], filter: DuplicateFilter): readonly Reading[] {
  if (entries.every(({ seq, at }) => seq !== undefined || at === undefined)) return readings;
  return readings.filter((reading) => !filter.seenBefore(reading.signal, reading.at, identityOf(reading)));
}

/** A fault has no value to be told apart by; two in one millisecond are one. */
const identityOf = (reading: Reading): number => (reading.kind === "sample" ? reading.value : NO_VALUE);
