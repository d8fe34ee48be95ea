import type { CurveBlock, CurvePoint } from "@labcanary/domain/document";
import type { EpochMs } from "@labcanary/domain/basics";
import { INK, lineHeight, RULE, type Sheet } from "../sheet.ts";
import { thinned } from "./thinning.ts";
import { printLines } from "./text.ts";
import { timeTicks, valueTicks } from "./ticks.ts";

const SIZE = 8.5;
const SMALL = 7;
const HEIGHT = 190;
/** Room for numbers left of it, for the letters of limits right of it, for clocks below it, for the numbers of marks above it. */
const AXIS = { left: 34, right: 14, below: 24, above: 30 };
/** Marks closer than this are numbered in rows of their own, three of them. */
const MARK_WIDTH = 11;
const MARK_ROWS = 3;
const MARK_HEIGHT = 9;
const KEY_WIDTH = 26;
/** Told apart by their dashes, not by colour alone: it is printed in black as well. */
const LINES = [
  { colour: "#0b3d91", dash: [] },
  { colour: "#8a3b00", dash: [5, 2] },
  { colour: "#2f6b2f", dash: [1, 2] },
  { colour: "#6b2f6b", dash: [7, 2, 1, 2] },
] as const;
const LIMIT = { colour: "#b00020", dash: [4, 3] };
const SHADES = ["#c9d9ee", "#eedfc0", "#d9e8d4", "#e6d4e8"] as const;
const NO_SHADE = "#eeeeee";

type Place = {
  readonly x: (at: EpochMs) => number;
  readonly y: (value: number) => number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
};

/** Drawn on one page, with what each line, letter, number and shade means below it. */
export function printCurve(sheet: Sheet, block: CurveBlock): void {
  const title = sheet.lines(block.title, { size: SIZE, width: sheet.width, strong: true });
  const needed = AXIS.above + HEIGHT + AXIS.below + Math.min(title.length, 8) * lineHeight(SIZE);
  if (sheet.room() < needed) sheet.nextPage();
  printLines(sheet, title, { size: SIZE, x: sheet.left });
  if (sheet.room() < AXIS.above + HEIGHT + AXIS.below) sheet.nextPage();
  const ticks = valueTicks(...scale(block), 6);
  const place = placeOf(sheet, block);
  drawSpans(sheet, block, place);
  drawAxes(sheet, block, { place, ticks });
  drawLimits(sheet, block, place);
  sheet.pdf.save().rect(place.left, place.top, place.width, HEIGHT).clip();
  block.lines.forEach(({ stretches }, index) => {
    for (const stretch of stretches) drawStretch(sheet, stretch, { place, style: LINES[index % LINES.length] ?? LINES[0] });
  });
  sheet.pdf.restore();
  drawMarks(sheet, block, place);
  sheet.y = place.top + HEIGHT + AXIS.below;
  printKey(sheet, block);
  sheet.y += 8;
}

/** From the lowest to the highest of readings and limits, with air. */
function scale({ lines, limits }: CurveBlock): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  const take = (value: number): void => {
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const { stretches } of lines) for (const stretch of stretches) for (const { value } of stretch) take(value);
  for (const { value } of limits) take(value);
  if (low > high) return [0, 1];
  const air = (high - low) * 0.08 || 1;
  return [low - air, high + air];
}

function placeOf(sheet: Sheet, block: CurveBlock): Place {
  const [low, high] = scale(block);
  const left = sheet.left + AXIS.left;
  const top = sheet.y + AXIS.above;
  const width = sheet.width - AXIS.left - AXIS.right;
  const duration = Math.max(block.to - block.from, 1);
  return {
    left,
    top,
    width,
    x: (at) => left + (Math.min(Math.max(at - block.from, 0), duration) / duration) * width,
    y: (value) => top + HEIGHT - ((value - low) / (high - low)) * HEIGHT,
  };
}

