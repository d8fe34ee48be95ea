import { elapsed, type EpochMs } from "@labcanary/domain/basics";
import type { Priority } from "@labcanary/domain/rules";
import { siteTime } from "@labcanary/domain/schedule";
import type { Curve, CurveLimit, CurvePoint } from "./curve.ts";
import { timeTicks, valueTicks } from "./ticks.ts";

/** CSS pixels. Chosen: as wide as mail programs show a picture without shrinking it, on a phone at half the size. */
export const CHART = { width: 720, height: 320 } as const;
const PLOT = { left: 66, right: 632, top: 42, bottom: 272 } as const;

/** Told apart by their dashes too, so that nobody has to see colours. */
const LIMIT_STYLE: Readonly<Record<Priority, { readonly colour: string; readonly dash: string }>> = {
  critical: { colour: "#b00020", dash: "none" },
  high: { colour: "#b00020", dash: "8 4" },
  medium: { colour: "#8a5a00", dash: "4 4" },
  low: { colour: "#00639a", dash: "2 4" },
};
const INK = "#1c1f23";
const FAINT = "#d9dde2";
const LINE = "#0b57a4";

/**
 * The curve as an SVG picture: axes with the site's times and the unit, limits, the readings, gaps left open, the moment marked.
 * Its words are figures and letters of the Latin alphabet alone: the font it is drawn with has no others.
 */
export function drawCurve(curve: Curve, timeZone: string): string {
  const scale = scaleOf(curve);
  const parts = [
    `<rect width="${CHART.width}" height="${CHART.height}" fill="#ffffff"/>`,
    curve.isSimulated ? simulatedMark() : "",
    valueAxis(curve, scale),
    timeAxis(curve, timeZone, scale),
    ...curve.limits.filter(({ at }) => at >= scale.low && at <= scale.high).map((limit) => limitLine(limit, scale)),
    ...runsOf(curve).flatMap((run) => [band(run, scale), line(run, curve, scale)]),
    momentMark(curve, timeZone, scale),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${CHART.width}" height="${CHART.height}" viewBox="0 0 ${CHART.width} ${CHART.height}" ` +
    `font-family="DejaVu Sans" font-size="12">${parts.join("")}</svg>`
  );
}

interface Scale {
  readonly low: number;
  readonly high: number;
  x(at: EpochMs): number;
  y(value: number): number;
}

/** Air above and below, as a part of the whole. */
const AIR = 0.08;
/** How far a limit that is not the alarm's may lie outside the readings and still be shown, as a part of their spread. */
const LIMIT_REACH = 1;

