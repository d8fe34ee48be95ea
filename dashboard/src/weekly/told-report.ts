import type { EpochMs, Text } from "@labcanary/domain/basics";
import {
  FIGURE_WORDS,
  type FigureName,
  figureText,
  REPORT_FIGURES,
  type ReportSignature,
  SECTION_WORDS,
  type SectionName,
  sentencesOf,
  type TopSource,
  type Week,
  weeksBefore,
  type WeeklyReportItem,
} from "@labcanary/domain/governance";

/** A report as a list has it. */
export interface ToldReport {
  readonly number: number;
  /** Absent: of the whole site. */
  readonly department?: Text;
  readonly week: Week;
  /** Its last day, as 2026-11-22. */
  readonly sunday: string;
  readonly madeAt: EpochMs;
  readonly signed?: ReportSignature;
  /** Nobody has signed it in time; it may have been signed since. */
  readonly unreadAt?: EpochMs;
  /** What is said first: how many alarms there were. */
  readonly first: Text;
}

/** A figure, with the words people read it in. */
export interface ToldFigure {
  readonly name: FigureName;
  readonly label: Text;
  readonly unit: "count" | "duration";
  readonly value?: number;
  readonly text: Text;
  /** In the weeks before, the oldest first: null where it is not known. */
  readonly earlier: readonly (number | null)[];
  /** The same as people read it. */
  readonly earlierTexts: readonly Text[];
  /** Numbers of the first lines of the journal it was counted from, and how many there are. */
  readonly lines: readonly number[];
  readonly of: number;
}
export interface ToldSection {
  readonly name: SectionName;
  readonly title: Text;
  readonly sentences: readonly Text[];
  readonly figures: readonly ToldFigure[];
}

export interface WholeReport extends ToldReport {
  readonly sha256: string;
  readonly timeZone: string;
  /** First days of the weeks before, the oldest first: what `earlier` is of. */
  readonly weeksBefore: readonly string[];
  readonly sections: readonly ToldSection[];
  readonly sources: readonly TopSource[];
}

export function toldReport(item: WeeklyReportItem): ToldReport {
  const { number, report, madeAt, signed, unreadAt } = item;
  return {
    number,
    ...(report.department === undefined ? {} : { department: report.department }),
    week: report.week,
    sunday: sundayOf(report.week),
    madeAt,
    ...(signed === undefined ? {} : { signed }),
    ...(unreadAt === undefined ? {} : { unreadAt }),
    first: sentencesOf(report)[0]?.text ?? { en: "", zh: "" },
  };
}

/** A report with all it says, in both languages. */
export function wholeReport(item: WeeklyReportItem): WholeReport {
  const { report, sha256 } = item;
  const sentences = sentencesOf(report);
  const weeks = report.sections.flatMap(({ figures }) => figures)[0]?.earlier.length ?? 0;
  return {
    ...toldReport(item),
    sha256,
    timeZone: report.timeZone,
    weeksBefore: Array.from({ length: weeks }, (_, place) => weeksBefore(report.timeZone, report.week, weeks - place).monday),
    sections: report.sections.map(({ name, figures }) => ({
      name,
      title: SECTION_WORDS[name],
      sentences: sentences.filter(({ section }) => section === name).map(({ text }) => text),
      figures: figures.map((figure) => ({
        ...figure,
        label: FIGURE_WORDS[figure.name],
        unit: REPORT_FIGURES[figure.name],
        text: figureText(figure.name, figure.value),
        earlierTexts: figure.earlier.map((value) => figureText(figure.name, value)),
      })),
    })),
    sources: report.sources,
  };
}

function sundayOf({ monday }: Week): string {
  const sunday = new Date(`${monday}T00:00:00Z`);
  sunday.setUTCDate(sunday.getUTCDate() + 6);
  return sunday.toISOString().slice(0, 10);
}
