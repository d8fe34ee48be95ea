import { err, ok, type Result } from "@labcanary/domain/basics";
import {
  DRAWING_ATTRIBUTES,
  type DrawingAttribute,
  type DrawingShape,
  type DrawingView,
  type PlanDrawing,
  SHAPE_KINDS,
  type ShapeKind,
} from "@labcanary/domain/site";
import { SaxesParser, type SaxesTagNS } from "saxes";
import { toneOf } from "./drawing-tone.ts";
import { READ_VALUE, readViewBox } from "./drawing-values.ts";

const SVG = "http://www.w3.org/2000/svg";
/** Chosen: a floor drawn by hand has some hundred shapes; one that a CAD program wrote and nobody thinned out is no plan to read at night. */
export const MOST_BYTES = 512 * 1024;
const MOST_SHAPES = 5000;
const DEEPEST = 32;

/** Elements that act, or bring in what is not in the file. A drawing with one of them is not taken: somebody meant it to do something. */
const ACTING: ReadonlySet<string> = new Set([
  "script",
  "foreignObject",
  "iframe",
  "object",
  "embed",
  "audio",
  "video",
  "handler",
  "listener",
  "animate",
  "animateMotion",
  "animateTransform",
  "set",
]);
/** What says nothing that is seen, so that nobody misses it. */
const UNSEEN: ReadonlySet<string> = new Set(["title", "desc", "metadata", "defs"]);

export interface ReadDrawing {
  readonly drawing: PlanDrawing;
  /** What was left out, each kind once. */
  readonly warnings: readonly string[];
}

/** Why a drawing is not taken, with the line it stands on. */
export interface DrawingFault {
  readonly line: number;
  readonly message: string;
}

/**
 * The shapes and words of an SVG. Only what is on the lists gets through, each value of its own closed form; what is not, and would be
 * seen, is told of. Not taken at all is what acts or refers outside, and what is no well-formed XML.
 */
export function readDrawing(text: string): Result<ReadDrawing, DrawingFault> {
  const reader = new DrawingReader();
  try {
    return ok(reader.read(text));
  } catch (error) {
    if (error instanceof NotTaken) return err({ line: reader.line, message: error.message });
    throw error;
  }
}

class NotTaken extends Error {}

interface OpenShape {
  readonly shape: Omit<DrawingShape, "shapes" | "words">;
  readonly shapes: DrawingShape[];
}

class DrawingReader {
  readonly #parser = new SaxesParser({ xmlns: true });
  /** By what they are about: a hundred shapes of one kind are one warning. */
  readonly #warnings = new Map<string, string>();
  readonly #open: OpenShape[] = [];
  #root: OpenShape | undefined;
  #view: DrawingView | undefined;
  #shapes = 0;
  /** How many elements deep inside one that is left out. */
  #leftOut = 0;

  /** Where the parser is. */
  get line(): number {
    return this.#parser.line;
  }

