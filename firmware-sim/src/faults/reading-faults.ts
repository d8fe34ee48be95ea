import { days, elapsed, type EpochMs } from "@labcanary/domain/basics";
import { conversion, type Unit } from "@labcanary/domain/quantity";
import type { ReadingValue } from "../payload.ts";
import type { Random } from "../random.ts";
import type { ReadingFault } from "./fault.ts";

/** What becomes of a sensor's readings. One fault of each kind at a time; a new one takes its place. */
export interface ReadingFaults {
  add(fault: ReadingFault, now: EpochMs): void;
  clear(): void;
  /** The reading as it goes out; undefined when it does not. */
  pass(reading: ReadingValue | undefined, now: EpochMs): ReadingValue | undefined;
}

export function createReadingFaults(unit: Unit | undefined, random: Random): ReadingFaults {
  const faults = new Map<ReadingFault["kind"], { readonly fault: ReadingFault; readonly since: EpochMs }>();
  return {
    add: (fault, since) => void faults.set(fault.kind, { fault, since }),
    clear: () => faults.clear(),
    pass(reading, now) {
      let passed = reading;
      for (const { fault, since } of faults.values())
        passed =
          fault.kind === "drift" ? drifted(passed, (fault.perDay * elapsed(since, now)) / days(1)) : faulty(fault, passed, unit, random);
      return passed;
    },
  };
}

/** A zero moves by less than a sensor shows; what it sends has no more digits than a thousandth of its unit. */
function drifted(reading: ReadingValue | undefined, by: number): ReadingValue | undefined {
  if (typeof reading === "number") return Number((reading + by).toFixed(3));
  const isShown = typeof reading === "object" && reading !== null && typeof reading.value === "number";
  return isShown ? { ...reading, value: Number((reading.value + by).toFixed(3)) } : reading;
}

function faulty(
  fault: Exclude<ReadingFault, { kind: "drift" }>,
  reading: ReadingValue | undefined,
  unit: Unit | undefined,
  random: Random,
): ReadingValue | undefined {
  switch (fault.kind) {
    case "dropouts":
      return random.next() < fault.share ? undefined : reading;
    case "spikes": {
      const isHit = random.next() < fault.share;
      return isHit && typeof reading === "number" ? reading + fault.by : reading;
    }
    case "unit": {
      if (typeof reading !== "number" || unit === undefined) return reading;
      const convert = conversion(unit, fault.sends);
      if (!convert.ok) throw new RangeError(`${unit} cannot be sent in ${fault.sends}: ${convert.error}`);
      const value = Number(convert.value(reading).toFixed(3));
      return fault.saysSo ? { value, unit: fault.sends } : value;
    }
  }
}
