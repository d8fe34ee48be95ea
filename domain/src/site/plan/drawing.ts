/**
 * A drawing as plain data: shapes and words, nothing that acts, refers to anything or has a style of its own. It is made of an SVG by
 * whoever reads the site, and a browser builds it element by element: no markup of a site's ever reaches a parser there.
 */
export interface PlanDrawing {
  /** The part of the plane that is shown, in the drawing's units. */
  readonly view: DrawingView;
  readonly shapes: readonly DrawingShape[];
}

export interface DrawingView {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Elements a drawing may be made of; of SVG 1.1, chapters 5, 9 and 10. */
export const SHAPE_KINDS = ["g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"] as const;
export type ShapeKind = (typeof SHAPE_KINDS)[number];

/**
 * How dark something is drawn: 0 is the paper, 10 the ink. A drawing has no colours: on a console those say what is wrong, and paper and
 * ink change places in the dark.
 */
export type Tone = number;
export const DARKEST_TONE = 10;

export interface DrawingShape {
  readonly kind: ShapeKind;
  /** Numbers, lists of them, path data and transforms, each of its own closed form; names as in SVG. */
  readonly attributes: Readonly<Partial<Record<DrawingAttribute, string>>>;
  /** Absent: as the shape around it; "none": not at all. */
  readonly fill?: Tone | "none";
  readonly stroke?: Tone | "none";
  /** Of `text` and `tspan`. */
  readonly words?: string;
  readonly shapes?: readonly DrawingShape[];
}

export const DRAWING_ATTRIBUTES = [
  "d",
  "x",
  "y",
  "width",
  "height",
  "rx",
  "ry",
  "cx",
  "cy",
  "r",
  "x1",
  "y1",
  "x2",
  "y2",
  "dx",
  "dy",
  "points",
  "transform",
  "stroke-width",
  "stroke-linecap",
  "stroke-linejoin",
  "stroke-dasharray",
  "stroke-miterlimit",
  "fill-rule",
  "fill-opacity",
  "stroke-opacity",
  "opacity",
  "font-size",
  "font-weight",
  "text-anchor",
] as const;
export type DrawingAttribute = (typeof DRAWING_ATTRIBUTES)[number];
