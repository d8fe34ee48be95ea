import type { SubstanceId, Unit } from "@labcanary/domain/quantity";

/** Something in which nothing is wrong, as a scenario file has it, and every shipped profile that could watch it. */
export interface FaultFree {
  readonly is: string;
  /** The signal `value`. */
  readonly value: string;
  /** Of what `value` says, where a profile's own unit may be another. */
  readonly unit?: Unit;
  /** Who uses the door. Without it there is none. */
  readonly door?: string;
  readonly every: "1min" | "10min";
  readonly by: readonly string[];
}

const people = (visits: number, stay: string): string =>
  `{ states: [closed, open], people: { visits: ${visits}, from: 7h, until: 19h, stay: ${stay}, cards: ["04A2F1", "04B773"] } }`;

const store = (is: string, model: string, door: string, by: readonly string[]): FaultFree => {
  return { is, value: `{ model: { ${model} }, noise: 0.05 Cel }`, door, every: "1min", by };
};
const ULTRA_LOW = ["ultra-low-freezer"];
const OFTEN = people(40, "15s");
const SELDOM = people(12, "30s");

/** Cold is where most false alarms come from: it swings, defrosts and is opened. */
export const COLD: readonly FaultFree[] = [
  store("refrigerator at 5 °C", "refrigerator: { setpoint: 5 Cel }", OFTEN, ["vaccine-refrigerator", "medicine-cold"]),
  store("refrigerator with little in it", "refrigerator: { setpoint: 5 Cel, load: 20 kJ/K }", OFTEN, [
    "vaccine-refrigerator",
    "medicine-cold",
  ]),
  // Made for blood, which must not pass 6 °C: it defrosts briefly and without a heater, while its compressor rests.
  store("blood refrigerator", "refrigerator: { setpoint: 4 Cel, hysteresis: 1 K, defrost-for: 8min, defrost-heat: 0 W }", OFTEN, [
    "vaccine-refrigerator",
    "blood-refrigerator",
    "blood-reagent-refrigerator",
  ]),
  store("cool store", "refrigerator: { setpoint: 12 Cel }", OFTEN, ["medicine-cool"]),
  { ...store("box on the way", "refrigerator: { setpoint: 5 Cel }", people(4, "1min"), ["vaccine-transport-who"]), every: "10min" },
  store("frost-free freezer at -25 °C", "freezer: { setpoint: -25 Cel }", SELDOM, ["vaccine-freezer"]),
  store("plasma freezer", "freezer: { setpoint: -30 Cel }", SELDOM, ["vaccine-freezer", "plasma-freezer"]),
  store("ultra-low freezer", "freezer: { setpoint: -80 Cel }", SELDOM, ULTRA_LOW),
  store("ultra-low freezer, loosely held", "freezer: { setpoint: -80 Cel, hysteresis: 6 K }", SELDOM, ULTRA_LOW),
  store("ultra-low freezer, nearly empty", "freezer: { setpoint: -80 Cel, load: 10 kJ/K }", SELDOM, ULTRA_LOW),
  store("ultra-low freezer, worn", "freezer: { setpoint: -80 Cel, walls: 2.4 W/K }", SELDOM, ULTRA_LOW),
  store("ultra-low freezer being sorted", "freezer: { setpoint: -80 Cel }", people(4, "2min"), ULTRA_LOW),
];

const steady = (is: string, value: string, by: readonly string[], every: FaultFree["every"] = "1min"): FaultFree => ({
  is,
  value,
  every,
  by,
});

