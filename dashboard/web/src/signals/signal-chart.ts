import { PRIORITIES, type Priority } from "@labcanary/domain/rules";
import uPlot from "uplot";
import { axisRange, type Columns, extremesOf } from "../charts/chart-series.ts";

export interface Setpoint {
  readonly value: number;
  readonly priority: Priority;
  readonly text: string;
}
export interface Span {
  readonly from: number;
  /** Undefined while it lasts. */
  readonly to: number | undefined;
  readonly priority: Priority;
  readonly code: string;
}
export interface ChartContent {
  readonly from: number;
  readonly to: number;
  readonly columns: Columns;
  readonly setpoints: readonly Setpoint[];
  readonly spans: readonly Span[];
  /** Readings to be pointed out, with a ring each. */
  readonly marks?: readonly { readonly at: number; readonly value: number }[];
}
export interface ChartOptions {
  readonly locale: string;
  /** IANA name: whose clocks the axis goes by. */
  readonly timeZone: string;
  readonly label: string;
  readonly formatValue: (value: number) => string;
  /** A discrete signal: drawn in steps, with one tick for each of this many states. */
  readonly stateCount?: number;
  readonly onZoom: (from: number, to: number) => void;
  /** A time was pointed at, without dragging. */
  readonly onPick: (at: number) => void;
}
export interface SignalChart {
  show(content: ChartContent): void;
  resize(): void;
  destroy(): void;
}

const HEIGHT_MIN = 180;
/** Of the ring about a reading that is pointed out, in px. */
const MARK_RADIUS = 4;
/** A discrete axis shows half a step below the first state and above the last. */
const STATE_MARGIN = 0.5;

/** Draws one signal into an element: alarm spans shaded behind, set-points as dashed lines with their words, the readings on top. */
export function createSignalChart(target: HTMLElement, options: ChartOptions): SignalChart {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const font = `12px ${colour("font")}`;
  const ink = colour("ink");
  let content: ChartContent = { from: 0, to: 1, columns: [[], [], [], []], setpoints: [], spans: [] };
  const size = () => ({ width: target.clientWidth, height: Math.max(HEIGHT_MIN, target.clientHeight) });

  function shadeSpans(plot: uPlot): void {
    const { ctx, bbox } = plot;
    // The gravest last, so that it is not hidden by a lesser one.
    const gravestLast = content.spans.toSorted((a, b) => PRIORITIES.indexOf(b.priority) - PRIORITIES.indexOf(a.priority));
    for (const span of gravestLast) {
      const left = Math.max(bbox.left, plot.valToPos(span.from / 1000, "x", true));
      const right = Math.min(bbox.left + bbox.width, plot.valToPos((span.to ?? content.to) / 1000, "x", true));
      const width = Math.max(2, right - left);
      ctx.fillStyle = colour(`${span.priority}-tint`);
      ctx.fillRect(left, bbox.top, width, bbox.height);
      ctx.fillStyle = colour(span.priority);
      ctx.fillRect(left, bbox.top, width, 4 * devicePixelRatio);
    }
  }

  function drawSetpoints(plot: uPlot): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.font = `${12 * devicePixelRatio}px ${colour("font")}`;
    ctx.textAlign = "left";
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash([7 * devicePixelRatio, 5 * devicePixelRatio]);
    for (const setpoint of content.setpoints) {
      const y = plot.valToPos(setpoint.value, "y", true);
      ctx.strokeStyle = colour(setpoint.priority);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.fillStyle = ink;
      ctx.fillText(setpoint.text, bbox.left + 6 * devicePixelRatio, y - 5 * devicePixelRatio);
    }
    ctx.restore();
  }

  function drawMarks(plot: uPlot): void {
    const { ctx } = plot;
    ctx.save();
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.strokeStyle = ink;
    ctx.fillStyle = colour("surface");
    for (const { at, value } of content.marks ?? []) {
      if (at < content.from || at > content.to) continue;
      ctx.beginPath();
      ctx.arc(plot.valToPos(at / 1000, "x", true), plot.valToPos(value, "y", true), MARK_RADIUS * devicePixelRatio, 0, 2 * Math.PI);
      ctx.fill();
      ctx.stroke();
    }
    ctx.restore();
  }

  const axis: uPlot.Axis = {
    stroke: colour("ink-soft"),
    font,
    grid: { stroke: colour("line"), width: 1 },
    ticks: { stroke: colour("line"), width: 1 },
  };
  const clock = new Intl.DateTimeFormat(options.locale, {
    timeZone: options.timeZone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const calendar = new Intl.DateTimeFormat(options.locale, {
    timeZone: options.timeZone,
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  /** Days are named where the range holds more than one. */
  const timeText = (seconds: number): string => (content.to - content.from > 86_400_000 ? calendar : clock).format(seconds * 1000);
  const yRange = (): [number, number] =>
    options.stateCount === undefined
      ? axisRange(
          extremesOf(content.columns),
          content.setpoints.map(({ value }) => value),
        )
      : [-STATE_MARGIN, options.stateCount - STATE_MARGIN];

  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const edge: uPlot.Series = {
    stroke: "transparent",
    points: { show: false },
    value: (_plot, value) => (value === null ? "—" : options.formatValue(value)),
  };
  const plot = new uPlot(
    {
      ...size(),
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), options.timeZone),
      legend: { show: false },
      cursor: { drag: { x: true, y: false }, points: { size: 7 } },
      scales: { x: { time: true, range: () => [content.from / 1000, content.to / 1000] }, y: { range: yRange } },
      axes: [
        { ...axis, space: 110, values: (_plot, ticks) => ticks.map(timeText) },
        {
          ...axis,
          size: 76,
          values: (_plot, ticks) => ticks.map((tick) => (tick === null ? "" : options.formatValue(tick))),
          ...(options.stateCount === undefined ? {} : { splits: Array.from({ length: options.stateCount }, (_, state) => state) }),
        },
      ],
      series: [
        {},
        {
          label: options.label,
          stroke: ink,
          width: 1.75,
          points: { show: false },
          value: (_plot, value) => (value === null ? "—" : options.formatValue(value)),
          ...(options.stateCount === undefined || stepped === undefined ? {} : { paths: stepped }),
        },
        edge,
        edge,
      ],
      bands: [{ series: [3, 2], fill: `color-mix(in srgb, ${ink} 16%, transparent)` }],
      hooks: {
        // After a drag uPlot keeps the click to itself.
        init: [(chart) => chart.over.addEventListener("click", () => options.onPick(chart.posToVal(chart.cursor.left ?? 0, "x") * 1000))],
        drawClear: [shadeSpans],
        draw: [drawSetpoints, drawMarks],
        setSelect: [
          (chart) => {
            const { left, width } = chart.select;
            if (width < 8) return;
            options.onZoom(chart.posToVal(left, "x") * 1000, chart.posToVal(left + width, "x") * 1000);
            chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
      },
    },
    content.columns,
    target,
  );

  return {
    show(next) {
      content = next;
      plot.setData(next.columns, true);
    },
    resize: () => plot.setSize(size()),
    destroy: () => plot.destroy(),
  };
}
