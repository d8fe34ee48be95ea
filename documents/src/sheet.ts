import type { PrintedDocument, Run, Words } from "@labcanary/domain/document";
import PDFDocument from "pdfkit";
import { documentHash } from "./document-hash.ts";
import { faces, type Weight } from "./fonts.ts";
import { type Line, type Measure, setLines } from "./lines.ts";
import { printable } from "./printable.ts";

/** ISO 216 A4, in points of 1/72 inch. */
const PAGE = { width: 595.28, height: 841.89 };
const MARGIN = { side: 48, top: 48, foot: 30 };
/** Height of a line as a multiple of its letters: Chinese characters fill their square, and need the air. */
const LEADING = 1.5;
const FOOT_SIZE = 7;
/** A longer title stands whole on the first page, and not at the foot. */
const FOOT_TITLE_LINES = 2;

/** Grey that stays readable on a poor printer: 5.7 : 1 on white. */
export const GREY = "#666666";
export const INK = "#111111";
export const RULE = "#bbbbbb";

/** Pages being filled from top to bottom. All lengths in points, from the top left corner. */
export interface Sheet {
  readonly pdf: PDFKit.PDFDocument;
  readonly left: number;
  readonly width: number;
  /** Where the next thing goes. */
  y: number;
  /** What is left of the page. */
  room(): number;
  /** What an empty page has. */
  readonly wholeRoom: number;
  nextPage(): void;
  /** Words as they can be printed. */
  runs(words: Words, strong?: boolean): readonly Run[];
  measure(size: number): Measure;
  lines(words: Words, options: { readonly size: number; readonly width: number; readonly strong?: boolean }): readonly Line[];
  /** Draws a line with its top at `y`. */
  draw(line: Line, at: { readonly x: number; readonly y: number; readonly size: number; readonly colour?: string }): void;
  /** Writes the foot of every page, and gives the file. */
  finish(): Promise<Uint8Array>;
}

export const lineHeight = (size: number): number => size * LEADING;

export function createSheet(document: PrintedDocument): Sheet {
  const { regular, strong } = faces();
  const at = new Date(document.at);
  const pdf = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margin: 0,
    bufferPages: true,
    pdfVersion: "1.7",
    lang: document.language === "zh" ? "zh-CN" : "en",
    displayTitle: true,
    font: "", // none of its own: it would be opened anew for each piece of text (0.20.2 keeps a second font of one name under no other)
    info: {
      Title: document.title,
      Creator: "LabCanary",
      Producer: "LabCanary",
      Keywords: `sha256:${documentHash(document)}`,
      CreationDate: at,
      ModDate: at,
    },
  });
  const chunks: Uint8Array[] = [];
  pdf.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  const ended = new Promise<Uint8Array>((resolve, reject) => {
    pdf.on("end", () => resolve(new Uint8Array(Buffer.concat(chunks))));
    pdf.on("error", reject);
  });
  // pdfkit takes a font that fontkit has opened, and its types do not say so.
  pdf.registerFont("regular", regular as unknown as string);
  pdf.registerFont("strong", strong as unknown as string);

  const weightOf = (run: Run): Weight => (run.strong === true ? "strong" : "regular");
  const hasGlyph = (codePoint: number): boolean => regular.hasGlyphForCodePoint(codePoint) && strong.hasGlyphForCodePoint(codePoint);
  /** Widths for letters of one point, by weight and text. */
  const widths = new Map<string, number>();
  function unitWidth(text: string, run: Run): number {
    const weight = weightOf(run);
    const key = `${weight} ${text}`;
    let width = widths.get(key);
    if (width === undefined) {
      width = pdf.font(weight).fontSize(1).widthOfString(text);
      widths.set(key, width);
    }
    return width;
  }

  const width = PAGE.width - 2 * MARGIN.side;
  const hash = documentHash(document);
  const sheet: Sheet = {
    pdf,
    left: MARGIN.side,
    width,
    y: MARGIN.top,
    room: () => bottom - sheet.y,
    get wholeRoom() {
      return bottom - MARGIN.top;
    },
    nextPage() {
      pdf.addPage();
      sheet.y = MARGIN.top;
    },
    runs: (words, strong) =>
      (typeof words === "string" ? [{ text: words }] : words).map((run) => ({
        ...run,
        ...(strong === true ? { strong } : {}),
        text: printable(run.text, hasGlyph),
      })),
    measure: (size) => (text, run) => unitWidth(text, run) * size,
    lines: (words, options) => setLines(sheet.runs(words, options.strong), options.width, sheet.measure(options.size)),
    draw(line, { x, y, size, colour = INK }) {
      let from = x;
      for (const piece of line.pieces) {
        pdf
          .font(weightOf(piece))
          .fontSize(size)
          .fillColor(colour)
          .text(piece.text, from, y + (lineHeight(size) - size) / 2, { lineBreak: false });
        if (piece.link !== undefined) {
          pdf.link(from, y, piece.width, lineHeight(size), piece.link);
          const rule = y + lineHeight(size) - size * 0.2;
          pdf
            .moveTo(from, rule)
            .lineTo(from + piece.width, rule)
            .lineWidth(0.4)
            .stroke(GREY);
        }
        from += piece.width;
      }
    },
    async finish() {
      const { count } = pdf.bufferedPageRange();
      for (let page = 0; page < count; page++) {
        pdf.switchToPage(page);
        drawFoot(page + 1, count);
      }
      pdf.end();
      return await ended;
    },
  };

  const title = sheet.lines(document.title, { size: FOOT_SIZE, width });
  const footLines = title.length <= FOOT_TITLE_LINES ? title : [];
  const footHeight = (footLines.length + 1) * lineHeight(FOOT_SIZE);
  const footTop = PAGE.height - MARGIN.foot - footHeight;
  const bottom = footTop - 12;

  function drawFoot(page: number, count: number): void {
    pdf
      .moveTo(sheet.left, footTop - 4)
      .lineTo(sheet.left + width, footTop - 4)
      .lineWidth(0.5)
      .stroke(RULE);
    const foot = { size: FOOT_SIZE, colour: GREY };
    footLines.forEach((line, index) => sheet.draw(line, { ...foot, x: sheet.left, y: footTop + index * lineHeight(FOOT_SIZE) }));
    const y = footTop + footLines.length * lineHeight(FOOT_SIZE);
    const [hashLine] = sheet.lines(`SHA-256 ${hash}`, { size: FOOT_SIZE, width });
    const [pageLine] = sheet.lines(document.language === "zh" ? `第 ${page} 页，共 ${count} 页` : `Page ${page} of ${count}`, {
      size: FOOT_SIZE,
      width,
    });
    if (hashLine !== undefined) sheet.draw(hashLine, { ...foot, x: sheet.left, y });
    if (pageLine !== undefined) sheet.draw(pageLine, { ...foot, x: sheet.left + width - pageLine.width, y });
  }
  return sheet;
}
