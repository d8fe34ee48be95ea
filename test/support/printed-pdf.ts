import { createCanvas } from "@napi-rs/canvas";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

/** Where a text stands, in points from the lower left corner. */
export interface PrintedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface PrintedPage {
  readonly texts: readonly PrintedText[];
  readonly links: readonly string[];
}

export interface PrintedPdf {
  readonly pages: readonly PrintedPage[];
  /** Everything it says, in order, without spaces: where a line was broken is not what a reader looks for. */
  readonly said: string;
  readonly info: Readonly<Record<string, unknown>>;
  /** A PNG of each page, as a reader sees it, with the fonts that are in the file and no others. */
  pictures(scale?: number): Promise<readonly Buffer[]>;
}

export const unspaced = (text: string): string => text.replaceAll(/\s/gu, "");

/** Reads a PDF by another program than the one that wrote it. */
export async function readPdf(bytes: Uint8Array): Promise<PrintedPdf> {
  // It keeps the bytes it is given, and would take them away from the test.
  const loading = getDocument({ data: bytes.slice(), useSystemFonts: false, disableFontFace: true, verbosity: 0 });
  const pdf = await loading.promise;
  const pages: PrintedPage[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    const annotations = (await page.getAnnotations()) as readonly { readonly url?: string; readonly unsafeUrl?: string }[];
    pages.push({
      texts: items.flatMap((item) =>
        "str" in item ? [{ text: item.str, x: Number(item.transform[4]), y: Number(item.transform[5]), width: item.width }] : [],
      ),
      links: annotations.flatMap(({ url, unsafeUrl }) => url ?? unsafeUrl ?? []),
    });
  }
  const { info } = await pdf.getMetadata();
  return {
    pages,
    said: unspaced(pages.flatMap(({ texts }) => texts.map(({ text }) => text)).join("")),
    info: info as Readonly<Record<string, unknown>>,
    async pictures(scale = 1.5) {
      const pictures: Buffer[] = [];
      for (let number = 1; number <= pdf.numPages; number++) {
        const page = await pdf.getPage(number);
        const viewport = page.getViewport({ scale });
        const canvas = createCanvas(viewport.width, viewport.height);
        // pdf.js is typed for the canvas of a browser; this one has what it draws with.
        await page.render({ canvas: canvas as unknown as HTMLCanvasElement, viewport }).promise;
        pictures.push(canvas.toBuffer("image/png"));
      }
      return pictures;
    },
  };
}
