import {
  countYear,
  YEAR_RECORD_KINDS,
  type FigureName,
  type ReportLine,
  type ReportScope,
  type YearlyReport,
  type YearPart,
  type YearPlan,
} from "@labcanary/domain/governance";

export interface YearCounted {
  readonly report: YearlyReport;
  /** Every line of the figure that was asked for. */
  readonly lines: readonly number[];
}

/** Of a signal: read with the records, as it may have been out of service since before a part. */
const isService = ({ kind, alarmId }: ReportLine): boolean => alarmId === undefined && (kind === "out-of-service" || kind === "in-service");
const isRecord = ({ kind }: ReportLine): boolean =>
  kind.endsWith("-recorded") || (YEAR_RECORD_KINDS.includes(kind) && kind !== "out-of-service" && kind !== "in-service");

/** A year counted from lines a test makes up, handed over part by part as the journal does. */
export function yearCounted(lines: readonly ReportLine[], plan: YearPlan, scope: ReportScope, figure?: FigureName): YearCounted {
  const records = lines.filter((line) => isRecord(line) || isService(line));
  const count = countYear(plan, records, [scope], figure);
  for (const part of count.parts) finish(count.take(part, linesOfPart(lines, part)));
  const [report] = finish(count.reports());
  if (report === undefined) throw new Error("a scope has one report");
  return { report, lines: figure === undefined ? [] : count.linesOf(figure) };
}

/** Lines of alarms and of signals up to the end of the part, and of after it those of alarms that were raised before. */
function linesOfPart(lines: readonly ReportLine[], { from, to, until }: YearPart): readonly ReportLine[] {
  const known = new Set(lines.flatMap(({ at, alarmId }) => (at < to && alarmId !== undefined ? [alarmId] : [])));
  return lines.filter(
    (line) =>
      !isRecord(line) && !(isService(line) && line.at < from) && (line.at < to || (line.at < until && known.has(line.alarmId ?? ""))),
  );
}

function finish<Counted>(steps: Generator<void, Counted>): Counted {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}