function drawAxes(sheet: Sheet, block: CurveBlock, { place, ticks }: { place: Place; ticks: ReturnType<typeof valueTicks> }): void {
  const { pdf } = sheet;
  for (const value of ticks.values) {
    const y = place.y(value);
    pdf
      .moveTo(place.left, y)
      .lineTo(place.left + place.width, y)
      .lineWidth(0.3)
      .stroke(RULE);
    drawSmall(sheet, value.toFixed(ticks.digits), { x: place.left - 4, y: y - lineHeight(SMALL) / 2, align: "end" });
  }
  drawSmall(sheet, block.unit, { x: place.left - 4, y: place.top - lineHeight(SMALL) - 4, align: "end" });
  for (const { at, clock, day } of timeTicks(block.from, block.to, block.timeZone, 9)) {
    const x = place.x(at);
    pdf
      .moveTo(x, place.top + HEIGHT)
      .lineTo(x, place.top + HEIGHT + 3)
      .lineWidth(0.5)
      .stroke(INK);
    drawSmall(sheet, clock, { x, y: place.top + HEIGHT + 3, align: "middle" });
    if (day !== undefined) drawSmall(sheet, day, { x, y: place.top + HEIGHT + 12, align: "middle" });
  }
  pdf.rect(place.left, place.top, place.width, HEIGHT).lineWidth(0.6).stroke(INK);
}

function drawSpans(sheet: Sheet, { spans, gaps }: CurveBlock, place: Place): void {
  const labels = labelsOf(spans);
  for (const { from, to, label } of spans) {
    const shade = SHADES[labels.indexOf(label) % SHADES.length] ?? NO_SHADE;
    sheet.pdf.rect(place.x(from), place.top, Math.max(place.x(to) - place.x(from), 0.7), HEIGHT).fill(shade);
  }
  for (const { from, to } of gaps.spans) {
    hatch(sheet, { x: place.x(from), y: place.top, width: Math.max(place.x(to) - place.x(from), 0.7), height: HEIGHT });
  }
}

function hatch({ pdf }: Sheet, { x, y, width, height }: { x: number; y: number; width: number; height: number }): void {
  pdf.save().rect(x, y, width, height).clip();
  pdf.rect(x, y, width, height).fill(NO_SHADE);
  for (let from = x - height; from < x + width; from += 5) pdf.moveTo(from, y + height).lineTo(from + height, y);
  pdf.lineWidth(0.4).stroke("#777777").restore();
}

function drawLimits(sheet: Sheet, { limits }: CurveBlock, place: Place): void {
  const letters = limits
    .map(({ value }, index) => ({ y: place.y(value) - lineHeight(SMALL) / 2, letter: letterOf(index) }))
    .toSorted((one, other) => one.y - other.y);
  for (const { value } of limits) drawDashed(sheet, { from: place.left, to: place.left + place.width, y: place.y(value) });
  let free = -Infinity;
  for (const { y, letter } of letters) {
    const at = Math.max(y, free);
    drawSmall(sheet, letter, { x: place.left + place.width + 4, y: at, align: "start" });
    free = at + SMALL;
  }
}

function drawDashed({ pdf }: Sheet, { from, to, y }: { from: number; to: number; y: number }): void {
  pdf.save().dash(LIMIT.dash[0] ?? 1, { space: LIMIT.dash[1] ?? 1 });
  pdf.moveTo(from, y).lineTo(to, y).lineWidth(0.8).stroke(LIMIT.colour);
  pdf.restore();
}

/** A reading between two gaps has no line to lie on, and is a dot. */
function drawStretch(
  { pdf }: Sheet,
  stretch: readonly CurvePoint[],
  { place, style }: { place: Place; style: (typeof LINES)[number] },
): void {
  const points = thinned(stretch.map(({ at, value }) => ({ x: place.x(at), y: place.y(value) })));
  const [first, ...others] = points;
  if (first === undefined) return;
  if (others.length === 0) {
    pdf.circle(first.x, first.y, 1.2).fill(style.colour);
    return;
  }
  pdf.save();
  if (style.dash.length > 0) pdf.dash(style.dash[0] ?? 1, { space: style.dash[1] ?? 1 });
  pdf.moveTo(first.x, first.y);
  for (const { x, y } of others) pdf.lineTo(x, y);
  pdf.lineWidth(1).lineJoin("round").stroke(style.colour).restore();
}

