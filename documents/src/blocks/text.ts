import type { FactsBlock, HeadingBlock, ParagraphBlock } from "@labcanary/domain/document";
import type { Line } from "../lines.ts";
import { lineHeight, GREY, type Sheet } from "../sheet.ts";
import { printRows } from "./table.ts";

const TITLE_SIZE = 18;
const HEADING_SIZE = { 1: 13, 2: 10.5 } as const;
const BODY_SIZE = 9.5;
const NOTE_SIZE = 8;
/** What a heading needs below it, not to stand alone at the foot of a page. */
const KEPT_WITH_HEADING = 90;
const WARNING_BAR = 10;

/** Lines one below the other, over as many pages as they need. */
export function printLines(sheet: Sheet, lines: readonly Line[], { size, x, colour }: { size: number; x: number; colour?: string }): void {
  for (const line of lines) {
    if (sheet.room() < lineHeight(size)) sheet.nextPage();
    sheet.draw(line, { x, y: sheet.y, size, ...(colour === undefined ? {} : { colour }) });
    sheet.y += lineHeight(size);
  }
}

export function printTitle(sheet: Sheet, title: string): void {
  printLines(sheet, sheet.lines(title, { size: TITLE_SIZE, width: sheet.width, strong: true }), { size: TITLE_SIZE, x: sheet.left });
  sheet.y += 6;
}

export function printHeading(sheet: Sheet, { level, text }: HeadingBlock): void {
  const size = HEADING_SIZE[level];
  const lines = sheet.lines(text, { size, width: sheet.width, strong: true });
  sheet.y += level === 1 ? 14 : 8;
  const kept = Math.min(lines.length * lineHeight(size) + KEPT_WITH_HEADING, sheet.wholeRoom);
  if (sheet.room() < kept) sheet.nextPage();
  sheet.pdf.outline.addItem(
    sheet
      .runs(text)
      .map((run) => run.text)
      .join(""),
  );
  printLines(sheet, lines, { size, x: sheet.left });
  sheet.y += 2;
}

export function printParagraph(sheet: Sheet, { words, tone }: ParagraphBlock): void {
  const size = tone === "note" ? NOTE_SIZE : BODY_SIZE;
  const inset = tone === "warning" ? WARNING_BAR : 0;
  for (const line of sheet.lines(words, { size, width: sheet.width - inset, strong: tone === "warning" })) {
    if (sheet.room() < lineHeight(size)) sheet.nextPage();
    if (tone === "warning") sheet.pdf.rect(sheet.left, sheet.y, 3, lineHeight(size)).fill("#000000");
    printLines(sheet, [line], { size, x: sheet.left + inset, ...(tone === "note" ? { colour: GREY } : {}) });
  }
  sheet.y += 4;
}

/** The names take no more than a third of the width. */
export function printFacts(sheet: Sheet, { facts }: FactsBlock): void {
  const measure = sheet.measure(BODY_SIZE);
  const names = facts.map(({ name }) => sheet.runs(name, true));
  const widest = Math.max(0, ...names.map((runs) => runs.reduce((width, run) => width + measure(run.text, run), 0)));
  const nameWidth = Math.min(widest, sheet.width / 3) + 12;
  printRows(sheet, {
    rows: facts.map(({ words }, index) => [names[index] ?? [], words]),
    columns: [
      { x: sheet.left, width: nameWidth - 12, isEnd: false },
      { x: sheet.left + nameWidth, width: sheet.width - nameWidth, isEnd: false },
    ],
    size: BODY_SIZE,
    isRuled: false,
  });
  sheet.y += 4;
}
