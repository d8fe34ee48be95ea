import type { EpochMs } from "@labcanary/domain/basics";
import type { ReadingValue } from "../payload.ts";
import { type MeasuredValue, type Message, nested, type SpokenConvention } from "./convention.ts";

/** One uplink of a simulated LoRaWAN device as its network server passes it on, already decoded. */
export interface Uplink {
  readonly at: EpochMs;
  /** The frame counter, from 0 after each join. */
  readonly count: number;
  readonly samples: ReadonlyMap<string, ReadingValue>;
  readonly markSimulated: boolean;
}

export interface Published {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
}

/** A decoder's object, in which the dots of names are levels: a value that could not be measured, or one beside a state these networks have no word for, is null. */
export function decodedOf(samples: Uplink["samples"]): Readonly<Record<string, unknown>> {
  return nested([...samples].map(([name, reading]) => [name, plainOf(reading)] as const));
}

export function plainOf(reading: ReadingValue): number | string | null {
  if (typeof reading !== "object" || reading === null) return reading;
  // None of these networks has units: one that a new firmware counts in arrives as it is.
  return !("state" in reading) || reading.state === "over-range" ? reading.value : null;
}

/** As the network servers write it, to the nanosecond. */
export const nanoseconds = (at: EpochMs, zone: string): string => new Date(at).toISOString().replace("Z", `000000${zone}`);

/** Protocol Buffers' JSON leaves out what is 0, false or empty. */
export const withoutEmpty = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== 0 && value !== false && value !== ""));

/** Devices behind a network server, each with a frame counter of its own. Neither network has a word for a device it does not hear. */
export function speakUplinks(uplinkOf: (address: string, uplink: Uplink) => Published): SpokenConvention {
  const counts = new Map<string, number>();
  return {
    measured(address, at, values): readonly Message[] {
      const count = counts.get(address) ?? 0;
      counts.set(address, count + 1);
      return [uplinkOf(address, { at, count, samples: samplesOf(values), markSimulated: false })];
    },
    presence: () => [],
  };
}

export const samplesOf = (values: readonly MeasuredValue[]): Uplink["samples"] => new Map(values.map(({ name, value }) => [name, value]));
