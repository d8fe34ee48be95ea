import type { Property } from "./property.ts";

/** What is known of the devices of one gateway, by device id: at most {@link MOST_DEVICES}. */
export type HomieMemory = ReadonlyMap<string, HomieDevice>;

export interface HomieDevice {
  readonly state?: HomieState;
  /** By `node/property`: at most {@link MOST_PROPERTIES}. */
  readonly properties: ReadonlyMap<string, Property>;
}

/** Homie 4.0.0, Device lifecycle; 5.0 has no `alert`. */
export const HOMIE_STATES = ["init", "ready", "disconnected", "sleeping", "lost", "alert"] as const;
export type HomieState = (typeof HOMIE_STATES)[number];

/** Chosen: what comes beyond is refused and counted, so that nothing a gateway says fills the memory. */
export const MOST_DEVICES = 200;
export const MOST_PROPERTIES = 200;

const UNKNOWN: HomieDevice = { properties: new Map() };

export const deviceOf = (memory: HomieMemory, id: string): HomieDevice => memory.get(id) ?? UNKNOWN;

/** Undefined when there is no room for the device, or for all it has. */
export function withDevice(memory: HomieMemory, id: string, device: HomieDevice): HomieMemory | undefined {
  const hasRoom = (memory.has(id) || memory.size < MOST_DEVICES) && device.properties.size <= MOST_PROPERTIES;
  return hasRoom ? new Map(memory).set(id, device) : undefined;
}

export const withProperty = (device: HomieDevice, path: string, property: Property): HomieDevice => ({
  ...device,
  properties: new Map(device.properties).set(path, property),
});
