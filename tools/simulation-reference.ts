import {
  bounds,
  CELL_PRESETS,
  inFirstUnit,
  MODEL_PARAMETERS,
  type Parameter,
  type Parameters,
  presetFor,
  PEOPLE_PARAMETERS,
  ROOM_PARAMETERS,
  timeText,
} from "@labcanary/firmware-sim";

/** `docs/reference/simulation.md`: every figure of every model of firmware-sim, from the tables it reads scenario files with. */

const code = (text: string): string => `\`${text}\``;
const COLUMNS = ["Figure", "Bounds", "Without it", "What"] as const;

function told({ in: dimension }: Parameter, value: number): string {
  return dimension === "time" ? timeText(value) : inFirstUnit(dimension, value);
}

function absent(parameter: Parameter): string {
  if (parameter.required) return "must be there";
  return parameter.absent === undefined ? "preset" : told(parameter, parameter.absent);
}

const rowsOf = (parameters: Parameters): readonly (readonly string[])[] =>
  Object.entries(parameters).map(([name, parameter]) => [code(name), bounds(parameter), absent(parameter), parameter.about]);

const model = (name: string, introduction: string, parameters: Parameters) => ({
  title: code(name),
  introduction,
  columns: COLUMNS,
  rows: rowsOf(parameters),
});

const STORES = [-80, -20, 5] as const;
const { freezer, incubator, "incubator-gas": incubatorGas, "gas-sensor": gasSensor, room, balance, battery } = MODEL_PARAMETERS;

/** What a preset says of a figure of a cold store. */
function presetOf(setpoint: number, name: string): string {
  const { defrost, ...preset } = presetFor(setpoint);
  const figures: Readonly<Record<string, number | undefined>> = {
    ...preset,
    "defrost-every": defrost?.every,
    "defrost-for": defrost?.last,
    "defrost-heat": defrost?.heat,
  };
  const value = figures[name];
  return value === undefined ? "none" : told(freezer[name as keyof typeof freezer], value);
}

export const SIMULATION_PAGE = {
  title: "Figures of simulated physics",
  introduction:
    "Every figure a scenario file can tell of a [model of the simulator](../guides/simulated-physics.md), with its bounds. Units stand in the bounds; other spellings are told when one is wrong.",
  sections: [
    model(
      "gas-sensor",
      "Beside them `of` (a gas), `range` (such as `100 %LEL`), `cell` (electrochemical without it, catalytic, infrared) and `latches`.",
      gasSensor,
    ),
    {
      title: "Presets of cells",
      introduction: "What is taken where the file does not say.",
      columns: ["Cell", "`t90`", "`ageing`", "`warm-up`"],
      rows: Object.entries(CELL_PRESETS).map(([cell, { t90, ageing, warmUp }]) => [
        code(cell),
        timeText(t90),
        inFirstUnit("sharePerYear", ageing),
        timeText(warmUp),
      ]),
    },
    model("freezer", "Also written `refrigerator`: the preset goes by the setpoint.", freezer),
    {
      title: "Presets of cold stores",
      introduction: "Below -40 °C the first, below -5 °C the second, else the third.",
      columns: ["Figure", ...STORES.map((setpoint) => `${setpoint} °C`)],
      rows: Object.keys(freezer)
        .filter((name) => name !== "setpoint")
        .map((name) => [code(name), ...STORES.map((setpoint) => presetOf(setpoint, name))]),
    },
    model("incubator", "The temperature of a chamber held warm.", incubator),
    model("incubator-gas", "The carbon dioxide in it.", incubatorGas),
    model("room", "A thermometer on a wall: it follows the building's `ambient`.", room),
    model("balance", "A cabinet on load cells.", balance),
    model(
      "battery",
      "The device's own; beside them `chemistry` (lithium without it, alkaline). `unit: V` shows the voltage of a cell.",
      battery,
    ),
    model("rooms", "Under `environment:`; beside them `doors` and `sources`.", ROOM_PARAMETERS),
    model("people", "Of a door; beside them `visits` on a working day, `cards` and `together` (1 or 2).", PEOPLE_PARAMETERS),
  ],
};