  read(text: string): ReadDrawing {
    const parser = this.#parser;
    parser.on("error", (error) => refuse(`it is not well-formed: ${error.message.replace(/^\d+:\d+: /, "")}`));
    parser.on("doctype", () => refuse("it has a DOCTYPE, which can hold entities; delete that line"));
    parser.on("processinginstruction", ({ target }) => refuse(`it has an instruction <?${target} …?>; delete it`));
    parser.on("opentag", (tag) => this.#take(tag));
    parser.on("closetag", () => this.#end());
    parser.on("text", (words) => this.#say(words));
    parser.write(text).close();
    if (this.#root === undefined || this.#view === undefined) throw new NotTaken("there is nothing in it");
    const { shape, shapes } = this.#root;
    const isBare = shape.fill === undefined && shape.stroke === undefined && Object.keys(shape.attributes).length === 0;
    return { drawing: { view: this.#view, shapes: isBare ? shapes : [{ ...shape, shapes }] }, warnings: [...this.#warnings.values()] };
  }

  #take(tag: SaxesTagNS): void {
    this.#refuseActing(tag);
    if (this.#root === undefined) {
      this.#begin(tag);
      return;
    }
    if (this.#leftOut > 0 || !this.#isShown(tag)) {
      this.#leftOut += 1;
      return;
    }
    if (++this.#shapes > MOST_SHAPES) refuse(`it has more than ${MOST_SHAPES} shapes; draw walls, doors and what one finds one's way by`);
    if (this.#open.length >= DEEPEST) refuse(`groups are more than ${DEEPEST} deep; ungroup them`);
    this.#open.push({ shape: this.#shapeOf(tag, tag.local as ShapeKind), shapes: [] });
  }

  #begin(tag: SaxesTagNS): void {
    if (tag.uri !== SVG || tag.local !== "svg") refuse(`it begins with <${tag.name}>, not with <svg xmlns="${SVG}">`);
    const value = (name: string): string => tag.attributes[name]?.value ?? "";
    const box =
      readViewBox(value("viewBox")) ?? readViewBox(`0 0 ${value("width").replace(/px$/, "")} ${value("height").replace(/px$/, "")}`);
    if (box === undefined) return refuse('it does not say how large it is; give <svg> a viewBox="0 0 WIDTH HEIGHT"');
    const [x, y, width, height] = box;
    this.#view = { x, y, width, height };
    const { fill, stroke } = this.#shapeOf(tag, "g");
    const colours = { ...(fill === undefined ? {} : { fill }), ...(stroke === undefined ? {} : { stroke }) };
    this.#root = { shape: { kind: "g", attributes: {}, ...colours }, shapes: [] };
    this.#open.push(this.#root);
  }

  #refuseActing(tag: SaxesTagNS): void {
    if (ACTING.has(tag.local)) refuse(`it has a <${tag.name}>; a drawing is of shapes and words alone, so delete it`);
    for (const { name, local, value } of Object.values(tag.attributes)) {
      if (/^on/i.test(local)) refuse(`<${tag.name}> has ${name}; delete what reacts to anything`);
      if (/^\s*(?:javascript|vbscript|data\s*:\s*(?!image\/))/i.test(value)) refuse(`${name} of <${tag.name}> runs something; delete it`);
      const refersOutside =
        (local === "href" || local === "src") && value !== "" && !value.startsWith("#") && !value.startsWith("data:image/");
      if (refersOutside) refuse(`<${tag.name}> refers to ${JSON.stringify(value.slice(0, 80))}; a drawing holds all that is in it`);
    }
  }

  /** Whether it is a shape, and one to be seen. */
  #isShown(tag: SaxesTagNS): boolean {
    if (tag.uri !== SVG || UNSEEN.has(tag.local)) return false;
    if (!SHAPE_KINDS.some((kind) => kind === tag.local)) {
      this.#warn(tag.local, `<${tag.local}> is left out`);
      return false;
    }
    const styles = stylesOf(tag);
    const said = (name: string): string | undefined => styles.get(name) ?? tag.attributes[name]?.value;
    return said("display") !== "none" && said("visibility") !== "hidden";
  }

  #shapeOf(tag: SaxesTagNS, kind: ShapeKind): OpenShape["shape"] {
    // What a style says counts more than an attribute (SVG 1.1, 6.4).
    const said = new Map([...Object.values(tag.attributes).map(({ name, value }) => [name, value] as const), ...stylesOf(tag)]);
    const attributes: Partial<Record<DrawingAttribute, string>> = {};
    for (const name of DRAWING_ATTRIBUTES) {
      const value = said.get(name);
      if (value === undefined) continue;
      const read = READ_VALUE[name](value);
      if (read === undefined)
        this.#warn(name, `${name}="${value.slice(0, 40)}" is left out: it is not in the drawing's units, or not of its form`);
      else attributes[name] = read;
    }
    for (const name of ["clip-path", "mask", "filter"]) {
      if (said.has(name) && said.get(name) !== "none") this.#warn(name, `${name} is left out`);
    }
    if (said.has("class")) this.#warn("class", "styles by class are left out; export with attributes or with styles at each shape");
    const [fill, stroke] = [this.#tone("fill", said.get("fill")), this.#tone("stroke", said.get("stroke"))];
    return { kind, attributes, ...(fill === undefined ? {} : { fill }), ...(stroke === undefined ? {} : { stroke }) };
  }

  #tone(name: string, colour: string | undefined): number | "none" | undefined {
    if (colour === undefined || colour === "inherit") return undefined;
    if (colour === "none" || colour === "transparent") return "none";
    const tone = toneOf(colour);
    if (tone === undefined) this.#warn(name, `${name}="${colour.slice(0, 40)}" is left out: it is no plain colour`);
    return tone ?? "none";
  }

  /** Words stand in text alone; those between shapes are line breaks. */
  #say(text: string): void {
    if (this.#leftOut > 0) return;
    const inside = this.#open.at(-1);
    const kind = inside?.shape.kind;
    if (inside === undefined || (kind !== "text" && kind !== "tspan")) return;
    const words = text.replaceAll(/\s+/g, " ");
    if (words.trim() !== "") inside.shapes.push({ kind: "tspan", attributes: {}, words });
  }

  #warn(about: string, message: string): void {
    if (!this.#warnings.has(about)) this.#warnings.set(about, message);
  }

  #end(): void {
    if (this.#leftOut > 0) {
      this.#leftOut -= 1;
      return;
    }
    const done = this.#open.pop();
    const around = this.#open.at(-1);
    if (done === undefined || around === undefined) return;
    const { shape, shapes } = done;
    const [only] = shapes;
    if (shapes.length === 1 && only?.words !== undefined && Object.keys(only.attributes).length === 0) {
      around.shapes.push({ ...shape, words: only.words });
    } else around.shapes.push(shapes.length === 0 ? shape : { ...shape, shapes });
  }
}

function refuse(message: string): never {
  throw new NotTaken(message);
}

/** What the style attribute says, by name. Nothing in it is kept but what the lists have, each checked as an attribute is. */
function stylesOf(tag: SaxesTagNS): ReadonlyMap<string, string> {
  const style = tag.attributes["style"]?.value ?? "";
  return new Map(
    style.split(";").flatMap((part) => {
      const colon = part.indexOf(":");
      return colon === -1 ? [] : [[part.slice(0, colon).trim(), part.slice(colon + 1).trim()] as const];
    }),
  );
}