/** Rooms, chambers, lines and tanks. */
export const PLACES: readonly FaultFree[] = [
  // In a cool room, since an incubator only heats.
  store("incubator for platelets", "incubator: { setpoint: 22.5 Cel }", people(8, "30s"), ["platelet-incubator"]),
  steady("dewar whose lid is lifted", "{ around: -185 Cel, noise: 0.3 Cel, cycle: { by: 8 Cel, every: 4h } }", ["ln2-store-temperature"]),
  steady("level of a dewar", "{ around: 70 %, noise: 0.3 %, cycle: { by: 20 %, every: 72h } }", ["ln2-store-level"], "10min"),
  steady("air of a room", "{ model: { room: { follows: 20min } }, noise: 0.05 Cel }", [
    "medicine-normal",
    "medicine-room-usp",
    "cabinet-temperature",
    "room-temperature",
  ]),
  steady("air of a barrier", "{ around: 23 Cel, noise: 0.1 Cel, cycle: { by: 1.5 Cel, every: 24h } }", ["barrier-temperature"]),
  steady("humidity of a room", "{ around: 58 %RH, noise: 0.5 %RH, cycle: { by: 6 %RH, every: 24h } }", [
    "medicine-humidity",
    "barrier-humidity",
    "room-humidity",
  ]),
  steady("pressure of a barrier", "{ around: 20 Pa, noise: 1 Pa, cycle: { by: 3 Pa, every: 5min } }", ["barrier-pressure"]),
  steady("oxygen line", "{ around: 400 kPa, noise: 2 kPa, cycle: { by: 20 kPa, every: 7min } }", ["medical-oxygen-line-400-kpa"]),
  steady("mains", "{ states: [on, off] }", ["mains-power"]),
  steady("door of a cabinet", people(60, "40s"), ["chemical-cabinet-door"]),
  steady("door of a refrigerator", people(60, "20s"), ["refrigerator-door"]),
  // Every opening of it is told: it is not opened.
  steady("door of a store nobody opens", "{ states: [closed, open] }", ["highly-toxic-store-door", "highly-toxic-store-door-two-person"]),
  steady("tamper switch nobody touches", '{ states: ["false", "true"] }', ["tamper"]),
];

/** Clean air by substance, as cells that drift and age have it; every profile of the substance could watch it. Noise is chosen: some per cent of the lowest level. */
export const AIR: Readonly<Partial<Record<SubstanceId, Pick<FaultFree, "value" | "unit">>>> = {
  CO: cell("CO", "electrochemical", "250 ppm", "0.5 ppm"),
  H2S: cell("H2S", "electrochemical", "50 ppm", "0.1 ppm"),
  NH3: cell("NH3", "electrochemical", "100 ppm", "0.5 ppm"),
  Cl2: cell("Cl2", "electrochemical", "10 ppm", "0.02 ppm"),
  HCN: cell("HCN", "electrochemical", "30 ppm", "0.05 ppm"),
  CO2: { value: "{ around: 700 ppm, noise: 20 ppm, cycle: { by: 300 ppm, every: 24h } }", unit: "ppm" },
  CH4: cell("CH4", "catalytic", "100 %LEL", "0.3 %LEL"),
  C3H8: cell("C3H8", "catalytic", "100 %LEL", "0.3 %LEL"),
  H2: cell("H2", "catalytic", "100 %LEL", "0.3 %LEL"),
  C2H6O: cell("C2H6O", "catalytic", "100 %LEL", "0.2 %LEL"),
  C8H10: cell("C8H10", "infrared", "500 ppm", "0.3 ppm"),
  VOC: cell("VOC", "infrared", "500 ppm", "0.5 ppm"),
  CH2O: { value: "{ around: 0.008 ppm, noise: 0.001 ppm, least: 0 ppm }", unit: "ppm" },
};
/** Of the air itself: a cell that loses a fifth of its sensitivity in a year is calibrated long before that. */
export const OXYGEN = cell("O2", "electrochemical", "25 %vol", "0.03 %vol");

function cell(of: string, kind: string, range: string, noise: string): { readonly value: string; readonly unit: Unit } {
  const unit = range.slice(range.indexOf(" ") + 1) as Unit;
  return { value: `{ model: { gas-sensor: { of: ${of}, cell: ${kind}, range: ${range} } }, noise: ${noise} }`, unit };
}
