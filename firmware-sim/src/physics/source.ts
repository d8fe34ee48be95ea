import { type DurationMs, milliseconds } from "@labcanary/domain/basics";
import { conversion, type Unit } from "@labcanary/domain/quantity";
import type { DeviceState } from "@labcanary/domain/telemetry";
import type { Random } from "../random.ts";
import { startBalance, stepBalance, weigh, withdraw } from "./balance.ts";
import { type Charge, stepBattery, voltageOf } from "./battery.ts";
import { addLoad, beginDefrost, type CompressorCondition, startColdStore, stepColdStore } from "./cold-store.ts";
import type { PhysicsAct, PhysicsDescription, Surroundings } from "./description.ts";
import { backgroundOf, type Gas } from "./gas.ts";
import { aged, calibrate, gasSensorSays, indication, poison, seenBy, startGasSensor, stepGasSensor } from "./gas-sensor.ts";
import { type HeaterCondition, stepChamberGas, stepIncubator, type ValveCondition } from "./incubator.ts";
import { relax } from "./relaxation.ts";

/** A model that lives behind a signal. `value` is in the signal's unit, before noise and resolution. */
export interface Physics {
  advance(span: DurationMs, around: Surroundings): void;
  value(): number;
  /** What the device says of itself now; undefined when it simply measures. */
  says(): DeviceState | undefined;
  /** Throws for what it does not know; a scenario has been checked for that. */
  act(act: PhysicsAct): void;
  /** The device got power again. */
  powerUp(): void;
  reset(): void;
  /** Of a battery: what is left, 0 to 1, and from where on it is low. */
  charge(): { readonly left: Charge; readonly low: Charge } | undefined;
}

/** ppm in a unit of the gas; both are told apart when the scenario is read, so that it can be done. */
function inUnit(unit: Unit, gas: Gas): (ppm: number) => number {
  const convert = conversion("ppm", unit, gas === "N2" ? {} : { substance: gas });
  if (!convert.ok) throw new RangeError(`${gas} cannot be told in ${unit}: ${convert.error}`);
  return convert.value;
}

const isOpen = ({ stateOf }: Surroundings): boolean => stateOf("door") === "open" || stateOf("lid") === "open";

/** Whether what is plugged in has power; a signal `power` of the device that is `off` is its plug. */
const hasPower = (around: Surroundings): boolean => around.hasMains && around.stateOf("power") !== "off";

const SILENT = { says: (): undefined => undefined, charge: (): undefined => undefined, powerUp(): void {} };

function unknown(kind: string, act: PhysicsAct): never {
  throw new RangeError(`a ${kind} knows nothing of ${act.kind}`);
}

export function createPhysics(description: PhysicsDescription, unit: Unit, random: Random): Physics {
  switch (description.kind) {
    case "gas-sensor":
      return createGasSensor(description, unit);
    case "cold-store":
      return createColdStore(description);
    case "incubator":
      return createIncubator(description);
    case "incubator-gas":
      return createChamberGas(description);
    case "room":
      return createThermometer(description);
    case "balance":
      return createBalance(description, unit, random);
    case "battery":
      return createBattery(description, unit);
  }
}

type Of<Kind extends PhysicsDescription["kind"]> = Extract<PhysicsDescription, { kind: Kind }>;

function createGasSensor({ model, height }: Of<"gas-sensor">, unit: Unit): Physics {
  const show = inUnit(unit, model.of);
  const start = () => startGasSensor(seenBy(model, backgroundOf));
  let state = start();
  let isSettled = false;
  return {
    ...SILENT,
    advance(span, around) {
      if (!around.isAlive) return;
      const seen = seenBy(model, (gas) => around.gas(gas, height));
      // It has hung in its room long before the story begins.
      if (!isSettled) state = startGasSensor(seen);
      isSettled = true;
      state = stepGasSensor(model, state, seen, span);
    },
    value: () => show(indication(model, state)),
    says: () => gasSensorSays(model, state),
    act(act) {
      if (act.kind === "poison") state = poison(state, act.share);
      else if (act.kind === "calibrate") state = calibrate(state);
      else if (act.kind === "age") state = aged(state, act.span);
      else unknown("gas sensor", act);
    },
    powerUp() {
      isSettled = true;
      state = { ...state, warm: milliseconds(0), latched: false };
    },
    reset() {
      state = start();
      isSettled = false;
    },
  };
}

