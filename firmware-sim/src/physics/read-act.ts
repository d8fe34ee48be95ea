import { days, milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import { readChoice, readFields } from "../scenario/values.ts";
import type { Entry } from "../scenario/yaml-entry.ts";
import { COMPRESSOR_CONDITIONS } from "./cold-store.ts";
import { ACTS_OF, type PhysicsAct, type PhysicsDescription } from "./description.ts";
import type { EnvironmentAct } from "./environment.ts";
import { GASES } from "./gas.ts";
import { HEATER_CONDITIONS, VALVE_CONDITIONS } from "./incubator.ts";
import { readFigure } from "./parameters.ts";

/** Steps that do something to the model behind a signal, by their key in a scenario file. */
export const SIGNAL_ACTS = [
  "compressor",
  "load",
  "heater",
  "valve",
  "withdraw",
  "poison",
  "calibrate",
  "age",
  "defrost",
  "charge",
] as const;
/** Steps that do something to the room a device stands in, or to the mains. */
export const ROOM_ACTS = ["leak", "spill", "ventilation", "mains"] as const;
export type SignalActKey = (typeof SIGNAL_ACTS)[number];
export type RoomActKey = (typeof ROOM_ACTS)[number];

const SHARE = { in: "share", least: 0, most: 1, about: "" } as const;
const MASS = { in: "mass", least: -10_000, most: 10_000, about: "" } as const;
const TEMPERATURE = { in: "temperature", least: -200, most: 100, about: "" } as const;
const FLOW = { in: "flow", least: 0, most: 100_000, about: "" } as const;
const LITRES = { in: "liquid", least: 0.01, most: 10_000, about: "" } as const;
const AGE = { in: "time", least: 0, most: days(3650), about: "" } as const;
const BOILING = { in: "time", least: seconds(1), most: minutes(600), about: "" } as const;

/** What is done to a signal whose model is `physics`; a signal without one, or of another kind, is told what it knows. */
export function readSignalAct(key: SignalActKey, told: Entry, physics: PhysicsDescription | undefined): PhysicsAct | undefined {
  const known = physics === undefined ? [] : ACTS_OF[physics.kind];
  if (!known.includes(key)) {
    const remedy = known.length === 0 ? "name a signal that has a model: which knows it" : `use ${known.join(", ")}`;
    return told.fail("SCENARIO_REFERENCE", `"${key}" cannot be done to this signal`, remedy);
  }
  switch (key) {
    case "compressor": {
      const condition = readChoice(told, COMPRESSOR_CONDITIONS);
      return condition && { kind: "compressor", condition };
    }
    case "heater": {
      const condition = readChoice(told, HEATER_CONDITIONS);
      return condition && { kind: "heater", condition };
    }
    case "valve": {
      const condition = readChoice(told, VALVE_CONDITIONS);
      return condition && { kind: "valve", condition };
    }
    case "load": {
      const fields = readFields(told, { mass: "required", at: "required" });
      const mass = fields?.mass && readFigure(fields.mass, { ...MASS, least: 0 });
      const celsius = fields?.at && readFigure(fields.at, TEMPERATURE);
      return mass === undefined || celsius === undefined ? undefined : { kind: "load", mass, celsius };
    }
    case "withdraw": {
      const mass = readFigure(told, MASS);
      return mass === undefined ? undefined : { kind: "withdraw", mass };
    }
    case "poison":
    case "charge": {
      const share = readFigure(told, SHARE);
      return share === undefined ? undefined : { kind: key, share };
    }
    case "calibrate":
      return told.scalar === true ? { kind: key } : told.fail("SCENARIO_VALUE", "it is done or not", "write calibrate: true");
    case "age": {
      const span = readFigure(told, AGE);
      return span === undefined ? undefined : { kind: key, span: milliseconds(span) };
    }
    case "defrost": {
      const hasHeater = physics?.kind === "cold-store" && physics.model.defrost !== undefined;
      if (!hasHeater)
        return told.fail(
          "SCENARIO_REFERENCE",
          "this store has no heater to defrost",
          "give its model defrost-every, defrost-for and defrost-heat",
        );
      return told.scalar === true ? { kind: key } : told.fail("SCENARIO_VALUE", "it is done or not", "write defrost: true");
    }
  }
}

/** What is done to the room of a device, or to the mains of the building. */
export function readRoomAct(key: RoomActKey, told: Entry, room: string | undefined): EnvironmentAct | undefined {
  if (key !== "mains" && room === undefined) {
    return told.fail("SCENARIO_REFERENCE", "this device stands in no room", "write room: with the device, one of those of environment:");
  }
  switch (key) {
    case "mains": {
      const state = readChoice(told, ["on", "off"]);
      return state && { kind: "mains", isOn: state === "on" };
    }
    case "leak": {
      const fields = readFields(told, { of: "required", rate: "required" });
      const gas = fields?.of && readChoice(fields.of, GASES);
      const flow = fields?.rate && readFigure(fields.rate, FLOW);
      return gas === undefined || flow === undefined ? undefined : { kind: "leak", gas, flow };
    }
    case "spill": {
      const fields = readFields(told, { "liquid-nitrogen": "required", "boils-off": "optional" });
      const litres = fields?.["liquid-nitrogen"] && readFigure(fields["liquid-nitrogen"], LITRES);
      const boilOff = fields?.["boils-off"] === undefined ? SPILL_BOILS : readFigure(fields["boils-off"], BOILING);
      return litres === undefined || boilOff === undefined ? undefined : { kind: "spill", litres, boilOff: milliseconds(boilOff) };
    }
    case "ventilation": {
      const share = readFigure(told, { ...SHARE, most: 10 });
      return share === undefined ? undefined : { kind: "ventilation", share };
    }
  }
}
/** Time constant of a spill on a floor (chosen: a puddle of a few litres is gone in some five minutes). */
const SPILL_BOILS = minutes(2);
