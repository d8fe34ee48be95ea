import type { Language, Text } from "@labcanary/domain/basics";
import type { Block } from "@labcanary/domain/document";

/** A figure or a statement of a paper, and the lines of the journal it was counted or taken from. */
export interface PaperRecord {
  readonly about: string;
  /** Numbers of the lines that are known, in any order. */
  readonly lines: readonly number[];
  /** How many there are; absent: these are all. */
  readonly of?: number;
}

const WORDS = {
  title: { en: "Records", zh: "记录索引" },
  means: {
    en: "The lines of the platform's journal behind each figure. Whoever may read the journal gets them by their numbers: GET /api/v1/journal?lines=10234,10235.",
    zh: "各项内容对应的平台日志行号。有权查看日志者可按行号调取：GET /api/v1/journal?lines=10234,10235。",
  },
  figure: { en: "Figure", zh: "项目" },
  lines: { en: "Lines of the journal", zh: "日志行号" },
  none: { en: "Nothing was counted from lines of the journal.", zh: "没有由日志得出的内容。" },
} as const satisfies Record<string, Text>;

/**
 * The last chapter of a paper: where each of its figures is found by somebody who has nothing but the paper. What has no line is left out.
 */
export function recordBlocks(records: readonly PaperRecord[], language: Language): readonly Block[] {
  const rows = records.filter(({ lines, of = lines.length }) => of > 0);
  return [
    { kind: "heading", level: 1, text: WORDS.title[language] },
    { kind: "paragraph", words: WORDS.means[language], tone: "note" },
    {
      kind: "table",
      columns: [{ head: WORDS.figure[language] }, { head: WORDS.lines[language] }],
      rows: rows.map(({ about, lines, of = lines.length }) => [about, linesText(lines, of, language)]),
      empty: WORDS.none[language],
    },
  ];
}

/** Numbers of lines as ranges, "10234–10240, 10251", and how many more there are. */
export function linesText(lines: readonly number[], of: number, language: Language): string {
  const named = rangesOf(lines)
    .map(([first, last]) => (first === last ? String(first) : `${first}–${last}`))
    .join(", ");
  const more = of - lines.length;
  if (more <= 0) return named;
  return language === "en" ? `${named} and ${more} more` : `${named} 等 ${of} 行`;
}

/** Numbers that follow one another as their first and last, in order. */
export function rangesOf(lines: readonly number[]): readonly (readonly [first: number, last: number])[] {
  const ranges: [number, number][] = [];
  for (const line of [...new Set(lines)].toSorted((a, b) => a - b)) {
    const open = ranges.at(-1);
    if (open !== undefined && line === open[1] + 1) open[1] = line;
    else ranges.push([line, line]);
  }
  return ranges;
}
