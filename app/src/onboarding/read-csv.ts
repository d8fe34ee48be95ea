import { err, ok, type Result } from "@labcanary/domain/basics";
import { CsvError, parse } from "csv-parse/sync";
import { insteadOf } from "../nearest.ts";

export const CSV_COLUMNS = ["id", "name_en", "name_zh", "zone", "signal", "profile", "interval", "gateway", "address", "from"] as const;
export type CsvColumn = (typeof CSV_COLUMNS)[number];
const NEEDED: readonly CsvColumn[] = ["id", "zone", "signal", "profile"];

export const CSV_PROBLEMS = {
  CSV_ENCODING: "the file is not UTF-8",
  CSV_SHAPE: "the file cannot be read as CSV",
  CSV_COLUMN: "a column is missing, unknown or there twice",
  CSV_CELL: "a cell is empty that must not be, or too many are in a row",
  CSV_FORMULA: "a cell is a formula",
  CSV_DEVICE_ID: "the id is none a device can have",
  CSV_DUPLICATE: "the same signal of the same device stands twice",
  CSV_CONFLICT: "two rows, or a row and the site, say different things of one device",
  CSV_ZONE: "the zone is not described",
  CSV_GATEWAY: "the gateway is not described",
  CSV_SITE: "the site cannot take what the row says",
} as const;

/** What is wrong with a cell: where it stands, and what would be right. */
export interface CsvProblem {
  readonly code: keyof typeof CSV_PROBLEMS;
  /** 1 for the first line of the file. */
  readonly line: number;
  readonly column?: string;
  readonly message: string;
}

export interface CsvRow {
  readonly line: number;
  /** Trimmed; empty where nothing is said. */
  readonly cells: Readonly<Record<CsvColumn, string>>;
}

/** What spreadsheets run when they open the file again, and what they make of an id that begins so. */
const FORMULA = /^[=+\-@\t]/;

/**
 * Reads a table as spreadsheets save it: UTF-8 with or without byte order mark, commas, semicolons or tabs, quotes, columns in any order.
 * All that is wrong is told at once.
 */
export function readCsv(bytes: Uint8Array): Result<readonly CsvRow[], readonly CsvProblem[]> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const message = 'the file is not UTF-8 but GBK, UTF-16 or the like; in Excel save it as "CSV UTF-8 (Comma delimited)"';
    return err([{ code: "CSV_ENCODING", line: 1, message }]);
  }
  const [header = ""] = text.split(/\r?\n/, 1);
  let records: readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
  try {
    records = parse(text, {
      delimiter: delimiterOf(header),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as never;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error["lines"] === "number" ? error["lines"] : 1;
    return err([{ code: "CSV_SHAPE", line, message: `${error.message}; quote a cell that has quotes in it, and double those` }]);
  }
  const [first, ...rest] = records;
  const columns = (first?.record ?? []).map((name) => name.toLowerCase());
  const wrongColumns = columnProblems(columns);
  if (wrongColumns.length > 0) return err(wrongColumns);
  // `lines` is that of a record's end: of one with a line break in a cell, the last.
  const filled = rest.filter(({ record }) => record.some((cell) => cell !== ""));
  const problems = filled.flatMap(({ record, info }) => cellProblems(record, columns, info.lines));
  if (problems.length > 0) return err(problems);
  return ok(
    filled.map(({ record, info }) => ({
      line: info.lines,
      cells: Object.fromEntries(CSV_COLUMNS.map((column) => [column, record[columns.indexOf(column)] ?? ""])) as CsvRow["cells"],
    })),
  );
}

/** What stands most often in the header: Excel writes semicolons where the comma is for decimals. */
const delimiterOf = (header: string): string =>
  [",", ";", "\t"].toSorted((a, b) => header.split(b).length - header.split(a).length)[0] as string;

function columnProblems(columns: readonly string[]): readonly CsvProblem[] {
  const problem = (message: string, column?: string): CsvProblem => ({
    code: "CSV_COLUMN",
    line: 1,
    message,
    ...(column === undefined ? {} : { column }),
  });
  const isKnown = (name: string): boolean => CSV_COLUMNS.some((known) => known === name);
  return [
    ...columns.filter((name) => !isKnown(name)).map((name) => problem(`there is no such column; ${insteadOf(name, CSV_COLUMNS)}`, name)),
    ...columns
      .filter((name, place) => isKnown(name) && columns.indexOf(name) !== place)
      .map((name) => problem("the column is there twice", name)),
    ...NEEDED.filter((name) => !columns.includes(name)).map((name) =>
      problem(`a column ${name} is needed; the first line names the columns`, name),
    ),
  ];
}

function cellProblems(record: readonly string[], columns: readonly string[], line: number): readonly CsvProblem[] {
  const empty = NEEDED.filter((name) => (record[columns.indexOf(name)] ?? "") === "");
  const formulas = columns.filter((_name, place) => FORMULA.test(record[place] ?? ""));
  return [
    ...empty.map((column): CsvProblem => ({ code: "CSV_CELL", line, column, message: `say the ${column}` })),
    ...formulas.map(
      (column): CsvProblem => ({ code: "CSV_FORMULA", line, column, message: "a cell must not begin with = + - @; write its value" }),
    ),
    ...(record.slice(columns.length).some((cell) => cell !== "")
      ? [{ code: "CSV_CELL", line, message: "there are more cells than columns; quote a cell that has a delimiter in it" } as const]
      : []),
  ];
}
