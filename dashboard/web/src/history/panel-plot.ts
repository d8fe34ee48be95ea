import uPlot from "uplot";
import { axisRange } from "../charts/chart-series.ts";
import type { Setpoint, Span } from "../signals/signal-chart.ts";
import { PRIORITIES } from "@labcanary/domain/rules";
import type { LineColumns, PlotLine } from "./plot-line.ts";
import { tickFormat } from "./time-axis.ts";
import type { Window } from "./zoom.ts";

/** What a panel shows. */
export interface PanelContent extends Window {
  readonly lines: readonly PlotLine[];
  /** The one that stands out; the others stand back. */
  readonly focus: string | undefined;
  readonly setpoints: readonly Setpoint[];
  readonly alarms: readonly Span[];
  /** When doors of the room were open. */
  readonly openings: readonly Window[];
  /** When other hardware took over, with the words beside it. */
  readonly replacements: readonly { readonly at: number; readonly text: string }[];
}
export interface PanelOptions {
  readonly locale: string;
  readonly timeZone: string;
  /** Width left of the lines, in CSS pixels: the same in all panels, so that a time stands at one place in all of them. */
  readonly axisWidth: number;
  readonly height: number;
  /** The lowest panel has the times. */
  readonly hasTimes: boolean;
  readonly formatTick: (value: number) => string;
  readonly stateCount: number | undefined;
}
export interface PanelPlot {
  show(content: PanelContent): void;
  resize(width: number): void;
  destroy(): void;
  readonly canvas: HTMLCanvasElement;
  readonly axisWidth: number;
}
/** Right of the lines: the figures at their ends. */
export const END_WIDTH = 26;
const TIMES_HEIGHT = 34;
/** A single reading that stands alone is a dot, and none of many is. */
const DOTS_UP_TO = 60;
const STATE_MARGIN = 0.5;