/** The numbers last, each on white: the lines of those behind would cross them. */
function drawMarks(sheet: Sheet, { marks }: CurveBlock, place: Place): void {
  const { pdf } = sheet;
  const ends = Array.from({ length: MARK_ROWS }, () => -Infinity);
  const numbers = marks.map(({ at }, index) => {
    const x = place.x(at);
    const free = ends.findIndex((end) => end <= x);
    const row = free === -1 ? ends.indexOf(Math.min(...ends)) : free;
    ends[row] = x + MARK_WIDTH;
    return { number: String(index + 1), x, y: place.top - (row + 1) * MARK_HEIGHT };
  });
  for (const { x, y } of numbers) {
    pdf.save().dash(1, { space: 1.5 });
    pdf
      .moveTo(x, y + MARK_HEIGHT)
      .lineTo(x, place.top + HEIGHT)
      .lineWidth(0.5)
      .stroke(INK);
    pdf.restore();
  }
  for (const { number, x, y } of numbers) {
    pdf.rect(x - 2 * number.length - 1, y, 4 * number.length + 2, MARK_HEIGHT - 1).fill("#ffffff");
    drawSmall(sheet, number, { x, y: y - 1, align: "middle" });
  }
}

function printKey(sheet: Sheet, block: CurveBlock): void {
  const { pdf, left } = sheet;
  const entry = (words: string, drawKey: (y: number) => void): void => {
    const lines = sheet.lines(words, { size: SMALL, width: sheet.width - KEY_WIDTH });
    if (sheet.room() < lineHeight(SMALL)) sheet.nextPage();
    drawKey(sheet.y);
    printLines(sheet, lines, { size: SMALL, x: left + KEY_WIDTH });
  };
  const middle = lineHeight(SMALL) / 2;
  block.lines.forEach(({ label }, index) => {
    entry(label, (y) => {
      drawStretch(
        sheet,
        [
          { at: 0 as EpochMs, value: 0 },
          { at: 1 as EpochMs, value: 0 },
        ],
        {
          place: { left, top: y, width: KEY_WIDTH - 6, x: (at) => left + at * (KEY_WIDTH - 6), y: () => y + middle },
          style: LINES[index % LINES.length] ?? LINES[0],
        },
      );
    });
  });
  block.limits.forEach(({ label }, index) => {
    entry(`${letterOf(index)}  ${label}`, (y) => drawDashed(sheet, { from: left, to: left + KEY_WIDTH - 6, y: y + middle }));
  });
  labelsOf(block.spans).forEach((label, index) => {
    entry(label, (y) => pdf.rect(left, y + 2, KEY_WIDTH - 6, lineHeight(SMALL) - 4).fill(SHADES[index % SHADES.length] ?? NO_SHADE));
  });
  if (block.gaps.spans.length > 0) {
    entry(block.gaps.label, (y) => hatch(sheet, { x: left, y: y + 2, width: KEY_WIDTH - 6, height: lineHeight(SMALL) - 4 }));
  }
  block.marks.forEach(({ label }, index) => {
    entry(label, (y) => drawSmall(sheet, String(index + 1), { x: left + (KEY_WIDTH - 6) / 2, y, align: "middle" }));
  });
}

const labelsOf = (spans: CurveBlock["spans"]): readonly string[] => [...new Set(spans.map(({ label }) => label))];
const letterOf = (index: number): string => (index < 26 ? String.fromCodePoint(65 + index) : `A${index - 25}`);

function drawSmall(sheet: Sheet, text: string, { x, y, align }: { x: number; y: number; align: "start" | "middle" | "end" }): void {
  const [line] = sheet.lines(text, { size: SMALL, width: Infinity });
  if (line === undefined) return;
  const before = { start: 0, middle: line.width / 2, end: line.width }[align];
  sheet.draw(line, { x: x - before, y, size: SMALL });
}