function scaleOf({ from, to, points, limits, states }: Curve): Scale {
  const read = points.flatMap(({ value, min, max }) => [value, min, max].filter((each) => each !== undefined));
  const own = [...read, ...limits.filter(({ isOfAlarm }) => isOfAlarm).map(({ at }) => at), ...(states?.keys() ?? [])];
  const [lowest, highest] = own.length === 0 ? [0, 1] : [Math.min(...own), Math.max(...own)];
  const spread = highest - lowest || Math.abs(highest) || 1;
  const near = limits.map(({ at }) => at).filter((at) => at >= lowest - spread * LIMIT_REACH && at <= highest + spread * LIMIT_REACH);
  const [bottom, top] = [Math.min(lowest, ...near), Math.max(highest, ...near)];
  const air = (top - bottom || spread) * AIR;
  const [low, high] = [bottom - air, top + air];
  return {
    low,
    high,
    x: (at) => round(PLOT.left + (elapsed(from, at) / Math.max(elapsed(from, to), 1)) * (PLOT.right - PLOT.left)),
    y: (value) => round(PLOT.bottom - ((value - low) / (high - low)) * (PLOT.bottom - PLOT.top)),
  };
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;

/** Stretches of readings without a gap, nor a time the device could not measure, between them. */
function runsOf({ points, gap }: Curve): readonly (readonly ValuePoint[])[] {
  const runs: ValuePoint[][] = [];
  let run: ValuePoint[] | undefined;
  for (const point of points) {
    if (!hasValue(point)) {
      run = undefined;
      continue;
    }
    const last = run?.at(-1);
    if (run === undefined || last === undefined || elapsed(last.at, point.at) > gap) {
      run = [];
      runs.push(run);
    }
    run.push(point);
  }
  return runs;
}

type ValuePoint = CurvePoint & { readonly value: number };
const hasValue = (point: CurvePoint): point is ValuePoint => point.value !== undefined;

function line(run: readonly ValuePoint[], { states }: Curve, { x, y }: Scale): string {
  const [first] = run;
  if (first === undefined) return "";
  if (run.length === 1) return `<circle cx="${x(first.at)}" cy="${y(first.value)}" r="2" fill="${LINE}"/>`;
  // A state holds until the next is said; what is measured moves between two readings.
  const path = run
    .map(({ at, value }, index) =>
      index === 0 ? `M${x(at)} ${y(value)}` : states === undefined ? `L${x(at)} ${y(value)}` : `H${x(at)}V${y(value)}`,
    )
    .join("");
  return `<path d="${path}" fill="none" stroke="${LINE}" stroke-width="2" stroke-linejoin="round"/>`;
}

/** From the lowest to the highest of each span, so that a short excursion is not lost in a mean. */
function band(run: readonly ValuePoint[], { x, y }: Scale): string {
  const spans = run.filter(({ min, max }) => min !== undefined && max !== undefined && max > min);
  return spans
    .map(({ at, min = 0, max = 0 }) => `<path d="M${x(at)} ${y(min)}V${y(max)}" stroke="${LINE}" stroke-opacity="0.35" stroke-width="2"/>`)
    .join("");
}

function valueAxis({ unit, states }: Curve, { low, high, y }: Scale): string {
  const { values, digits } = states === undefined ? valueTicks(low, high, 5) : { values: [...states.keys()], digits: 0 };
  const ticks = values.map((value) => {
    const name = states?.[value] ?? "";
    const text = drawable(name) === "" ? value.toFixed(digits) : drawable(name);
    return (
      `<path d="M${PLOT.left} ${y(value)}H${PLOT.right}" stroke="${FAINT}"/>` +
      `<text x="${PLOT.left - 8}" y="${y(value) + 4}" text-anchor="end" fill="${INK}">${text}</text>`
    );
  });
  const frame = `<path d="M${PLOT.left} ${PLOT.top}V${PLOT.bottom}H${PLOT.right}" fill="none" stroke="${INK}"/>`;
  return `${ticks.join("")}${frame}<text x="${PLOT.left - 8}" y="${PLOT.top - 14}" text-anchor="end" fill="${INK}">${drawable(unit)}</text>`;
}

function timeAxis({ from, to }: Curve, timeZone: string, { x }: Scale): string {
  const ticks = timeTicks(from, to, timeZone, 8).map(
    ({ at, text }) =>
      `<path d="M${x(at)} ${PLOT.bottom}v5" stroke="${INK}"/>` +
      `<text x="${x(at)}" y="${PLOT.bottom + 19}" text-anchor="middle" fill="${INK}">${text}</text>`,
  );
  const timeOf = siteTime(timeZone);
  const { day, offset } = timeOf(to);
  const { day: firstDay } = timeOf(from);
  const days = firstDay === day ? day : `${firstDay} – ${day}`;
  const zone = `<text x="${PLOT.right}" y="${PLOT.bottom + 38}" text-anchor="end" fill="${INK}">${days} UTC${offset}</text>`;
  return ticks.join("") + zone;
}

function limitLine({ at, sign, priority, isOfAlarm }: CurveLimit, { y }: Scale): string {
  const { colour, dash } = LIMIT_STYLE[priority];
  const width = isOfAlarm ? 2 : 1;
  const weight = isOfAlarm ? ' font-weight="bold"' : "";
  return (
    `<path d="M${PLOT.left} ${y(at)}H${PLOT.right}" stroke="${colour}" stroke-width="${width}" stroke-dasharray="${dash}"/>` +
    `<text x="${PLOT.right + 6}" y="${y(at) + 4}" fill="${colour}"${weight}>${drawable(sign)} ${Number(at.toPrecision(LIMIT_DIGITS))}</text>`
  );
}
/** Digits of a limit that are written (chosen: more than anybody sets one by; without those a conversion of units leaves). */
const LIMIT_DIGITS = 6;

function momentMark({ moment }: Curve, timeZone: string, { x }: Scale): string {
  const at = x(moment);
  return (
    `<path d="M${at} ${PLOT.top}V${PLOT.bottom}" stroke="${INK}" stroke-dasharray="3 3"/>` +
    `<path d="M${at - 6} ${PLOT.top - 9}h12l-6 9z" fill="${INK}"/>` +
    `<text x="${at}" y="${PLOT.top - 14}" text-anchor="middle" fill="${INK}" font-weight="bold">${siteTime(timeZone)(moment).clock}</text>`
  );
}

const simulatedMark = (): string =>
  `<text x="${(PLOT.left + PLOT.right) / 2}" y="${(PLOT.top + PLOT.bottom) / 2 + 30}" text-anchor="middle" font-size="92" font-weight="bold" ` +
  `fill="${FAINT}" letter-spacing="12">TEST</text>`;

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** What of a word the font can draw: Latin, Greek, and signs such as ° and ³. Escaped. */
const drawable = (word: string): string =>
  word.replace(/[^\u0020-\u007e\u00a0-\u024f\u0370-\u03ff\u2000-\u22ff]/g, "").replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? "");
