import { milliseconds } from "@labcanary/domain/basics";
import { conversion, type Unit } from "@labcanary/domain/quantity";
import { readChoice, readFields, readQuantity } from "../scenario/values.ts";
import type { Entry } from "../scenario/yaml-entry.ts";
import { CHEMISTRIES } from "./battery.ts";
import type { ColdStoreModel } from "./cold-store.ts";
import { presetFor } from "./cold-store-presets.ts";
import type { PhysicsDescription } from "./description.ts";
import { GASES } from "./gas.ts";
import { CELLS, type GasSensorModel } from "./gas-sensor.ts";
import {
  BALANCE_PARAMETERS,
  BATTERY_PARAMETERS,
  CELL_PRESETS,
  COLD_STORE_PARAMETERS,
  GAS_SENSOR_PARAMETERS,
  INCUBATOR_GAS_PARAMETERS,
  INCUBATOR_PARAMETERS,
  MODEL_PARAMETERS,
  type ModelName,
  THERMOMETER_PARAMETERS,
} from "./model-parameters.ts";
import { type Figures, readFigures } from "./parameters.ts";

/** A model behind a signal, the unit its signal is measured in, and the end of its scale where it has one. */
export interface ReadModel {
  readonly physics: PhysicsDescription;
  readonly unit: Unit;
  readonly most?: number;
}

const MODEL_NAMES = Object.keys(MODEL_PARAMETERS) as readonly ModelName[];

/** `model: { freezer: { setpoint: -80 Cel } }`; `unit` is what the signal asks for where the model can be told in several. */
export function readModel(entry: Entry, unit: Unit | undefined): ReadModel | undefined {
  const fields = entry.fields();
  const [first, ...more] = fields ?? [];
  if (first === undefined || more.length > 0) {
    return entry.fail("SCENARIO_VALUE", "a signal has one model here", `write one of ${MODEL_NAMES.join(", ")} with its figures below it`);
  }
  const name = MODEL_NAMES.find((known) => known === first[0]);
  if (name === undefined) {
    return first[1].fail("SCENARIO_KEY_UNKNOWN", `the model "${first[0]}" is not known`, `use one of ${MODEL_NAMES.join(", ")}`);
  }
  const read = READERS[name](first[1], unit);
  if (read === undefined || unit === undefined || read.unit === unit) return read;
  return first[1].fail("SCENARIO_UNIT", `this model is not told in ${unit}`, `leave unit out, or write unit: ${read.unit}`);
}

const READERS: Readonly<Record<ModelName, (entry: Entry, unit: Unit | undefined) => ReadModel | undefined>> = {
  "gas-sensor": readGasSensor,
  freezer: readColdStore,
  refrigerator: readColdStore,
  incubator(entry) {
    const figures = readFigures(entry, INCUBATOR_PARAMETERS);
    return figures && { unit: "Cel", physics: { kind: "incubator", model: figures } };
  },
  "incubator-gas"(entry) {
    const figures = readFigures(entry, INCUBATOR_GAS_PARAMETERS);
    if (figures === undefined) return undefined;
    const { setpoint, seals, door, valve } = figures;
    const model = { setpoint, seals: milliseconds(seals), door: milliseconds(door), valve: milliseconds(valve) };
    return { unit: "%vol", physics: { kind: "incubator-gas", model } };
  },
  room(entry) {
    const figures = readFigures(entry, THERMOMETER_PARAMETERS);
    return figures && { unit: "Cel", physics: { kind: "room", follows: figures.follows } };
  },
  balance(entry, unit = "kg") {
    const figures = readFigures(entry, BALANCE_PARAMETERS);
    if (figures === undefined) return undefined;
    if (!conversion("kg", unit).ok) return { unit: "kg", physics: { kind: "balance", model: balanceOf(figures) } };
    return { unit, physics: { kind: "balance", model: balanceOf(figures) } };
  },
  battery(entry, unit = "%") {
    const figures = readFigures(entry, BATTERY_PARAMETERS, ["chemistry"]);
    const chosen = entry.fields()?.get("chemistry");
    const chemistry = chosen === undefined ? "lithium" : readChoice(chosen, CHEMISTRIES);
    if (figures === undefined || chemistry === undefined) return undefined;
    return { unit: unit === "V" ? "V" : "%", physics: { kind: "battery", model: { ...figures, chemistry } } };
  },
};

