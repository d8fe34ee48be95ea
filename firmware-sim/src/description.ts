import type { DurationMs } from "@labcanary/domain/basics";
import type { AccessEventKind } from "@labcanary/domain/telemetry";
import type { Unit } from "@labcanary/domain/quantity";
import { DEVICE_STATES } from "@labcanary/domain/telemetry";
import type { SpokenName } from "./conventions/table.ts";
import type { AnalogModel } from "./models/analog.ts";
import type { DiscreteModel } from "./models/discrete.ts";
import type { DeviceFault, ReadingFault } from "./faults/fault.ts";
import type { PhysicsAct, PhysicsDescription } from "./physics/description.ts";
import type { EnvironmentAct } from "./physics/environment.ts";
import type { SimulatedRegister } from "./modbus/register.ts";
import type { PeopleModel } from "./physics/people.ts";

/** A device and how it behaves. */
export interface DeviceDescription {
  readonly id: string;
  /** Where it is described, for whoever finds a mistake later. Absent: in no file. */
  readonly place?: { readonly file: string; readonly line: number };
  /** Time between two readings of a signal that says nothing else. */
  readonly every: DurationMs;
  readonly signals: readonly SignalDescription[];
  /** The room it stands in, of the scenario's environment. */
  readonly room?: string;
  /** What it lives on; absent: it always has power. `ups`: how long after the mains have gone it lives on, 0 without one. */
  readonly power?: { readonly ups: DurationMs };
  /** The gateway it talks through: while that is dead, what it says reaches nobody and is not kept. */
  readonly behind?: string;
  /** It is heard through a gateway, in a convention that is not the platform's own. */
  readonly spokenFor?: { readonly gateway: string; readonly speaks: SpokenName };
  /** It says nothing by itself and is asked by Modbus TCP, on this port of loopback. In virtual time it hands over what it would answer. */
  readonly modbus?: { readonly port: number };
  /** What that gateway calls it; its id, without one. */
  readonly address?: string;
}

export type SignalDescription = AnalogDescription | DiscreteDescription;

interface SignalBasics {
  readonly name: string;
  /** Its name in the convention of the device's gateway. Absent: the same. */
  readonly wire?: string;
  /** Where the controller has it, of a device that is asked by Modbus. */
  readonly register?: SimulatedRegister;
  readonly every?: DurationMs;
}

export interface AnalogDescription extends SignalBasics {
  readonly kind: "analog";
  readonly unit: Unit;
  readonly model: AnalogModel;
  /** What it looks at, instead of `model.around`: the model then tells how it shows that. */
  readonly physics?: PhysicsDescription;
  /** Measured every interval, but sent only when it moved by `change` or was not sent for `atLeast`. Absent: sent every time. */
  readonly report?: { readonly change: number; readonly atLeast: DurationMs };
}

/** Sent every interval, and at once when it changes. */
export interface DiscreteDescription extends SignalBasics {
  readonly kind: "discrete";
  readonly model: DiscreteModel;
  /** People who use it: a door that is closed or open. */
  readonly people?: PeopleModel;
}

export const SIGNAL_MODES = ["live", "silent", "stuck", "faulty", ...DEVICE_STATES] as const;
/**
 * live: as it is; silent: no longer sent; stuck: the last reading again and again; faulty: the device says it cannot measure. The states are
 * said instead of a value; over-range beside what the sensor shows.
 */
export type SignalMode = (typeof SIGNAL_MODES)[number];

export const DEVICE_MODES = ["connected", "disconnected", "dead"] as const;
/** connected: as it is; disconnected: the network is gone, readings are kept; dead: no power, nothing is measured. */
export type DeviceMode = (typeof DEVICE_MODES)[number];

/** What somebody does at a device, as it tells it. */
export type DeedKind = Exclude<AccessEventKind, "sounder">;

/** `broken`: the device takes what it is told, makes no sound, and does not answer that it does. */
export const SOUNDER_CONDITIONS = ["works", "broken"] as const;
export type SounderCondition = (typeof SOUNDER_CONDITIONS)[number];

/** What a scenario, or a test, can make a device do. */
export type Action =
  /** At this value or state at once, and staying there. */
  | { readonly kind: "set"; readonly signal: string; readonly to: number | string }
  /** Towards this value, with the signal's own lag unless another is given. */
  | { readonly kind: "hold"; readonly signal: string; readonly to: number; readonly lag?: DurationMs }
  /** In a straight line to this value, and staying there. */
  | { readonly kind: "ramp"; readonly signal: string; readonly to: number; readonly over: DurationMs }
  | { readonly kind: "signal-mode"; readonly signal: string; readonly mode: SignalMode }
  | { readonly kind: "device-mode"; readonly mode: DeviceMode }
  /** Somebody does something at the device, or at one of its doors. */
  | {
      readonly kind: "event";
      readonly event: DeedKind;
      readonly door?: string;
      readonly who?: string;
      readonly granted?: boolean;
      readonly object?: string;
    }
  | { readonly kind: "sounder"; readonly condition: SounderCondition }
  /** Something is done to what a signal looks at, to the room the device stands in, or to the mains. */
  | { readonly kind: "physics"; readonly signal: string; readonly act: PhysicsAct }
  | { readonly kind: "surroundings"; readonly act: EnvironmentAct }
  /** Something goes wrong with a signal's readings, or with the device. */
  | { readonly kind: "reading-fault"; readonly signal: string; readonly fault: ReadingFault }
  | { readonly kind: "device-fault"; readonly fault: DeviceFault }
  /** Nothing of that is wrong any more; without a signal, nothing at the whole device. */
  | { readonly kind: "faults-over"; readonly signal?: string }
  /** The signal behaves by itself again, from where it is. */
  | { readonly kind: "calm"; readonly signal: string }
  /** Everything is as it was at the start: signals, connection and the pace of time. */
  | { readonly kind: "reset" }
  /** What the signals do happens this many times as fast; times in messages stay true. */
  | { readonly kind: "time-factor"; readonly factor: number };
