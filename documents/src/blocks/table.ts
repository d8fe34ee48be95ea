import type { TableBlock, Words } from "@labcanary/domain/document";
import { type Line, widestWord } from "../lines.ts";
import { GREY, lineHeight, RULE, type Sheet } from "../sheet.ts";

const SIZE = 8.5;
const PADDING = 4;
/** Above and below what is in a row. */
const ROW_PADDING = 2;
/** A head that takes more than this share of a page is not repeated on the next one. */
const LARGEST_REPEATED_HEAD = 1 / 3;

export interface PlacedColumn {
  readonly x: number;
  readonly width: number;
  readonly isEnd: boolean;
}

interface Rows {
  readonly rows: readonly (readonly Words[])[];
  readonly columns: readonly PlacedColumn[];
  readonly size: number;
  readonly isRuled: boolean;
  /** Called on each page that rows are continued on. */
  readonly continued?: () => void;
}

/** A table that breaks over pages, with its head again on each. A row stays whole unless it is longer than a page. */
export function printTable(sheet: Sheet, { columns, rows, empty }: TableBlock): void {
  const placed = placeColumns(sheet, { columns, rows });
  const heads = columns.map(({ head }, index) => sheet.lines(head, { size: SIZE, width: placed[index]?.width ?? 0, strong: true }));
  const headHeight = heightOf(heads, SIZE);
  const printHead = (): void => {
    drawRow(sheet, { cells: heads, columns: placed, size: SIZE });
    sheet.y += headHeight;
    rule(sheet, "#000000");
  };
  const isRepeated = headHeight <= sheet.wholeRoom * LARGEST_REPEATED_HEAD;
  if (sheet.room() < headHeight + 3 * lineHeight(SIZE)) sheet.nextPage();
  if (isRepeated) printHead();
  else {
    printRows(sheet, { rows: [columns.map(({ head }) => sheet.runs(head, true))], columns: placed, size: SIZE, isRuled: true });
  }
  if (rows.length === 0) {
    for (const line of sheet.lines(empty, { size: SIZE, width: sheet.width - 2 * PADDING })) {
      if (sheet.room() < lineHeight(SIZE)) sheet.nextPage();
      sheet.draw(line, { x: sheet.left + PADDING, y: sheet.y + ROW_PADDING, size: SIZE, colour: GREY });
      sheet.y += lineHeight(SIZE);
    }
  }
  printRows(sheet, { rows, columns: placed, size: SIZE, isRuled: true, ...(isRepeated ? { continued: printHead } : {}) });
  sheet.y += 8;
}

export function printRows(sheet: Sheet, { rows, columns, size, isRuled, continued }: Rows): void {
  const turn = (): void => {
    sheet.nextPage();
    continued?.();
  };
  for (const row of rows) {
    let cells = columns.map(({ width }, index) => sheet.lines(row[index] ?? "", { size, width }));
    const pageRoom = sheet.wholeRoom - (continued === undefined ? 0 : sheet.wholeRoom * LARGEST_REPEATED_HEAD);
    if (heightOf(cells, size) > sheet.room() && heightOf(cells, size) <= pageRoom) turn();
    while (heightOf(cells, size) > sheet.room()) {
      const fitting = Math.floor((sheet.room() - 2 * ROW_PADDING) / lineHeight(size));
      if (fitting > 0) {
        drawRow(sheet, { cells: cells.map((lines) => lines.slice(0, fitting)), columns, size });
        cells = cells.map((lines) => lines.slice(fitting));
      }
      turn();
    }
    drawRow(sheet, { cells, columns, size });
    sheet.y += heightOf(cells, size);
    if (isRuled) rule(sheet, RULE);
  }
}

const heightOf = (cells: readonly (readonly Line[])[], size: number): number =>
  Math.max(0, ...cells.map((lines) => lines.length)) * lineHeight(size) + 2 * ROW_PADDING;

function drawRow(
  sheet: Sheet,
  { cells, columns, size }: { cells: readonly (readonly Line[])[]; columns: readonly PlacedColumn[]; size: number },
): void {
  columns.forEach(({ x, width, isEnd }, column) => {
    (cells[column] ?? []).forEach((line, index) => {
      sheet.draw(line, { x: isEnd ? x + width - line.width : x, y: sheet.y + ROW_PADDING + index * lineHeight(size), size });
    });
  });
}

function rule(sheet: Sheet, colour: string): void {
  sheet.pdf
    .moveTo(sheet.left, sheet.y)
    .lineTo(sheet.left + sheet.width, sheet.y)
    .lineWidth(0.5)
    .stroke(colour);
}

/**
 * Columns as wide as their widest cell where all fit; else none narrower than its widest word as far as that is possible, and what is left
 * shared by how much more each would take.
 */
function placeColumns(sheet: Sheet, { columns, rows }: Pick<TableBlock, "columns" | "rows">): readonly PlacedColumn[] {
  const measure = sheet.measure(SIZE);
  const room = sheet.width - columns.length * 2 * PADDING;
  const wishes = columns.map(({ head }, column) => {
    const cells = [sheet.runs(head, true), ...rows.map((row) => sheet.runs(row[column] ?? ""))];
    const wanted = Math.max(...cells.map((runs) => widestLine(runs, measure)));
    const least = Math.min(Math.max(...cells.map((runs) => widestWord(runs, measure))), room / columns.length);
    return { wanted: Math.ceil(wanted) + 1, least: Math.ceil(least) };
  });
  const wanted = wishes.reduce((total, wish) => total + wish.wanted, 0);
  const least = wishes.reduce((total, wish) => total + Math.min(wish.least, wish.wanted), 0);
  const more = wanted - least;
  let x = sheet.left;
  return wishes.map((wish, column) => {
    const own = Math.min(wish.least, wish.wanted);
    const share =
      wanted <= room ? wish.wanted + (room - wanted) / columns.length : own + ((room - least) * (wish.wanted - own)) / (more || 1);
    const placed = { x: x + PADDING, width: share, isEnd: columns[column]?.align === "end" };
    x += share + 2 * PADDING;
    return placed;
  });
}

const widestLine = (runs: Parameters<typeof widestWord>[0], measure: Parameters<typeof widestWord>[1]): number => {
  let widest = 0;
  let width = 0;
  for (const run of runs) {
    const [first = "", ...others] = run.text.split("\n");
    width += measure(first, run);
    widest = Math.max(widest, width);
    for (const other of others) {
      width = measure(other, run);
      widest = Math.max(widest, width);
    }
  }
  return widest;
};
