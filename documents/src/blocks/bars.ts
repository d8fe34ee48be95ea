import type { BarsBlock } from "@labcanary/domain/document";
import { lineHeight, type Sheet } from "../sheet.ts";
import { printLines } from "./text.ts";

const SIZE = 8.5;
const BAR_HEIGHT = 9;
const GAP = 8;

/**
 * Bars from left to right, one below the other; the longest is the greatest value, and each has its number behind it. They stand on one page
 * where a page holds them: bars without their title say nothing.
 */
export function printBars(sheet: Sheet, { title, bars }: BarsBlock): void {
  const labelWidth = sheet.width * 0.36;
  const heading = sheet.lines(title, { size: SIZE, width: sheet.width, strong: true });
  const numberWidth = sheet.width * 0.2;
  const rows = bars.map((bar) => {
    const label = sheet.lines(bar.label, { size: SIZE, width: labelWidth });
    const words = sheet.lines(bar.words, { size: SIZE, width: numberWidth });
    return { bar, label, words, height: Math.max(label.length, words.length) * lineHeight(SIZE) };
  });
  const whole = heading.length * lineHeight(SIZE) + rows.reduce((sum, { height }) => sum + height, 0);
  const least = heading.length * lineHeight(SIZE) + (rows[0]?.height ?? 0);
  const kept = whole <= sheet.wholeRoom ? whole : least;
  if (sheet.room() < kept && kept <= sheet.wholeRoom) sheet.nextPage();
  printLines(sheet, heading, { size: SIZE, x: sheet.left });
  const longest = sheet.width - labelWidth - numberWidth - 2 * GAP;
  const greatest = Math.max(0, ...bars.map(({ value }) => value));
  for (const { bar, label, words, height } of rows) {
    if (!(bar.value >= 0)) throw new RangeError(`A bar has no length below zero: ${bar.label} ${bar.value}`);
    if (sheet.room() < height && height <= sheet.wholeRoom) sheet.nextPage();
    const length = greatest === 0 ? 0 : (bar.value / greatest) * longest;
    const x = sheet.left + labelWidth + GAP;
    sheet.pdf.rect(x, sheet.y + (lineHeight(SIZE) - BAR_HEIGHT) / 2, Math.max(length, 0.5), BAR_HEIGHT).fill("#4a4a4a");
    if (height <= sheet.wholeRoom) {
      label.forEach((line, index) => sheet.draw(line, { x: sheet.left, y: sheet.y + index * lineHeight(SIZE), size: SIZE }));
      words.forEach((line, index) => sheet.draw(line, { x: x + length + GAP, y: sheet.y + index * lineHeight(SIZE), size: SIZE }));
      sheet.y += height;
    } else {
      printLines(sheet, label, { size: SIZE, x: sheet.left });
      printLines(sheet, words, { size: SIZE, x });
    }
  }
  sheet.y += 8;
}
