/**
 * Units a value can arrive in or be kept in. The names are those of SenML (RFC 8428, 12.1) where it has one,
 * else the way the field writes them.
 */
export const UNITS = [
  "Cel",
  "degF",
  "K",
  "ppm",
  "ppb",
  "%vol",
  "%LEL",
  "mg/m3",
  "Pa",
  "kPa",
  "hPa",
  "mbar",
  "bar",
  "%RH",
  "%",
  "kg",
  "g",
  "mg",
  "m/s",
  "m3/h",
  "V",
  "mA",
  "dB",
  "lx",
  "state",
  "1",
] as const;
export type Unit = (typeof UNITS)[number];

/** Spellings met on the wire and in site files, each for one unit. */
const ALIASES: Readonly<Record<string, Unit>> = {
  "°C": "Cel",
  "℃": "Cel",
  C: "Cel",
  degC: "Cel",
  celsius: "Cel",
  "°F": "degF",
  "℉": "degF",
  F: "degF",
  fahrenheit: "degF",
  kelvin: "K",
  "%VOL": "%vol",
  "vol%": "%vol",
  "%v/v": "%vol",
  "%lel": "%LEL",
  "mg/m³": "mg/m3",
  "mg/m^3": "mg/m3",
  "m³/h": "m3/h",
  pascal: "Pa",
  "%rh": "%RH",
  RH: "%RH",
  "": "1",
};

const KNOWN: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ...UNITS.map((unit): [string, Unit] => [unit, unit]),
  ...Object.entries(ALIASES),
]);

/** The unit a spelling stands for, or undefined when it is none we know; a unit is never guessed. */
export function parseUnit(spelling: string): Unit | undefined {
  return KNOWN.get(spelling.trim());
}

/** How a unit is written for people, in every language. */
export const UNIT_SYMBOLS: Readonly<Record<Unit, string>> = {
  Cel: "°C",
  degF: "°F",
  K: "K",
  ppm: "ppm",
  ppb: "ppb",
  "%vol": "%vol",
  "%LEL": "%LEL",
  "mg/m3": "mg/m³",
  Pa: "Pa",
  kPa: "kPa",
  hPa: "hPa",
  mbar: "mbar",
  bar: "bar",
  "%RH": "%RH",
  "%": "%",
  kg: "kg",
  g: "g",
  mg: "mg",
  "m/s": "m/s",
  "m3/h": "m³/h",
  V: "V",
  mA: "mA",
  dB: "dB",
  lx: "lx",
  state: "",
  "1": "",
};
