import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { expect } from "vitest";
import { type PrintedPage, type PrintedPdf, type PrintedText, readPdf } from "./printed-pdf.ts";

/** In points: a page is 595.28 wide, 841.89 high, with 48 beside. */
const LEFT = 47.9;
const RIGHT = 547.4;
const BOTTOM = 30;
const TOP = 800;
/** Of the foot: the title, the hash and the number of the page stand below it. */
const FOOT = 60;
/** A page with fewer lines than this holds what was left over (chosen). */
const FEWEST_LINES = 2;
/** Letters of two lines one above the other may touch by as much. */
const TOUCH = 1;
/** Darker than this is ink, of 255. */
const INK = 200;
const LEAST_INK = 500;

/**
 * Reads a paper as somebody would look at it: each page is drawn, has something on it and nothing beyond its margins, no text lies over
 * another, and no character was printed by its code for want of a glyph. With LABCANARY_PAPERS=FOLDER its pages are kept there as `NAME-1.png`.
 */
export async function readWholePaper(name: string, bytes: Uint8Array): Promise<PrintedPdf> {
  const pdf = await readPdf(bytes);
  const pages = pdf.pages.map(({ texts }) => texts.filter(({ text }) => text.trim() !== ""));
  expect(pages.flat().filter(({ x, y, width }) => x < LEFT || x + width > RIGHT || y < BOTTOM || y > TOP)).toEqual([]);
  expect(pages.flatMap(overlaps)).toEqual([]);
  expect(pages.map((texts) => texts.filter(({ y }) => y > FOOT).length).filter((lines) => lines < FEWEST_LINES)).toEqual([]);
  expect(pdf.said).not.toMatch(/\[U\+[0-9A-F]{4,6}\]|\ufffd|undefined|\bNaN\b|\[object/);
  const pictures = await pdf.pictures(1);
  expect(pictures.map(inkOf).filter(({ ink, beyond }) => ink < LEAST_INK || beyond > 0)).toEqual([]);
  const kept = process.env["LABCANARY_PAPERS"];
  if (kept !== undefined) {
    mkdirSync(kept, { recursive: true });
    for (const [place, picture] of (await pdf.pictures(1.3)).entries()) writeFileSync(join(kept, `${name}-${place + 1}.png`), picture);
  }
  return pdf;
}

/** Pairs of texts of one line of which one begins before the other has ended. */
function overlaps(texts: PrintedPage["texts"]): readonly string[] {
  const lines = Map.groupBy(texts, ({ y }) => Math.round(y * 2));
  return [...lines.values()].flatMap((line) => {
    const sorted = line.toSorted((a, b) => a.x - b.x);
    return sorted.flatMap((text, place): readonly string[] => {
      const next: PrintedText | undefined = sorted[place + 1];
      return next !== undefined && text.x + text.width > next.x + TOUCH ? [`${text.text} | ${next.text}`] : [];
    });
  });
}

function inkOf(picture: Buffer): { readonly ink: number; readonly beyond: number } {
  const { width, height, data } = PNG.sync.read(picture);
  let [ink, beyond] = [0, 0];
  for (let at = 0; at < width * height; at++) {
    if ((data[at * 4] ?? INK) >= INK) continue;
    ink += 1;
    const column = at % width;
    if (column < LEFT - 2 || column > RIGHT + 2) beyond += 1;
  }
  return { ink, beyond };
}
