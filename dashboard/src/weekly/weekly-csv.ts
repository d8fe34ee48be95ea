import { BYTE_ORDER_MARK, csvLine, textField } from "../history/csv.ts";
import type { WholeReport } from "./told-report.ts";

const MS_PER_SECOND = 1000;

/**
 * A report as RFC 4180 has it: one line for each figure, then one for each source that came back. Durations are in seconds; a week before
 * of which nothing is known is empty. `lines` are the first numbers of the lines it was counted from, of `lines_total`.
 */
export function csvOfReport({ number, department, week, sha256, weeksBefore, sections, sources }: WholeReport): string {
  const columns = [
    "report",
    "week",
    "department_en",
    "department_zh",
    "section",
    "figure",
    "name_en",
    "name_zh",
    "unit",
    "value",
    ...weeksBefore.map((monday) => `week_of_${monday}`),
    "lines_total",
    "lines",
    "sha256",
  ];
  const about = [`WR-${number}`, week.monday, department?.en ?? "", department?.zh ?? ""];
  const rows = sections.flatMap((section) =>
    section.figures.map(({ name, label, unit, value, earlier, lines, of }) => {
      const isTime = unit === "duration";
      const plain = (each: number | null | undefined): string =>
        each === undefined || each === null ? "" : String(isTime ? each / MS_PER_SECOND : each);
      return [
        ...about,
        section.name,
        name,
        label.en,
        label.zh,
        isTime ? "s" : "1",
        plain(value),
        ...earlier.map(plain),
        String(of),
        lines.join(" "),
        sha256,
      ];
    }),
  );
  const recurring = sources.map(({ what, where, alarms, lines }) => [
    ...about,
    "sources",
    "recurring",
    `${what.en}, ${where.en}`,
    `${where.zh} ${what.zh}`,
    "1",
    String(alarms),
    ...weeksBefore.map(() => ""),
    String(alarms),
    lines.join(" "),
    sha256,
  ]);
  return BYTE_ORDER_MARK + [columns, ...rows, ...recurring].map((fields) => csvLine(fields.map((field) => textField(field)))).join("");
}