/** Draws lines of one axis; whoever holds it moves the pointer, for it shares that with the panels above and below. */
export function createPanelPlot(target: HTMLElement, lines: readonly PlotLine[], options: PanelOptions): PanelPlot {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const font = `12px ${colour("font")}`;
  const ratio = (): number => devicePixelRatio;
  let content: PanelContent = { from: 0, to: 1, lines, focus: undefined, setpoints: [], alarms: [], openings: [], replacements: [] };

  const isBack = ({ id }: PlotLine): boolean =>
    content.focus !== undefined && content.focus !== id.split("@")[0] && content.lines.some((line) => line.id === content.focus);
  const strokeOf = (line: PlotLine): string =>
    isBack(line) ? `color-mix(in srgb, ${colour(line.look.colour)} 35%, transparent)` : colour(line.look.colour);

  function shade(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const place = ({ from, to }: Window): readonly [number, number] => {
      const left = Math.max(bbox.left, plot.valToPos(from / 1000, "x", true));
      const right = Math.min(bbox.left + bbox.width, plot.valToPos(to / 1000, "x", true));
      return [left, Math.max(2, right - left)];
    };
    for (const span of content.alarms.toSorted((a, b) => PRIORITIES.indexOf(b.priority) - PRIORITIES.indexOf(a.priority))) {
      const [left, width] = place({ from: span.from, to: span.to ?? content.to });
      ctx.fillStyle = colour(`${span.priority}-tint`);
      ctx.fillRect(left, bbox.top, width, bbox.height);
      ctx.fillStyle = colour(span.priority);
      ctx.fillRect(left, bbox.top, width, 3 * ratio());
    }
    ctx.save();
    ctx.strokeStyle = colour("ink-soft");
    ctx.lineWidth = ratio();
    for (const opening of content.openings) {
      const [left, width] = place(opening);
      const top = bbox.top + bbox.height - 10 * ratio();
      ctx.beginPath();
      ctx.rect(left, top, width, 10 * ratio());
      ctx.stroke();
      ctx.save();
      ctx.clip();
      ctx.beginPath();
      for (let x = left - 10 * ratio(); x < left + width; x += 5 * ratio()) {
        ctx.moveTo(x, top + 10 * ratio());
        ctx.lineTo(x + 10 * ratio(), top);
      }
      ctx.stroke();
      ctx.restore();
    }
    ctx.restore();
  }

  function drawOver(plot: uPlot): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.font = `${12 * ratio()}px ${colour("font")}`;
    ctx.lineWidth = 1.5 * ratio();
    ctx.setLineDash([7 * ratio(), 5 * ratio()]);
    for (const { value, priority, text } of content.setpoints) {
      const y = plot.valToPos(value, "y", true);
      ctx.strokeStyle = colour(priority);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.fillStyle = colour("ink");
      ctx.textAlign = "left";
      ctx.textBaseline = "alphabetic";
      ctx.fillText(text, bbox.left + 6 * ratio(), y - 5 * ratio());
    }
    ctx.setLineDash([2 * ratio(), 3 * ratio()]);
    for (const replacement of content.replacements) drawReplacement(plot, replacement);
    ctx.setLineDash([]);
    for (const line of content.lines) drawMarks(plot, line);
    drawTags(plot);
    ctx.restore();
  }

  function drawReplacement(plot: uPlot, { at, text }: PanelContent["replacements"][number]): void {
    if (at < content.from || at > content.to) return;
    const { ctx, bbox } = plot;
    const x = plot.valToPos(at / 1000, "x", true);
    ctx.strokeStyle = colour("ink");
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    // On the side with room for it.
    const isLeft = x > bbox.left + bbox.width / 2;
    ctx.fillStyle = colour("ink");
    ctx.textAlign = isLeft ? "right" : "left";
    ctx.textBaseline = "top";
    ctx.fillText(text, x + (isLeft ? -5 : 5) * ratio(), bbox.top + 6 * ratio());
  }

  /** Readings that are not as good as others: a ring round each, filled where it only is simulated or in maintenance. */
  function drawMarks(plot: uPlot, line: PlotLine): void {
    const { ctx, bbox } = plot;
    ctx.lineWidth = 1.5 * ratio();
    for (const [index, mark] of line.columns.marks) {
      const at = line.columns.at[index];
      if (at === undefined || at < content.from || at > content.to) continue;
      const x = plot.valToPos(at / 1000, "x", true);
      const value = line.columns.mid[index];
      const y = value === null || value === undefined ? bbox.top + bbox.height - 4 * ratio() : plot.valToPos(value, "y", true);
      const size = 4 * ratio();
      ctx.strokeStyle = colour("ink");
      ctx.beginPath();
      if (mark === "bad" || mark === "no-value") {
        ctx.moveTo(x - size, y - size);
        ctx.lineTo(x + size, y + size);
        ctx.moveTo(x + size, y - size);
        ctx.lineTo(x - size, y + size);
      } else if (mark === "simulated" || mark === "maintenance") ctx.rect(x - size, y - size, 2 * size, 2 * size);
      else ctx.arc(x, y, size, 0, 2 * Math.PI);
      ctx.stroke();
    }
  }

  /** Each line's figure beside its end; those too near to one another make room. */
  function drawTags(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const places = content.lines
      .flatMap((line) => {
        const last = lastShown(line.columns, content);
        return last === undefined
          ? []
          : [{ line, y: Math.min(bbox.top + bbox.height, Math.max(bbox.top, plot.valToPos(last, "y", true))) }];
      })
      .sort((one, other) => one.y - other.y);
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    ctx.font = `700 ${12 * ratio()}px ${colour("font")}`;
    let above = Number.NEGATIVE_INFINITY;
    for (const { line, y } of places) {
      above = Math.max(y, above + 13 * ratio());
      ctx.fillStyle = strokeOf(line);
      ctx.fillText(line.look.tag, bbox.left + bbox.width + 5 * ratio(), above);
    }
  }

  const axis: uPlot.Axis = {
    stroke: colour("ink-soft"),
    font,
    grid: { stroke: colour("line"), width: 1 },
    ticks: { stroke: colour("line"), width: 1 },
  };
  const yRange = (): [number, number] => {
    if (options.stateCount !== undefined) return [-STATE_MARGIN, options.stateCount - STATE_MARGIN];
    return axisRange(
      shownExtremes(content.lines, content),
      content.setpoints.map(({ value }) => value),
    );
  };
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  for (const [place, line] of lines.entries()) {
    const first = 1 + place * 3;
    series.push(
      {
        stroke: () => strokeOf(content.lines[place] ?? line),
        width: line.isEarlier ? 1.25 : 1.75,
        ...(line.look.dash.length === 0 ? {} : { dash: [...line.look.dash] }),
        points: { show: (_plot, _series, from, to) => to - from < DOTS_UP_TO, size: 4, fill: () => strokeOf(content.lines[place] ?? line) },
        ...(options.stateCount === undefined || stepped === undefined ? {} : { paths: stepped }),
      },
      { stroke: "transparent", points: { show: false } },
      { stroke: "transparent", points: { show: false } },
    );
    bands.push({ series: [first + 2, first + 1], fill: `color-mix(in srgb, ${colour(line.look.colour)} 16%, transparent)` });
  }
  const plot = new uPlot(
    {
      width: Math.max(120, target.clientWidth),
      height: options.height + (options.hasTimes ? TIMES_HEIGHT : 0),
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), options.timeZone),
      legend: { show: false },
      cursor: { show: false },
      padding: [8, END_WIDTH, options.hasTimes ? 0 : 4, 0],
      scales: { x: { time: true, range: () => [content.from / 1000, content.to / 1000] }, y: { range: yRange } },
      axes: [
        {
          ...axis,
          space: 80,
          size: options.hasTimes ? TIMES_HEIGHT : 0,
          ticks: { ...axis.ticks, show: options.hasTimes },
          values: (_plot, ticks) => {
            const format = tickFormat(options.locale, options.timeZone, content.to - content.from);
            return ticks.map((tick) => (options.hasTimes ? format.format(tick * 1000) : ""));
          },
        },
        {
          ...axis,
          size: options.axisWidth,
          values: (_plot, ticks) => ticks.map((tick) => (tick === null ? "" : options.formatTick(tick))),
          ...(options.stateCount === undefined ? {} : { splits: Array.from({ length: options.stateCount }, (_, state) => state) }),
        },
      ],
      series,
      bands,
      hooks: { drawClear: [shade], draw: [drawOver] },
    },
    tableOf(lines),
    target,
  );

  return {
    show(next) {
      content = next;
      plot.setData(tableOf(next.lines), true);
    },
    resize: (width) => plot.setSize({ width: Math.max(120, width), height: plot.height }),
    destroy: () => plot.destroy(),
    canvas: plot.ctx.canvas,
    axisWidth: options.axisWidth,
  };
}

