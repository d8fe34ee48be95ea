import type { EpochMs } from "@labcanary/domain/basics";
import type { Unit } from "@labcanary/domain/quantity";
import type { AccessEventKind, DeviceState, SounderState } from "@labcanary/domain/telemetry";

/** One reading as it goes out; null when the device could not measure. */
export type ReadingValue = number | string | null | StatedReading | ReadingInUnit;

/** A reading that says its unit. */
export interface ReadingInUnit {
  readonly value: number;
  readonly unit: Unit;
}

/** A device that says what it is doing; only over range has a value beside it. */
export interface StatedReading {
  readonly value: number | string | null;
  readonly state: DeviceState;
}

export interface Telemetry {
  /** The device's own clock. */
  readonly at: EpochMs;
  readonly seq: number;
  readonly samples: ReadonlyMap<string, ReadingValue>;
  /** Say of every value that no sensor measured it. */
  readonly markSimulated: boolean;
}

/** The native payload (DESIGN 3.2) as JSON text. */
export function encodeTelemetry({ at, seq, samples, markSimulated }: Telemetry): string {
  const entries = [...samples].map(([signal, reading]) => [signal, markSimulated ? marked(reading) : reading]);
  return JSON.stringify({ at: new Date(at).toISOString(), seq, samples: Object.fromEntries(entries) });
}

/** What somebody did at the device, or its sounder (DESIGN 3.1, `events`). */
export interface SaidEvent {
  readonly at: EpochMs;
  readonly seq: number;
  readonly kind: AccessEventKind;
  readonly door?: string;
  readonly who?: string;
  readonly granted?: boolean;
  readonly object?: string;
  readonly state?: SounderState;
  readonly command?: string;
}

export function encodeEvent({ at, ...said }: SaidEvent): string {
  return JSON.stringify({ at: new Date(at).toISOString(), ...said });
}

/** What is no value needs no mark. */
function marked(reading: ReadingValue): unknown {
  if (reading === null || typeof reading !== "object") return reading === null ? null : { value: reading, quality: "simulated" };
  return reading.value === null ? reading : { ...reading, quality: "simulated" };
}
