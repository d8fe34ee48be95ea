import { err, milliseconds, ok, type Result } from "@labcanary/domain/basics";
import type { Service } from "@labcanary/domain/ports";
import { createSimulatedGateway, type SimulatedGateway } from "./conventions/gateway.ts";
import type { DeviceDescription } from "./description.ts";
import { createModbusLink } from "./modbus/link.ts";
import { createSimulatedDevice, type DeviceDeps, type SimulatedDevice } from "./device.ts";
import { createEnvironment, EMPTY_ENVIRONMENT } from "./physics/environment.ts";
import type { Scenario, Step } from "./scenario/scenario.ts";

export interface SimulationOptions {
  readonly url: string;
  /** Tokens by device id. */
  readonly credentials: ReadonlyMap<string, string>;
  /** What can be played, by name; all tell of the same devices. */
  readonly scenarios: ReadonlyMap<string, Scenario>;
  /** Name of the scenario that starts with the simulation. */
  readonly first: string;
  /** See `DeviceOptions.markSimulated`. */
  readonly markSimulated: boolean;
  /** IANA zone of devices whose clocks show a time without saying which. Default UTC. */
  readonly timeZone?: string;
}

export interface SimulationDeps extends DeviceDeps {
  /** Told as each step happens, for whoever watches. */
  readonly onStep?: (scenario: string, step: Step) => void;
}

export interface TriggerError {
  readonly code: "SIMULATION_UNKNOWN_SCENARIO";
  readonly known: readonly string[];
}

/** Devices that live through scenarios. */
export interface Simulation extends Service {
  readonly devices: ReadonlyMap<string, SimulatedDevice>;
  /**
   * Starts a scenario now, beside those that run; one that runs already starts anew. The scenario that describes the devices
   * ends all others and puts every device back to its start.
   */
  trigger(name: string): Result<Scenario, TriggerError>;
  /** Does to a device, or to a gateway that is none itself, what a step would. */
  apply(step: Pick<Step, "deviceId" | "action">): void;
}

/** Throws when a device has no token or `first` is none of the scenarios: see `devicesWithoutCredentials`. */
export function createSimulation(options: SimulationOptions, deps: SimulationDeps): Simulation {
  const first = options.scenarios.get(options.first);
  if (first === undefined) throw new RangeError(`there is no scenario ${options.first}`);
  const environment = createEnvironment(first.environment ?? EMPTY_ENVIRONMENT, deps);
  if (options.markSimulated && devicesWithoutMark(first).length > 0)
    throw new RangeError("a reading that comes in another convention cannot be marked as simulated");
  const { url, markSimulated } = options;
  const tokenOf = (id: string): string => {
    const token = options.credentials.get(id);
    if (token === undefined) throw new RangeError(`there is no token for ${id}`);
    return token;
  };
  const gateways = new Map<string, SimulatedGateway>();
  const gatewayOf = ({ gateway: id, speaks }: NonNullable<DeviceDescription["spokenFor"]>): SimulatedGateway => {
    const gateway =
      gateways.get(id) ??
      createSimulatedGateway(
        {
          id,
          url,
          token: tokenOf(id),
          speaks,
          timeZone: options.timeZone ?? "UTC",
          devices: first.devices.filter(({ spokenFor }) => spokenFor?.gateway === id),
        },
        { ...deps, random: deps.random.fork(id) },
      );
    gateways.set(id, gateway);
    return gateway;
  };
  const devices = new Map(
    first.devices.map((device): [string, SimulatedDevice] => {
      const { id, spokenFor } = device;
      const own = { ...deps, environment, random: deps.random.fork(id) };
      if (device.modbus !== undefined) {
        const asked = { ...own, createLink: deps.createLink ?? (() => createModbusLink(device)) };
        return [id, createSimulatedDevice({ device, url, token: "", markSimulated }, asked)];
      }
      if (spokenFor === undefined) return [id, createSimulatedDevice({ device, url, token: tokenOf(id), markSimulated }, own)];
      const way = { ...own, createLink: gatewayOf(spokenFor).linkFor(device) };
      return [id, createSimulatedDevice({ device, url, token: tokenOf(spokenFor.gateway), markSimulated }, way)];
    }),
  );
  const running = new Map<string, (() => void)[]>();

  /** A gateway that is no device of its own comes and goes, and does nothing else. */
  const apply = ({ deviceId, action }: Pick<Step, "deviceId" | "action">): void => {
    if (action.kind === "device-mode") gateways.get(deviceId)?.enter(action.mode);
    devices.get(deviceId)?.apply(action);
  };

  const end = (name: string): void => {
    for (const cancel of running.get(name) ?? []) cancel();
    running.delete(name);
  };
  const endAll = (): void => {
    for (const name of running.keys()) end(name);
  };

  const play = (scenario: Scenario): void => {
    if (scenario.name === scenario.base) {
      endAll();
      environment.reset();
      for (const gateway of gateways.values()) gateway.enter("connected");
      for (const device of devices.values()) device.apply({ kind: "reset" });
    } else {
      end(scenario.name);
    }
    if (scenario.timeFactor !== 1) {
      for (const id of new Set(scenario.steps.map(({ deviceId }) => deviceId))) {
        devices.get(id)?.apply({ kind: "time-factor", factor: scenario.timeFactor });
      }
    }
    const cancels = scenario.steps.map((step) =>
      deps.clock.after(milliseconds(step.at / scenario.timeFactor), () => {
        apply(step);
        deps.onStep?.(scenario.name, step);
      }),
    );
    running.set(scenario.name, cancels);
  };

  return {
    name: "simulation",
    devices,
    apply,
    async start() {
      for (const device of devices.values()) device.start();
      play(first);
    },
    async stop() {
      endAll();
      await Promise.all([...devices.values()].map((device) => device.stop()));
    },
    trigger(name) {
      const scenario = options.scenarios.get(name);
      if (scenario === undefined) return err({ code: "SIMULATION_UNKNOWN_SCENARIO", known: [...options.scenarios.keys()] });
      play(scenario);
      return ok(scenario);
    },
  };
}

/** The devices of a scenario, or their gateways, that could not sign in, for a message before anything is started. */
export function devicesWithoutCredentials(
  scenario: Pick<Scenario, "devices">,
  credentials: ReadonlyMap<string, string>,
): readonly string[] {
  // A device that is asked signs in nowhere.
  const speaking = scenario.devices.filter(({ modbus }) => modbus === undefined);
  const signingIn = new Set(speaking.map(({ id, spokenFor }) => spokenFor?.gateway ?? id));
  return [...signingIn].filter((id) => !credentials.has(id));
}

/** The devices whose readings cannot be marked as simulated, as their convention has no word for it. */
export const devicesWithoutMark = (scenario: Pick<Scenario, "devices">): readonly string[] =>
  scenario.devices.filter(({ spokenFor, modbus }) => spokenFor !== undefined || modbus !== undefined).map(({ id }) => id);
