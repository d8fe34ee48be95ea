import type { EpochMs, Text } from "@labcanary/domain/basics";
import type { ZoneId } from "@labcanary/domain/site";
import {
  type FigureName,
  figureText,
  figureWords,
  daysOfMonth,
  HAZARD_CLASS_WORDS,
  HAZARD_LEVEL_WORDS,
  isCustodyMonth,
  type JournalStand,
  isWeekly,
  isYearly,
  type Month,
  monthBefore,
  monthWords,
  monthsOf,
  nameOfReport,
  percentText,
  REPORT_FIGURES,
  type ReportFigure,
  type ReportItem,
  type ReportSignature,
  type SafetyReport,
  saidOf,
  SECTION_WORDS,
  type SectionName,
  sentencesOf,
  type SpanWords,
  type TopSource,
  type UnprovenOfYear,
  type Week,
  weeksBefore,
  type Year,
  yearBefore,
  type YearlyReport,
} from "@labcanary/domain/governance";
import type { Regime } from "@labcanary/domain/site";

/** A report as a list has it. */
export interface ToldReport {
  readonly number: number;
  /** WR-12, YR-13, CM-14. */
  readonly name: string;
  /** Absent: of the whole site. */
  readonly department?: Text;
  /** What it is of: one of these. */
  readonly week?: Week;
  /** With the regime whose custody it is. */
  readonly month?: Month;
  readonly regime?: Regime;
  readonly year?: Year;
  /** Its first and its last day, as 2026-11-22. */
  readonly first: string;
  readonly last: string;
  readonly madeAt: EpochMs;
  readonly signed?: ReportSignature;
  /** Nobody has signed it in time; it may have been signed since. */
  readonly unreadAt?: EpochMs;
  /** When it was found to have been made while the clock was ahead: it is void, and another is made at its true time. */
  readonly voidedAt?: EpochMs;
  /** What is said first: how many alarms there were. */
  readonly says: Text;
}

