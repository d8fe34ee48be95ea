import type { EpochMs } from "@labcanary/domain/basics";
import type { Action, DeviceDescription, DeviceMode, SignalDescription } from "../description.ts";
import { readChoice, readIn } from "../scenario/values.ts";
import type { Entry } from "../scenario/yaml-entry.ts";
import type { Written } from "./form.ts";
import type { DeviceDeed } from "./story.ts";

/** What a sentence is read against. */
export interface Telling {
  readonly at: EpochMs;
  readonly devices: readonly DeviceDescription[];
  /** The sentence: where mistakes are told of. */
  readonly entry: Entry;
}

/** A sentence in which something happens to devices. */
export interface DeviceSentence {
  readonly form: string;
  readonly means: string;
  readonly example: string;
  readonly read: (written: Written, telling: Telling) => DeviceDeed | undefined;
}

/** What a place of the sentence says, as the readers of values take it. */
export const within = (entry: Entry, scalar: string): Entry => ({ ...entry, scalar });

export const deed = (telling: Telling, deviceId: string, action: Action): DeviceDeed => ({
  kind: "device",
  steps: [{ at: telling.at, deviceId, action }],
});

export function deviceOf({ device = "" }: Written, { devices, entry }: Telling): DeviceDescription | undefined {
  const known = devices.map(({ id }) => id);
  const id = readChoice(within(entry, device), known, "SCENARIO_REFERENCE");
  return devices.find((candidate) => candidate.id === id);
}

export function signalOf(written: Written, telling: Telling, device: DeviceDescription): SignalDescription | undefined {
  const known = device.signals.map(({ name }) => name);
  const name = readChoice(within(telling.entry, written.signal ?? ""), known, "SCENARIO_REFERENCE");
  return device.signals.find((candidate) => candidate.name === name);
}

/** Reads a sentence about one signal of one device. */
export const aboutSignal =
  (actionOf: (signal: SignalDescription, written: Written, telling: Telling) => Action | undefined): DeviceSentence["read"] =>
  (written, telling) => {
    const device = deviceOf(written, telling);
    const signal = device && signalOf(written, telling, device);
    const action = signal && actionOf(signal, written, telling);
    return device === undefined || action === undefined ? undefined : deed(telling, device.id, action);
  };

/** Gateways that speak for devices and are none themselves. */
const gatewaysOf = (devices: readonly DeviceDescription[]): readonly string[] => [
  ...new Set(devices.flatMap(({ spokenFor }) => (spokenFor === undefined ? [] : [spokenFor.gateway]))),
];

/** Reads a sentence about how a device, or a gateway that speaks for others, comes and goes. */
export const aboutConnection =
  (mode: DeviceMode): DeviceSentence["read"] =>
  ({ device = "" }, telling) => {
    const known = [...telling.devices.map(({ id }) => id), ...gatewaysOf(telling.devices)];
    const id = readChoice(within(telling.entry, device), known, "SCENARIO_REFERENCE");
    return id === undefined ? undefined : deed(telling, id, { kind: "device-mode", mode });
  };

/** All connections there are: what is behind a gateway has none of its own. */
export const allConnections =
  (mode: DeviceMode): DeviceSentence["read"] =>
  (_written, { at, devices }) => {
    const own = devices.flatMap(({ id, spokenFor }) => (spokenFor === undefined ? [id] : []));
    const steps = [...own, ...gatewaysOf(devices)].map((deviceId) => ({ at, deviceId, action: { kind: "device-mode", mode } as const }));
    return { kind: "device", steps };
  };

/** A state or a value of the signal. */
export function levelOf(signal: SignalDescription, text: string, entry: Entry): number | string | undefined {
  if (signal.kind === "analog") return readIn(signal.unit, within(entry, text));
  const { states } = signal.model;
  // A door is left ajar where its contact knows no more than open.
  return readChoice(within(entry, text === "ajar" && !states.includes("ajar") ? "open" : text), states);
}
