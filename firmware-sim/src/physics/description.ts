import type { DurationMs, EpochMs } from "@labcanary/domain/basics";
import type { BalanceModel } from "./balance.ts";
import type { BatteryModel } from "./battery.ts";
import type { ColdStoreModel, CompressorCondition } from "./cold-store.ts";
import { backgroundOf, type Gas } from "./gas.ts";
import type { GasSensorModel } from "./gas-sensor.ts";
import type { ChamberGasModel, HeaterCondition, IncubatorModel, ValveCondition } from "./incubator.ts";

/** What lies behind a measured signal; values in the unit it is described in. */
export type PhysicsDescription =
  | { readonly kind: "gas-sensor"; readonly model: GasSensorModel /** m above the floor. */; readonly height: number }
  | { readonly kind: "cold-store"; readonly model: ColdStoreModel }
  | { readonly kind: "incubator"; readonly model: IncubatorModel }
  | { readonly kind: "incubator-gas"; readonly model: ChamberGasModel }
  | { readonly kind: "room"; readonly follows: number }
  | { readonly kind: "balance"; readonly model: BalanceModel }
  | { readonly kind: "battery"; readonly model: BatteryModel };

/** What a scenario does to one of them. */
export type PhysicsAct =
  | { readonly kind: "compressor"; readonly condition: CompressorCondition }
  /** kg put into a cold store, and their °C. */
  | { readonly kind: "load"; readonly mass: number; readonly celsius: number }
  | { readonly kind: "heater"; readonly condition: HeaterCondition }
  | { readonly kind: "valve"; readonly condition: ValveCondition }
  /** kg taken out of a cabinet; negative when put in. */
  | { readonly kind: "withdraw"; readonly mass: number }
  /** The share of its sensitivity a gas sensor loses at once. */
  | { readonly kind: "poison"; readonly share: number }
  | { readonly kind: "calibrate" }
  /** A gas sensor is so much older at once. */
  | { readonly kind: "age"; readonly span: DurationMs }
  /** A cold store begins to defrost now, out of its turn. */
  | { readonly kind: "defrost" }
  /** What is left of a battery, 0 to 1. */
  | { readonly kind: "charge"; readonly share: number };

/** Which acts a kind knows: a scenario is checked against it. */
export const ACTS_OF: Readonly<Record<PhysicsDescription["kind"], readonly PhysicsAct["kind"][]>> = {
  "gas-sensor": ["poison", "calibrate", "age"],
  "cold-store": ["compressor", "load", "defrost"],
  incubator: ["heater"],
  "incubator-gas": ["valve"],
  room: [],
  balance: ["withdraw"],
  battery: ["charge"],
};

/** Where a device stands, at the end of a step. */
export interface Place {
  /** The story's own time, which runs faster than life where a scenario hurries. */
  readonly at: EpochMs;
  /** °C. */
  readonly ambient: number;
  readonly hasMains: boolean;
  /** The device itself has power; what stays warm only while it has, does not without. */
  readonly isAlive: boolean;
  /** ppm of a gas where the device stands, at this height in m. */
  gas(gas: Gas, height: number): number;
}

/** A place without anything: 22 °C, outdoor air, mains. */
export function nowhere(at: EpochMs): Place {
  return { at, ambient: 22, hasMains: true, isAlive: true, gas: backgroundOf };
}

/** What a model can look at besides itself. */
export interface Surroundings extends Place {
  /** The state of another signal of the device. */
  stateOf(signal: string): string | undefined;
}
