import { conversion, type Unit } from "@labcanary/domain/quantity";
import type { ReadingValue } from "../payload.ts";
import type { Random } from "../random.ts";
import type { ReadingFault } from "./fault.ts";

/** What becomes of a sensor's readings. One fault of each kind at a time; a new one takes its place. */
export interface ReadingFaults {
  add(fault: ReadingFault): void;
  clear(): void;
  /** The reading as it goes out; undefined when it does not. */
  pass(reading: ReadingValue | undefined): ReadingValue | undefined;
}

export function createReadingFaults(unit: Unit | undefined, random: Random): ReadingFaults {
  const faults = new Map<ReadingFault["kind"], ReadingFault>();
  return {
    add: (fault) => void faults.set(fault.kind, fault),
    clear: () => faults.clear(),
    pass(reading) {
      let passed = reading;
      for (const fault of faults.values()) passed = faulty(fault, passed, unit, random);
      return passed;
    },
  };
}

function faulty(fault: ReadingFault, reading: ReadingValue | undefined, unit: Unit | undefined, random: Random): ReadingValue | undefined {
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
