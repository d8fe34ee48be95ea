import type { Machine } from "./machine.ts";

/** One figure of the budget (DESIGN 5), measured. */
export interface Row {
  readonly figure: string;
  readonly measured: number;
  readonly unit: string;
  /** Absent where there is no budget, only something worth knowing. */
  readonly budget?: { readonly atLeast: number } | { readonly atMost: number };
  /** The same work done by another program in the same run; `wanted` is how many times its figure ours should be. */
  readonly peer?: { readonly name: string; readonly measured: number; readonly wanted?: number };
  /** What else was seen, and how it was measured where that is not plain. */
  readonly note?: string;
}

/** What a section found: its rows, or why it could not finish. */
export interface SectionReport {
  readonly section: string;
  readonly seconds: number;
  readonly rows: readonly Row[];
  readonly failure?: string;
}

export interface Report {
  readonly at: string;
  readonly machine: Machine;
  readonly sections: readonly SectionReport[];
}

const HEADINGS = ["figure", "measured", "budget", "to the budget", "peer", "to the peer"] as const;

/** The report for people, as Markdown that also reads well in a terminal. */
export function reportText({ at, machine, sections }: Report): string {
  const rows = sections.flatMap((section) => section.rows);
  const notes = rows.filter(({ note }) => note !== undefined).map(({ figure, note }) => `- ${figure}: ${note}`);
  const failures = sections
    .filter(({ failure }) => failure !== undefined)
    .map(({ section, failure }) => `- ${section} did not finish: ${failure}`);
  const facts = Object.entries(machine).map(([name, value]) => `- ${name}: ${value}`);
  const durations = sections.map(({ section, seconds }) => `${section} ${Math.round(seconds)} s`).join(", ");
  return [
    `Measured ${at}; took ${durations}.`,
    "",
    ...table([HEADINGS, ...rows.map(cells)]),
    "",
    ...(failures.length === 0 ? [] : [...failures, ""]),
    ...notes,
    "",
    ...facts,
    "",
  ].join("\n");
}

function cells({ figure, measured, unit, budget, peer }: Row): readonly string[] {
  return [
    figure,
    `${figureText(measured)} ${unit}`,
    budget === undefined ? "" : "atLeast" in budget ? `≥ ${figureText(budget.atLeast)}` : `≤ ${figureText(budget.atMost)}`,
    budget === undefined ? "" : verdict(measured, budget),
    peer === undefined ? "" : `${figureText(peer.measured)} (${peer.name})`,
    peer === undefined ? "" : peerVerdict(measured / peer.measured, peer.wanted),
  ];
}

function verdict(measured: number, budget: NonNullable<Row["budget"]>): string {
  if ("atLeast" in budget) return wordFor(measured / budget.atLeast, measured >= budget.atLeast, "short");
  return wordFor(measured / budget.atMost, measured <= budget.atMost, "over");
}

const wordFor = (ratio: number, isMet: boolean, word: string): string =>
  isMet ? `${ratio.toFixed(2)} ×` : `${word}: ${ratio.toFixed(2)} × budget`;

function peerVerdict(ratio: number, wanted: number | undefined): string {
  if (wanted === undefined) return `${ratio.toFixed(2)} ×`;
  return `${wordFor(ratio, ratio >= wanted, "short")} (wanted ${wanted} ×)`;
}

/** Three digits are what such a measurement can bear; large numbers are written out with separators. */
function figureText(value: number): string {
  return value.toLocaleString("en", value >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}

function table(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const row = (line: readonly string[]): string => `| ${widths.map((width, column) => (line[column] ?? "").padEnd(width)).join(" | ")} |`;
  const [headings = [], ...rest] = lines;
  return [row(headings), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rest.map(row)];
}
