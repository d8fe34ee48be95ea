import { PRIORITIES, type Priority } from "@labcanary/domain/rules";
import type { LineLook } from "./line-look.ts";
import type { Window } from "./zoom.ts";

/** What goes into the picture of a chart, besides the lines themselves. */
export interface PictureContent {
  readonly title: string;
  /** From, to and whose clocks they are told by. */
  readonly span: string;
  readonly legend: readonly { readonly look: LineLook; readonly text: string }[];
  /** Drawings of the panels, from the top, with their titles. */
  readonly panels: readonly { readonly title: string; readonly canvas: HTMLCanvasElement }[];
  readonly window: Window;
  readonly axisWidth: number;
  readonly endWidth: number;
  readonly alarms: readonly { readonly from: number; readonly to: number; readonly priority: Priority }[];
  readonly doors: readonly { readonly name: string; readonly openings: readonly Window[] }[];
  readonly alarmsWord: string;
}

const MARGIN = 16;
const LINE = 20;
const TRACK = 24;

/** The chart as a picture that can be understood without the page it was on. */
export function drawPicture(content: PictureContent): Promise<Blob> {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const ratio = devicePixelRatio;
  const width = Math.max(...content.panels.map(({ canvas }) => canvas.width / ratio)) + 2 * MARGIN;
  const tracks = (content.alarms.length > 0 ? 1 : 0) + content.doors.length;
  const panelsHeight = content.panels.reduce((sum, { canvas }) => sum + LINE + canvas.height / ratio, 0);
  const height = 2 * MARGIN + 2.4 * LINE + panelsHeight + tracks * TRACK + (content.legend.length + 0.5) * LINE;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.ceil(width * ratio), Math.ceil(height * ratio)];
  const context = canvas.getContext("2d");
  if (context === null) return Promise.reject(new Error("this browser has no canvas"));
  context.scale(ratio, ratio);
  context.fillStyle = colour("surface");
  context.fillRect(0, 0, width, height);

  const write = (text: string, x: number, y: number, font: string, ink = "ink"): void => {
    context.font = `${font} ${colour("font")}`;
    context.fillStyle = colour(ink);
    context.fillText(text, x, y, width - x - MARGIN);
  };
  let y = MARGIN + 14;
  write(content.title, MARGIN, y, "700 17px");
  y += LINE;
  write(content.span, MARGIN, y, "13px", "ink-soft");
  y += LINE * 0.7;
  for (const { title, canvas: drawn } of content.panels) {
    write(title, MARGIN, y + 13, "12px", "ink-soft");
    y += LINE;
    context.drawImage(drawn, MARGIN, y, drawn.width / ratio, drawn.height / ratio);
    y += drawn.height / ratio;
  }
  const left = MARGIN + content.axisWidth;
  const trackWidth = width - MARGIN - content.endWidth - left;
  const share = (at: number): number => Math.min(1, Math.max(0, (at - content.window.from) / (content.window.to - content.window.from)));
  const bar = ({ from, to }: Window): readonly [number, number] => [
    left + share(from) * trackWidth,
    Math.max(3, (share(to) - share(from)) * trackWidth),
  ];
  if (content.alarms.length > 0) {
    write(content.alarmsWord, MARGIN, y + 16, "12px", "ink-soft");
    for (const alarm of content.alarms) {
      const [x, long] = bar(alarm);
      context.fillStyle = colour(alarm.priority);
      context.fillRect(x, y + 3, Math.max(12, long), TRACK - 6);
      write(String(PRIORITIES.indexOf(alarm.priority) + 1), x + 2, y + 16, "700 12px", `${alarm.priority}-ink`);
    }
    y += TRACK;
  }
  for (const { name, openings } of content.doors) {
    context.font = `12px ${colour("font")}`;
    context.fillStyle = colour("ink-soft");
    context.fillText(name, MARGIN, y + 16, content.axisWidth - 4);
    for (const opening of openings) {
      const [x, long] = bar(opening);
      context.fillRect(x, y + 6, long, TRACK - 12);
    }
    y += TRACK;
  }
  y += LINE * 0.5;
  for (const { look, text } of content.legend) {
    context.strokeStyle = colour(look.colour);
    context.lineWidth = 2.5;
    context.setLineDash([...look.dash]);
    context.beginPath();
    context.moveTo(MARGIN, y + 9);
    context.lineTo(MARGIN + 34, y + 9);
    context.stroke();
    context.setLineDash([]);
    write(look.tag, MARGIN + 42, y + 13, "700 12px", look.colour);
    write(text, MARGIN + 64, y + 13, "13px");
    y += LINE;
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error("the browser made no picture")) : resolve(blob)), "image/png");
  });
}
