export * from "./description.ts";
export { createSimulatedDevice, type DeviceDeps, type DeviceOptions, type DeviceState, type SimulatedDevice } from "./device.ts";
export { createRandom, type Random } from "./random.ts";
export { createSystemClock } from "./system-clock.ts";
