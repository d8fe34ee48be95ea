import { BYTE_ORDER_MARK, csvLine, textField } from "../history/csv.ts";
import type { ToldFigure, WholeReport } from "./told-report.ts";

const MS_PER_SECOND = 1000;

/**
 * A report as RFC 4180 has it: one line for each figure, then one for each source that came back; of a year one for each room, and for each
 * figure of each kind of hazards. Durations are in seconds; a span of which nothing is known is empty; the last column says `void` where the report is. `lines` are the first numbers of the
 * lines it was counted from, of `lines_total`.
 */
export function csvOfReport(report: WholeReport): string {
  const { name: reportName, year, first, department, sha256, before, months = [], sections, sources, voidedAt } = report;
  const columns = [
    "report",
    year === undefined ? "week" : "year",
    "department_en",
    "department_zh",
    "section",
    "figure",
    "name_en",
    "name_zh",
    "unit",
    "value",
    ...before.map((span) => (year === undefined ? `week_of_${span}` : `year_${span}`)),
    ...months.map((month) => `month_${month}`),
    "lines_total",
    "lines",
    "sha256",
    "void",
  ];
  const about = [reportName, year?.year ?? first, department?.en ?? "", department?.zh ?? ""];
  const ends = [sha256, voidedAt === undefined ? "" : "void"];
  const nothing = (spans: readonly string[]): readonly string[] => spans.map(() => "");
  const rowOf = (section: string, { name, label, unit, value, earlier, months: byMonth, lines, of }: ToldFigure): readonly string[] => {
    const isTime = unit === "duration";
    const plain = (each: number | null | undefined): string =>
      each === undefined || each === null ? "" : String(isTime ? each / MS_PER_SECOND : each);
    return [
      ...about,
      section,
      name,
      label.en,
      label.zh,
      isTime ? "s" : "1",
      plain(value),
      ...(earlier.length === 0 ? nothing(before) : earlier.map(plain)),
      ...(byMonth === undefined ? nothing(months) : byMonth.map(plain)),
      String(of),
      lines.join(" "),
      ...ends,
    ];
  };
  const counted = sections.flatMap((section) => section.figures.map((figure) => rowOf(section.name, figure)));
  const recurring = sources.map(({ what, where, alarms, lines }) => [
    ...about,
    "sources",
    "recurring",
    `${what.en}, ${where.en}`,
    `${where.zh} ${what.zh}`,
    "1",
    String(alarms),
    ...nothing(before),
    ...nothing(months),
    String(alarms),
    lines.join(" "),
    ...ends,
  ]);
  const kinds = (report.hazardKinds ?? []).flatMap(({ label: kind, figures }) =>
    figures.map((figure) =>
      rowOf("hazard-kinds", { ...figure, label: { en: `${kind.en}: ${figure.label.en}`, zh: `${kind.zh}：${figure.label.zh}` } }),
    ),
  );
  // Of their own records, and not of lines of the journal.
  const rooms = (report.rooms ?? []).map(({ room, available }) => [
    ...about,
    "rooms",
    "availability",
    room.en,
    room.zh,
    "1",
    String(available),
    ...nothing(before),
    ...nothing(months),
    "0",
    "",
    ...ends,
  ]);
  const rows = [columns, ...counted, ...recurring, ...kinds, ...rooms];
  return BYTE_ORDER_MARK + rows.map((fields) => csvLine(fields.map((field) => textField(field)))).join("");
}
