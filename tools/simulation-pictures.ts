/** `npm run pictures:simulation`: draws a week of every model of firmware-sim into `docs/pictures/simulation`, for people to look at. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { days } from "@labcanary/domain/basics";
import { loadScenario } from "@labcanary/firmware-sim";
import { Resvg } from "@resvg/resvg-js";
import { playScenario, type Trace } from "../test/support/played-week.ts";

const ROOT = join(import.meta.dirname, "..");
const FOLDER = process.argv[2] ?? join(ROOT, "docs/pictures/simulation");

interface Panel {
  readonly title: string;
  /** Of one axis, in this order; keys `device/signal`. */
  readonly signals: readonly string[];
  /** Hours; without it the whole week. */
  readonly between?: readonly [from: number, to: number];
}

const PICTURES: Readonly<Record<string, readonly Panel[]>> = {
  gas: [
    {
      title: "CH4 below the ceiling (bead) and near the floor (infrared), %LEL: two leaks, the bead poisoned before the second",
      signals: ["lab-114/ch4", "lab-114/low-ch4"],
    },
    { title: "the first leak, %LEL", signals: ["lab-114/ch4", "lab-114/low-ch4"], between: [25, 32] },
    { title: "CO, ppm: hydrogen at 50 h that the cell takes for CO", signals: ["lab-114/co"] },
    { title: "O2 over liquid nitrogen, %vol: a spill at 60 h, no ventilation from 98 to 102 h", signals: ["cryo-1/o2"] },
    { title: "solvent vapour in a cabinet, %LEL: aired by its door, its zero drifting", signals: ["cab-17/vapour"] },
  ],
  cold: [
    { title: "freezer at -80 °C: compressor failed from 74 to 82 h, mains from 98 to 102 h", signals: ["frz-2/temperature"] },
    { title: "a working day of it", signals: ["frz-2/temperature"], between: [20, 36] },
    { title: "frost-free freezer at -20 °C: a defrost in eight hours", signals: ["frz-3/temperature"] },
    { title: "a day of it", signals: ["frz-3/temperature"], between: [20, 44] },
    { title: "refrigerator at 5 °C, probe in glycol: a warm batch at 80 h, mains from 98 to 102 h", signals: ["vac-1/temperature"] },
    { title: "a day of it", signals: ["vac-1/temperature"], between: [20, 44] },
  ],
  rest: [
    { title: "incubator, °C: doors by day, mains from 98 to 102 h, heater stuck from 140 to 141 h", signals: ["inc-1/temperature"] },
    { title: "its CO2, %vol", signals: ["inc-1/co2"] },
    { title: "room, °C", signals: ["lab-114/temperature"] },
    { title: "weight of a cabinet, kg: evaporation, the room's days, half a kilogram taken at 104 h", signals: ["cab-17/weight"] },
    { title: "battery, %", signals: ["cab-17/battery"] },
    { title: "door of the laboratory (1: open)", signals: ["lab-114/door"] },
  ],
};

const WIDTH = 1100;
const PANEL = 170;
const LEFT = 60;
const TOP = 24;
const HEIGHT = PANEL - TOP - 26;
const COLOURS = ["#0b63a5", "#c2410c", "#15803d"];

function panelSvg({ title, signals, between: [from, to] = [0, 168] }: Panel, traces: ReadonlyMap<string, Trace>, top: number): string {
  const lines = signals.map((key) => pointsOf(traces.get(key), from, to));
  const values = lines.flat().flatMap(([, value]) => (value === null ? [] : [value]));
  const [least, most] = spread(Math.min(...values), Math.max(...values));
  const x = (hour: number): number => LEFT + ((hour - from) / (to - from)) * (WIDTH - LEFT - 12);
  const y = (value: number): number => top + TOP + (1 - (value - least) / (most - least)) * HEIGHT;
  const step = to - from > 48 ? 24 : 2;
  const marks = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)
    .map(
      (hour) =>
        `<line x1="${x(hour)}" x2="${x(hour)}" y1="${top + TOP}" y2="${top + TOP + HEIGHT}" stroke="#ddd"/><text x="${x(hour)}" y="${top + PANEL - 8}" text-anchor="middle">${hour} h</text>`,
    )
    .join("");
  const scale = [least, (least + most) / 2, most]
    .map(
      (value) =>
        `<line x1="${LEFT}" x2="${WIDTH - 12}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/><text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${Number(value.toPrecision(4))}</text>`,
    )
    .join("");
  const drawn = lines
    .map((points, index) => `<path fill="none" stroke="${COLOURS[index]}" stroke-width="1" d="${pathOf(points, x, y)}"/>`)
    .join("");
  return `<text x="${LEFT}" y="${top + 16}" font-weight="bold">${title}</text>${marks}${scale}${drawn}`;
}

type Point = readonly [hour: number, value: number | null];

function pointsOf(trace: Trace | undefined, from: number, to: number): readonly Point[] {
  if (trace === undefined) throw new RangeError("a picture names a signal the scenario does not have");
  return trace.hours.flatMap((hour, index): Point[] => {
    const value = trace.values[index] ?? null;
    return hour < from || hour > to ? [] : [[hour, typeof value === "string" ? Number(value === "open") : value]];
  });
}

/** A gap in time or value is a gap in the line. */
function pathOf(points: readonly Point[], x: (hour: number) => number, y: (value: number) => number): string {
  let last: number | undefined;
  return points
    .map(([hour, value]) => {
      const isJoined = last !== undefined && hour - last < 1.1;
      last = value === null ? undefined : hour;
      return value === null ? "" : `${isJoined ? "L" : "M"}${x(hour).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join("");
}

function spread(least: number, most: number): readonly [number, number] {
  const room = Math.max((most - least) * 0.05, 0.01);
  return [least - room, most + room];
}

const loaded = loadScenario(join(ROOT, "examples/test-bench/week.yaml"));
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error, undefined, 2));
const { traces } = await playScenario(loaded.value, days(7));
mkdirSync(FOLDER, { recursive: true });
for (const [name, panels] of Object.entries(PICTURES)) {
  const height = panels.length * PANEL;
  const body = panels.map((panel, index) => panelSvg(panel, traces, index * PANEL)).join("");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="DejaVu Sans, sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>${body}</svg>`;
  writeFileSync(join(FOLDER, `${name}.png`), new Resvg(svg, { font: { loadSystemFonts: true } }).render().asPng());
}