/** A break reaches to the readings on both sides, over times that only other lines have (modes of uPlot.join, of times and the three columns). */
const EXPAND_BREAKS: readonly uPlot.JoinNullMode[] = [1, 2, 2, 2];

/** One table with the times of all lines: where a line has none of its own it goes on, where it has a null it breaks. */
function tableOf(lines: readonly PlotLine[]): uPlot.AlignedData {
  const tables = lines.map(
    ({ columns: { at, mid, low, high } }) => [at.map((time) => time / 1000), mid, low, high] as unknown as uPlot.AlignedData,
  );
  const [only] = tables;
  return tables.length === 1 && only !== undefined
    ? only
    : uPlot.join(
        tables,
        tables.map(() => [...EXPAND_BREAKS]),
      );
}

/** Lowest and highest of what lies in the window. */
function shownExtremes(
  lines: readonly Pick<PlotLine, "columns">[],
  { from, to }: Window,
): { readonly min: number; readonly max: number } | undefined {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { columns } of lines) {
    for (const [index, at] of columns.at.entries()) {
      if (at < from || at > to) continue;
      for (const value of [columns.mid[index], columns.low[index], columns.high[index]]) {
        if (value === null || value === undefined) continue;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
  }
  return min <= max ? { min, max } : undefined;
}

function lastShown({ at, mid }: LineColumns, { from, to }: Window): number | undefined {
  for (let index = at.length - 1; index >= 0; index--) {
    const [time = 0, value] = [at[index], mid[index]];
    if (time < from) return undefined;
    if (time <= to && value !== null) return value;
  }
  return undefined;
}