/** A figure, with the words people read it in. */
export interface ToldFigure {
  readonly name: FigureName;
  readonly label: Text;
  readonly unit: "count" | "duration" | "rate";
  readonly value?: number;
  readonly text: Text;
  /** In the spans before, the oldest first: null where it is not known. */
  readonly earlier: readonly (number | null)[];
  /** The same as people read it. */
  readonly earlierTexts: readonly Text[];
  /** Of a year, month by month, where it is counted so. */
  readonly months?: readonly (number | null)[];
  readonly monthTexts?: readonly Text[];
  /** What it is called of a month. */
  readonly monthLabel?: Text;
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
/** Hazards of a class and level. */
export interface ToldHazardKind {
  readonly label: Text;
  readonly figures: readonly ToldFigure[];
}
/** How much of the year a room was protected. */
export interface ToldRoom {
  readonly zoneId: ZoneId;
  /** Since when it was watched in the year. */
  readonly from: EpochMs;
  readonly room: Text;
  /** 0-1. */
  readonly available: number;
  readonly text: Text;
  readonly unavailable: Text;
  /** Less than is asked for. */
  readonly isBelow: boolean;
}

export interface WholeReport extends ToldReport {
  readonly sha256: string;
  readonly timeZone: string;
  /** The spans before, the oldest first, as 2026-11-09 or 2025: what `earlier` is of. */
  readonly before: readonly string[];
  /** Of a year: its months as 2026-01. */
  readonly months?: readonly string[];
  readonly sections: readonly ToldSection[];
  readonly sources: readonly TopSource[];
  readonly hazardKinds?: readonly ToldHazardKind[];
  readonly rooms?: readonly ToldRoom[];
  readonly unproven?: readonly UnprovenOfYear[];
  /** Of a month of custody: where the journal stood. */
  readonly upTo?: JournalStand;
}

export function toldReport(item: ReportItem): ToldReport {
  const { number, report, madeAt, signed, unreadAt, voidedAt } = item;
  return {
    number,
    name: nameOfReport(item),
    ...(report.department === undefined ? {} : { department: report.department }),
    ...spanOf(report),
    madeAt,
    ...(signed === undefined ? {} : { signed }),
    ...(unreadAt === undefined ? {} : { unreadAt }),
    ...(voidedAt === undefined ? {} : { voidedAt }),
    says: sentencesOf(report)[0]?.text ?? { en: "", zh: "" },
  };
}

function spanOf(report: SafetyReport): Pick<ToldReport, "week" | "month" | "regime" | "year" | "first" | "last"> {
  if (isYearly(report)) return { year: report.year, first: `${report.year.year}-01-01`, last: `${report.year.year}-12-31` };
  if (isWeekly(report)) return { week: report.week, first: report.week.monday, last: dayAfter(report.week.monday, 6) };
  const { timeZone, month, regime } = report;
  const length = daysOfMonth(timeZone, month).length - 1;
  return { month, regime, first: `${month.month}-01`, last: `${month.month}-${length}` };
}

/** A report with all it says, in both languages. */
export function wholeReport(item: ReportItem): WholeReport {
  const { report, sha256 } = item;
  const sentences = sentencesOf(report);
  const said = saidOf(report);
  return {
    ...toldReport(item),
    sha256,
    timeZone: report.timeZone,
    before: spansBefore(report),
    sections: report.sections.map(({ name, figures }) => ({
      name,
      title: SECTION_WORDS[name],
      sentences: sentences.filter(({ section }) => section === name).map(({ text }) => text),
      figures: figures.map((figure) => toldFigure(figure, said)),
    })),
    sources: report.sources,
    ...(isYearly(report) ? ofYear(report, said) : {}),
    ...(isCustodyMonth(report) ? { upTo: report.upTo } : {}),
  };
}

function ofYear(report: YearlyReport, said: SpanWords): Pick<WholeReport, "months" | "hazardKinds" | "rooms" | "unproven"> {
  const { rooms, minimum = 0, unproven } = report.facts;
  return {
    months: monthsOf(report.timeZone, report.year).map(({ month }) => month),
    hazardKinds: report.hazardKinds.map((row) => {
      const [of, level] = [HAZARD_CLASS_WORDS[row.class], HAZARD_LEVEL_WORDS[row.level]];
      return {
        label: { en: `${of.en}, ${level.en}`, zh: `${of.zh}（${level.zh}）` },
        figures: row.figures.map((figure) => toldFigure(figure, said)),
      };
    }),
    ...(rooms === undefined
      ? {}
      : {
          rooms: rooms.map(({ zoneId, from, room, available, unavailable }) => ({
            zoneId,
            from,
            room,
            available,
            text: { en: percentText(available), zh: percentText(available) },
            unavailable: figureText("silent-time", unavailable),
            isBelow: available < minimum,
          })),
        }),
    unproven,
  };
}

const toldFigure = (figure: ReportFigure, said: SpanWords): ToldFigure => ({
  ...figure,
  label: figureWords(figure.name, said),
  unit: REPORT_FIGURES[figure.name],
  text: figureText(figure.name, figure.value),
  earlierTexts: figure.earlier.map((value) => figureText(figure.name, value)),
  ...(figure.months === undefined
    ? {}
    : { monthTexts: figure.months.map((value) => figureText(figure.name, value)), monthLabel: monthWords(figure.name) }),
});

function spansBefore(report: SafetyReport): readonly string[] {
  if (isYearly(report)) return [yearBefore(report.timeZone, report.year).year];
  if (isCustodyMonth(report)) return [monthBefore(report.timeZone, report.month).month];
  const weeks = report.sections.flatMap(({ figures }) => figures)[0]?.earlier.length ?? 0;
  return Array.from({ length: weeks }, (_, place) => weeksBefore(report.timeZone, report.week, weeks - place).monday);
}

function dayAfter(day: string, count: number): string {
  const later = new Date(`${day}T00:00:00Z`);
  later.setUTCDate(later.getUTCDate() + count);
  return later.toISOString().slice(0, 10);
}