function readColdStore(entry: Entry): ReadModel | undefined {
  const figures = readFigures(entry, COLD_STORE_PARAMETERS);
  if (figures === undefined) return undefined;
  const { "defrost-every": every, "defrost-for": last, "defrost-heat": heat, rest, probe, ...plain } = figures;
  const preset = presetFor(figures.setpoint);
  const usual = preset.defrost;
  const defrost = {
    every: milliseconds(every ?? usual?.every ?? 0),
    last: milliseconds(last ?? usual?.last ?? 0),
    heat: heat ?? usual?.heat ?? 0,
  };
  const isDefrosted = usual !== undefined || every !== undefined;
  if (isDefrosted && (defrost.last === 0 || defrost.last >= defrost.every)) {
    return entry.fail(
      "SCENARIO_VALUE",
      "the defrost is not shorter than the time between two",
      "write defrost-every: 8h and defrost-for: 20min",
    );
  }
  const model: ColdStoreModel = {
    ...preset,
    ...told(plain),
    rest: milliseconds(rest ?? preset.rest),
    probe: milliseconds(probe ?? preset.probe),
    ...(isDefrosted ? { defrost } : {}),
  };
  const needed = (22 - model.setpoint) * model.walls;
  if (model.cooling <= needed) {
    const remedy = `write cooling: above ${Math.ceil(needed)} W, or fewer W/K of walls`;
    return entry.fail("SCENARIO_VALUE", `${model.cooling} W do not hold ${model.setpoint} Cel in a room of 22 Cel`, remedy);
  }
  return { unit: "Cel", physics: { kind: "cold-store", model } };
}

function readGasSensor(entry: Entry): ReadModel | undefined {
  const own = entry.fields();
  const figures = readFigures(entry, GAS_SENSOR_PARAMETERS, ["of", "cell", "range", "latches"]);
  if (figures === undefined) return undefined;
  const of = own?.get("of");
  const range = own?.get("range");
  if (of === undefined || range === undefined) {
    readFields(entry, { of: "required", range: "required", cell: "optional", latches: "optional", ...OPTIONAL });
    return undefined;
  }
  const gas = readChoice(of, GASES);
  const scale = readQuantity(range);
  const chosen = own?.get("cell");
  const cell = chosen === undefined ? "electrochemical" : readChoice(chosen, CELLS);
  const latches = own?.get("latches")?.scalar ?? cell === "catalytic";
  if (gas === undefined || scale === undefined || cell === undefined) return undefined;
  if (typeof latches !== "boolean") return own?.get("latches")?.fail("SCENARIO_VALUE", "it latches or not", "write true or false");
  const toPpm = conversion(scale.unit, "ppm", gas === "N2" ? {} : { substance: gas });
  if (!toPpm.ok || scale.value <= 0)
    return range.fail("SCENARIO_UNIT", `a scale of ${gas} cannot end there`, "write ppm or %vol, or %LEL of what burns");
  const preset = CELL_PRESETS[cell];
  const model: GasSensorModel = {
    of: gas,
    cell,
    range: toPpm.value(scale.value),
    t90: milliseconds(figures.t90 ?? preset.t90),
    zeroDrift: figures["zero-drift"],
    spanDrift: figures["span-drift"],
    ageing: figures.ageing ?? preset.ageing,
    warmUp: milliseconds(figures["warm-up"] ?? preset.warmUp),
    latches,
  };
  return { unit: scale.unit, most: scale.value, physics: { kind: "gas-sensor", model, height: figures.height } };
}
const OPTIONAL = Object.fromEntries(Object.keys(GAS_SENSOR_PARAMETERS).map((name) => [name, "optional" as const]));

function balanceOf({ holds, creep, wander, evaporation, ...rest }: Figures<typeof BALANCE_PARAMETERS>) {
  return { holds, creep, wander, evaporation, perKelvin: rest["per-kelvin"] };
}

/** Without the figures the file does not tell. */
function told<Given extends Readonly<Record<string, number | undefined>>>(figures: Given): { [Name in keyof Given]: number } {
  return Object.fromEntries(Object.entries(figures).filter(([, figure]) => figure !== undefined)) as { [Name in keyof Given]: number };
}
