import type { DurationMs, EpochMs, Text } from "../basics/index.ts";
import type { Quantity, ReferenceConditions, SubstanceId, Unit } from "../quantity/index.ts";
import type { DeviceId } from "./frame.ts";
import type { ModbusRegister } from "./modbus.ts";
import type { SignalKey } from "./sample.ts";
import type { WireReading } from "./speech.ts";

/** What a sensor can measure, in the unit of its signal. */
export interface MeasuringRange {
  /** A value below it is a fault; absent, none is. */
  readonly min?: number;
  /** A value at or above it is over range: how much there is cannot be told. */
  readonly max: number;
}

/** One measured quantity, or discrete state, of one device: what decoding needs to know of a signal. */
export interface SignalDescription {
  /** `deviceId/name`. */
  readonly key: SignalKey;
  readonly deviceId: DeviceId;
  /** The key of `samples` in the native payload. */
  readonly name: string;
  readonly label: Text;
  readonly zoneId: string;
  /** The device its messages come through, where that is not its own. */
  readonly gateway?: DeviceId;
  /** How it is read where the gateway, or the device itself, speaks a convention of its own. */
  readonly wire?: WireReading;
  readonly quantity: Quantity;
  readonly unit: Unit;
  readonly substance?: SubstanceId;
  /** For mg/m³ conversions. */
  readonly reference?: ReferenceConditions;
  /** The declared states, in order: their number is their place. For booleans `["false","true"]`. */
  readonly states?: readonly string[];
  /** Where it is read, of a device that is asked by Modbus. */
  readonly register?: ModbusRegister;
  readonly range?: MeasuringRange;
  /** When the hardware that measures it was last replaced: another time is another device, of which nothing is known yet. */
  readonly replacedAt?: EpochMs;
  /** When the first of its duties (calibration, bump test) is due: from then on a good sample is an uncertain one. */
  readonly dueAt?: EpochMs;
  /** Its commissioning test is passed again every so long; absent, the site does not ask for it. */
  readonly prove?: DurationMs;
  /** Longest time between two readings that still counts as having been watched. A longer gap satisfies no duration. */
  readonly hold: DurationMs;
  /** A sample older than this on receipt is history only. */
  readonly lateness: DurationMs;
  /** A device time further than this ahead of receipt is a wrong clock. */
  readonly clockTolerance: DurationMs;
}
