import type { Block, PrintedDocument } from "@labcanary/domain/document";
import { unreachable } from "@labcanary/domain/basics";
import { printBars } from "./blocks/bars.ts";
import { printCurve } from "./blocks/curve.ts";
import { printTable } from "./blocks/table.ts";
import { printFacts, printHeading, printParagraph, printTitle } from "./blocks/text.ts";
import { createSheet, type Sheet } from "./sheet.ts";

/** A PDF of the document: A4, fonts embedded, the same bytes each time. Takes some tens of milliseconds a page. */
export async function printDocument(document: PrintedDocument): Promise<Uint8Array> {
  const sheet = createSheet(document);
  printTitle(sheet, document.title);
  for (const block of document.blocks) printBlock(sheet, block);
  return await sheet.finish();
}

function printBlock(sheet: Sheet, block: Block): void {
  switch (block.kind) {
    case "heading":
      return printHeading(sheet, block);
    case "paragraph":
      return printParagraph(sheet, block);
    case "facts":
      return printFacts(sheet, block);
    case "table":
      return printTable(sheet, block);
    case "bars":
      return printBars(sheet, block);
    case "curve":
      return printCurve(sheet, block);
    default:
      return unreachable(block);
  }
}
