import type { Run } from "@labcanary/domain/document";
import LineBreaker from "linebreak";

/** Part of a line that is set alike. */
export interface Piece extends Run {
  readonly width: number;
}
export interface Line {
  readonly pieces: readonly Piece[];
  /** In points, without spaces at its end. */
  readonly width: number;
}

/** In points: how wide a text is as the run has it. */
export type Measure = (text: string, run: Run) => number;

/**
 * Sets runs into lines no wider than `width`, breaking where Unicode allows it (UAX #14: Chinese at any character, but none before `。，`
 * or after `（`), and inside a word only where the word alone is wider than a line. Nothing is cut.
 */
export function setLines(runs: readonly Run[], width: number, measure: Measure): readonly Line[] {
  const lines: Line[] = [];
  let pieces: Piece[] = [];
  let filled = 0;
  const end = (): void => {
    lines.push(lineOf(pieces, measure));
    pieces = [];
    filled = 0;
  };
  for (const { parts, isLast } of unbreakable(runs)) {
    const measured = parts.map((part) => ({ ...part, width: measure(part.text, part) }));
    const total = sum(measured);
    const seen = total - sum(measured.slice(-1)) + measure(measured.at(-1)?.text.trimEnd() ?? "", measured.at(-1) ?? { text: "" });
    if (filled + seen <= width) {
      pieces.push(...measured);
      filled += total;
    } else {
      if (pieces.length > 0) end();
      const isWhole = seen <= width;
      for (const piece of isWhole ? measured : byGrapheme(measured, measure)) {
        if (!isWhole && filled + piece.width > width && pieces.length > 0 && piece.text.trim() !== "") end();
        pieces.push(piece);
        filled += piece.width;
      }
    }
    if (isLast) end();
  }
  if (pieces.length > 0 || lines.length === 0) end();
  return lines;
}

/** How wide the widest part is that is not broken unless it has to be. */
export function widestWord(runs: readonly Run[], measure: Measure): number {
  return Math.max(0, ...unbreakable(runs).map(({ parts }) => parts.reduce((wide, part) => wide + measure(part.text.trimEnd(), part), 0)));
}

const sum = (pieces: readonly Piece[]): number => pieces.reduce((total, { width }) => total + width, 0);

interface Unbreakable {
  readonly parts: readonly Run[];
  /** Whether the line ends after it. */
  readonly isLast: boolean;
}

function unbreakable(runs: readonly Run[]): readonly Unbreakable[] {
  const text = runs.map((run) => run.text).join("");
  const breaker = new LineBreaker(text);
  const found: Unbreakable[] = [];
  let from = 0;
  for (let next = breaker.nextBreak(); next !== null; next = breaker.nextBreak()) {
    const isLast = text.slice(from, next.position).endsWith("\n");
    found.push({ parts: slice(runs, from, isLast ? next.position - 1 : next.position), isLast });
    from = next.position;
  }
  return found;
}

function slice(runs: readonly Run[], from: number, to: number): readonly Run[] {
  const parts: Run[] = [];
  let start = 0;
  for (const run of runs) {
    const text = run.text.slice(Math.max(from - start, 0), Math.max(to - start, 0));
    if (text !== "") parts.push({ ...run, text });
    start += run.text.length;
  }
  return parts;
}

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
function byGrapheme(pieces: readonly Piece[], measure: Measure): readonly Piece[] {
  return pieces.flatMap((piece) =>
    [...graphemes.segment(piece.text)].map(({ segment }) => ({ ...piece, text: segment, width: measure(segment, piece) })),
  );
}

/** Neighbours of one run are joined, so that what is set together can be found and copied together; spaces at the end go. */
function lineOf(pieces: readonly Piece[], measure: Measure): Line {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last !== undefined && last.link === piece.link && last.strong === piece.strong) {
      joined[joined.length - 1] = { ...last, text: last.text + piece.text, width: last.width + piece.width };
    } else joined.push(piece);
  }
  const last = joined.at(-1);
  if (last !== undefined) joined[joined.length - 1] = { ...last, text: last.text.trimEnd(), width: measure(last.text.trimEnd(), last) };
  return { pieces: joined, width: sum(joined) };
}
