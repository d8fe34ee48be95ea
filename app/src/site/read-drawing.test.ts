import { describe, expect, test } from "vitest";
import { readDrawing } from "./read-drawing.ts";

const svg = (inside: string, attributes = 'viewBox="0 0 100 60"'): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inside}</svg>`;
const taken = (text: string) => {
  const read = readDrawing(text);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
};
const shapesOf = (inside: string) => taken(svg(inside)).drawing.shapes;

describe("a drawing", () => {
  test("is shapes with what places and sizes them, and tones instead of colours", () => {
    const inside =
      '<g transform="translate(1,2) scale(2)"><rect x="1" y="2px" width="3" height="4" fill="#fff" stroke="black" stroke-width=".5"/></g>';
    expect(taken(svg(inside))).toEqual({
      drawing: {
        view: { x: 0, y: 0, width: 100, height: 60 },
        shapes: [
          {
            kind: "g",
            attributes: { transform: "translate(1,2) scale(2)" },
            shapes: [{ kind: "rect", attributes: { x: "1", y: "2", width: "3", height: "4", "stroke-width": ".5" }, fill: 0, stroke: 10 }],
          },
        ],
      },
      warnings: [],
    });
  });

  test("has its words, each where it stands", () => {
    expect(shapesOf('<text x="1" y="2" font-size="8">Room</text>')).toEqual([
      { kind: "text", attributes: { x: "1", y: "2", "font-size": "8" }, words: "Room" },
    ]);
    expect(shapesOf('<text>Gas <tspan dy="3">room</tspan></text>')).toEqual([
      {
        kind: "text",
        attributes: {},
        shapes: [
          { kind: "tspan", attributes: {}, words: "Gas " },
          { kind: "tspan", attributes: { dy: "3" }, words: "room" },
        ],
      },
    ]);
  });

  test("is read as Inkscape writes it: styles at each shape, hidden layers, its own elements", () => {
    const inkscape = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" width="100" height="60">
      <sodipodi:namedview id="n"><sodipodi:guide/></sodipodi:namedview><metadata><x xmlns="urn:x">hidden</x></metadata>
      <g style="display:none"><path d="M0 0H9"/></g>
      <path id="wall" style="fill:none;stroke:#505050;stroke-width:9;-inkscape-stroke:none" d="M 0,0 H 10 Z"/></svg>`;
    expect(taken(inkscape)).toEqual({
      drawing: {
        view: { x: 0, y: 0, width: 100, height: 60 },
        shapes: [{ kind: "path", attributes: { d: "M 0,0 H 10 Z", "stroke-width": "9" }, fill: "none", stroke: 7 }],
      },
      warnings: [],
    });
  });

  test("has what the whole of it is drawn with around all of it", () => {
    expect(taken(svg("<path/>", 'viewBox="0 0 9 9" fill="none" stroke="#000"')).drawing.shapes).toEqual([
      { kind: "g", attributes: {}, fill: "none", stroke: 10, shapes: [{ kind: "path", attributes: {} }] },
    ]);
  });

  test.each([
    ["#ffffff", 0],
    ["#fff", 0],
    ["white", 0],
    ["#000", 10],
    ["currentColor", 10],
    ["#808080", 5],
    ["rgb(128, 128, 128)", 5],
    ["red", 5],
    ["none", "none"],
  ] as const)("%s is the tone %s", (colour, tone) => {
    expect(shapesOf(`<path fill="${colour}"/>`)[0]?.fill).toBe(tone);
  });
});

describe("left out, and told of, is", () => {
  test.each([
    { inside: '<image href="data:image/png;base64,AA=="/>', says: "<image> is left out" },
    { inside: '<use href="#a"/>', says: "<use> is left out" },
    { inside: "<style>path { fill: url(https://example.org) }</style>", says: "<style> is left out" },
    { inside: '<path fill="url(#gradient)"/>', says: "fill=" },
    { inside: '<rect width="100%" height="1"/>', says: "width=" },
    { inside: '<path d="M0 0 url(x)"/>', says: "d=" },
    { inside: '<path transform="rotate(1) url(x)"/>', says: "transform=" },
    { inside: '<path class="wall"/>', says: "styles by class" },
    { inside: '<path style="filter:url(#a)"/>', says: "filter is left out" },
  ])("$inside", ({ inside, says }) => {
    const { drawing, warnings } = taken(svg(inside));
    expect(warnings).toEqual([expect.stringContaining(says)]);
    expect(JSON.stringify(drawing)).not.toMatch(/url|href|100%|wall/);
  });

  test("a hundred of one kind are one warning", () => {
    expect(taken(svg('<use href="#a"/>'.repeat(100))).warnings).toHaveLength(1);
  });
});

describe("not taken is", () => {
  test.each([
    { text: svg("<script>alert(1)</script>"), says: "<script>" },
    { text: svg('<g xmlns:h="http://www.w3.org/1999/xhtml"><h:script>alert(1)</h:script></g>'), says: "<h:script>" },
    { text: svg("<defs><script/></defs>"), says: "<script>" },
    { text: svg("<foreignObject><p/></foreignObject>"), says: "<foreignObject>" },
    { text: svg('<animate attributeName="href" to="javascript:alert(1)"/>'), says: "<animate>" },
    { text: svg('<path onclick="alert(1)"/>'), says: "onclick" },
    { text: svg('<metadata><path OnLoad="alert(1)"/></metadata>'), says: "OnLoad" },
    { text: svg("", 'viewBox="0 0 1 1" onload="alert(1)"'), says: "onload" },
    { text: svg('<a href="https://example.org"><path/></a>'), says: "example.org" },
    { text: svg('<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="other.svg#a"/>'), says: "other.svg" },
    { text: svg('<a href=" javascript:alert(1)"><path/></a>'), says: "runs something" },
    { text: `<!DOCTYPE svg [<!ENTITY a "aaaa">]>${svg("<text>&a;</text>")}`, says: "DOCTYPE" },
    { text: `<?xml-stylesheet href="https://example.org/x.css"?>${svg("")}`, says: "xml-stylesheet" },
    { text: svg("<text>&other;</text>"), says: "not well-formed" },
    { text: svg("<g>"), says: "not well-formed" },
    { text: "not a drawing", says: "not well-formed" },
    { text: "", says: "not well-formed" },
    { text: '<html xmlns="http://www.w3.org/1999/xhtml"/>', says: "begins with <html>" },
    { text: '<svg viewBox="0 0 1 1"/>', says: "begins with <svg>" },
    { text: svg("", ""), says: "how large" },
    { text: svg("", 'viewBox="0 0 0 10"'), says: "how large" },
    { text: svg("<path/>".repeat(5001)), says: "5000 shapes" },
    { text: svg("<g>".repeat(40) + "</g>".repeat(40)), says: "32 deep" },
  ])("what has $says", ({ text, says }) => {
    const read = readDrawing(text);
    expect(read.ok ? "taken" : read.error.message).toContain(says);
  });

  test("told of by its line", () => {
    expect(readDrawing(`${svg("\n\n<path onclick='x'/>")}`)).toMatchObject({ ok: false, error: { line: 3 } });
  });
});
