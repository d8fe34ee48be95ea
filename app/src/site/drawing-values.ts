import type { DrawingAttribute } from "@labcanary/domain/site";

const NUMBER = String.raw`[-+]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:[eE][-+]?\d{1,2})?`;
const NUMBERS = String.raw`\s*(?:${NUMBER}(?:\s*,\s*|\s+|(?=[-+])))*(?:${NUMBER})\s*`;

/** A length in the drawing's units, or in px, which are the same (SVG 1.1, 7.10). Nothing in per cent: of what, depends on where it stands. */
const LENGTH = new RegExp(`^(${NUMBER})(?:px)?$`);
const LIST = new RegExp(`^${NUMBERS}$`);
/** Commands of SVG 1.1, 8.3, with numbers between. */
const PATH = /^[MmZzLlHhVvCcSsQqTtAa0-9eE+\-.,\s]+$/;
const TRANSFORM = new RegExp(String.raw`^\s*(?:(?:matrix|translate|scale|rotate|skewX|skewY)\s*\(${NUMBERS}\)[\s,]*)+$`);

const fits =
  (form: RegExp) =>
  (value: string): string | undefined =>
    form.test(value) ? value : undefined;
const length = (value: string): string | undefined => LENGTH.exec(value.trim())?.[1];
const oneOf =
  (...words: readonly string[]) =>
  (value: string): string | undefined =>
    words.includes(value.trim()) ? value.trim() : undefined;

/** Of each attribute a drawing may have: its value, or undefined where it has not the form the attribute takes. */
export const READ_VALUE: Readonly<Record<DrawingAttribute, (value: string) => string | undefined>> = {
  d: fits(PATH),
  x: length,
  y: length,
  width: length,
  height: length,
  rx: length,
  ry: length,
  cx: length,
  cy: length,
  r: length,
  x1: length,
  y1: length,
  x2: length,
  y2: length,
  dx: length,
  dy: length,
  points: fits(LIST),
  transform: fits(TRANSFORM),
  "stroke-width": length,
  "stroke-linecap": oneOf("butt", "round", "square"),
  "stroke-linejoin": oneOf("miter", "round", "bevel"),
  "stroke-dasharray": (value) => (value.trim() === "none" ? "none" : fits(LIST)(value)),
  "stroke-miterlimit": length,
  "fill-rule": oneOf("nonzero", "evenodd"),
  "fill-opacity": length,
  "stroke-opacity": length,
  opacity: length,
  "font-size": length,
  "font-weight": (value) => fits(/^(?:normal|bold|[1-9]00)$/)(value.trim()),
  "text-anchor": oneOf("start", "middle", "end"),
};

/** The four numbers of a viewBox; undefined where they are none, or show nothing. */
export function readViewBox(value: string): readonly [number, number, number, number] | undefined {
  if (!LIST.test(value)) return undefined;
  const numbers = value
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [x, y, width, height] = numbers;
  if (numbers.length !== 4 || x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
  return width > 0 && height > 0 ? [x, y, width, height] : undefined;
}
