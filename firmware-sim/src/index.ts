export { createControl, requestTrigger } from "./control.ts";
export { loadCredentials } from "./credentials.ts";
export * from "./description.ts";
export { createSimulatedDevice, type DeviceDeps, type DeviceOptions, type DeviceState, type SimulatedDevice } from "./device.ts";
export { createRandom, type Random } from "./random.ts";
export { loadScenario, loadScenarioSet, parseScenario, type ScenarioSet } from "./scenario/load.ts";
export { type Scenario, type ScenarioError, scenarioErrorText, type Step } from "./scenario/scenario.ts";
export { createSimulation, type Simulation, type SimulationDeps, type SimulationOptions, type TriggerError } from "./simulation.ts";
export { createSystemClock } from "./system-clock.ts";