function createColdStore({ model }: Of<"cold-store">): Physics {
  let state = startColdStore(model);
  let compressor: CompressorCondition = "works";
  return {
    ...SILENT,
    advance(span, around) {
      const { ambient } = around;
      state = stepColdStore(model, state, { ambient, isOpen: isOpen(around), hasPower: hasPower(around), compressor }, span);
    },
    value: () => state.probe,
    act(act) {
      if (act.kind === "compressor") compressor = act.condition;
      else if (act.kind === "load") state = addLoad(model, state, act.mass, act.celsius);
      else if (act.kind === "defrost") state = beginDefrost(model, state);
      else unknown("cold store", act);
    },
    reset() {
      state = startColdStore(model);
      compressor = "works";
    },
  };
}

function createIncubator({ model }: Of<"incubator">): Physics {
  let celsius = model.setpoint;
  let heater: HeaterCondition = "works";
  return {
    ...SILENT,
    advance(span, around) {
      const { ambient } = around;
      celsius = stepIncubator(model, celsius, { ambient, isOpen: isOpen(around), hasPower: hasPower(around) }, heater, span);
    },
    value: () => celsius,
    act(act) {
      if (act.kind === "heater") heater = act.condition;
      else unknown("incubator", act);
    },
    reset() {
      celsius = model.setpoint;
      heater = "works";
    },
  };
}

function createChamberGas({ model }: Of<"incubator-gas">): Physics {
  let percent = model.setpoint;
  let valve: ValveCondition = "works";
  return {
    ...SILENT,
    advance(span, around) {
      const { ambient } = around;
      percent = stepChamberGas(model, percent, { ambient, isOpen: isOpen(around), hasPower: hasPower(around) }, valve, span);
    },
    value: () => percent,
    act(act) {
      if (act.kind === "valve") valve = act.condition;
      else unknown("chamber", act);
    },
    reset() {
      percent = model.setpoint;
      valve = "works";
    },
  };
}

/** A thermometer on a wall. */
function createThermometer({ follows }: Of<"room">): Physics {
  let celsius: number | undefined;
  return {
    ...SILENT,
    advance(span, { ambient }) {
      celsius = celsius === undefined ? ambient : relax(celsius, ambient, milliseconds(follows), span);
    },
    value: () => celsius ?? 20,
    act: (act) => unknown("thermometer", act),
    reset() {
      celsius = undefined;
    },
  };
}

function createBalance({ model }: Of<"balance">, unit: Unit, random: Random): Physics {
  const show = conversion("kg", unit);
  if (!show.ok) throw new RangeError(`a mass cannot be told in ${unit}: ${show.error}`);
  let state = startBalance(model);
  let ambient = 20;
  return {
    ...SILENT,
    advance(span, around) {
      ambient = around.ambient;
      state = stepBalance(model, state, span, random);
    },
    value: () => show.value(weigh(model, state, ambient)),
    act(act) {
      if (act.kind === "withdraw") state = withdraw(state, act.mass);
      else unknown("balance", act);
    },
    reset() {
      state = startBalance(model);
    },
  };
}

function createBattery({ model }: Of<"battery">, unit: Unit): Physics {
  let left: Charge = 1;
  let ambient = 20;
  return {
    ...SILENT,
    advance(span, around) {
      ambient = around.ambient;
      left = stepBattery(model, left, ambient, span);
    },
    value: () => (unit === "V" ? voltageOf(model, left, ambient) : left * 100),
    act(act) {
      if (act.kind === "charge") left = act.share;
      else unknown("battery", act);
    },
    reset() {
      left = 1;
    },
    charge: () => ({ left, low: model.low }),
  };
}
