import { type EpochMs, epochMs } from "../../basics/index.ts";
import { countChecks } from "./count-checks.ts";
import { countCustody } from "./count-custody.ts";
import { countTold, countWithheld } from "./count-impaired.ts";
import { countDays, countDoorReports } from "./count-ledgers.ts";
import { countMeasures } from "./count-measures.ts";
import { countSystem, type SystemCount } from "./count-system.ts";
import {
  countChanges,
  countDrillsOfYear,
  countExcursions,
  countHazardsOfYear,
  countPeriods,
  countProofs,
  countWeeklyReports,
} from "./count-year.ts";
import { countWatched } from "./count-watched.ts";
import {
  COUNTED_BY,
  type CountedReport,
  type Counter,
  ownLines,
  type ReportFigure,
  reported,
  type ReportScope,
  type ReportSection,
  SECTIONS,
  type SectionName,
  type SourceTally,
  spanOf,
  tallySources,
} from "./counted-report.ts";
import { type CountedFigure, type FigureName, MOST_LINES } from "./figure.ts";
import { type HazardKindRow, hazardKinds } from "./hazard-kinds.ts";
import { mergeFigures, type MergedFigures } from "./merged-figures.ts";
import { type CountedSpan, isWithin, type ReportLine } from "./report-line.ts";
import { monthsOf, type PartOfMonth, partsOf, type Year, yearBefore } from "./year.ts";
import { factsOf, type YearFacts } from "./year-facts.ts";

/** One calendar year of a site or a department. Each figure has that of the year before beside it. */
export interface YearlyReport extends CountedReport {
  readonly year: Year;
  /** When the journal began, where that was within the year: of what was before nothing is known. */
  readonly began?: EpochMs;
  /** Hazards by what they are of and how grave, without kinds of which there was none. */
  readonly hazardKinds: readonly HazardKindRow[];
  /** What no line of the journal says: as it was read when the report was made. */
  readonly facts: YearFacts;
}

/** Counted from the lines of alarms, of which a year has too many to hold them all: part by part. */
const PART_SECTIONS = { alarms: SECTIONS.alarms, impaired: countWithheld, "not-counted": SECTIONS["not-counted"] };
/** Counted at once: from the lines of ledgers, which people write, and from those that tell of a time before them. */
const RECORD_SECTIONS: Readonly<Partial<Record<SectionName, Counter>>> = {
  impaired: countTold,
  hazards: countHazardsOfYear,
  measures: countMeasures,
  doors: countDoorReports,
  checks: countChecks,
  drills: countDrillsOfYear,
  custody: countCustody,
  excursions: countExcursions,
  periods: countPeriods,
  changes: countChanges,
  proofs: countProofs,
};
/** These are about the site as a whole: their lines are of no department. */
const OF_THE_SITE: ReadonlySet<SectionName> = new Set(["periods", "changes"]);
const ORDER: readonly SectionName[] = [
  "alarms",
  "system",
  "impaired",
  "rooms",
  "hazards",
  "measures",
  "doors",
  "checks",
  "drills",
  "custody",
  "excursions",
  "periods",
  "weekly",
  "changes",
  "proofs",
  "not-counted",
  "kept",
];

export interface YearPlan {
  readonly timeZone: string;
  readonly year: Year;
  /** When the journal has its first line. */
  readonly began: EpochMs;
  readonly facts: YearFacts;
}

/** Days whose lines of alarms are read at once, and until when what became of them is followed: the end of their year. */
export interface YearPart extends PartOfMonth {
  readonly until: EpochMs;
}

/** Counts a year in parts. Each is taken once, in order; everything goes in steps of some milliseconds, between which others have their turn. */
export interface YearCount {
  readonly parts: readonly YearPart[];
  /** `lines`: of alarms, of every place, in their order; of the part, with what stood when it began, and with what became of its alarms. */
  take(part: YearPart, lines: readonly ReportLine[]): Generator<void, void>;
  /** In the order of the scopes. */
  reports(): Generator<void, readonly YearlyReport[]>;
  /** Every line a figure of the first report was counted from, if it was asked for. After `reports`. */
  linesOf(name: FigureName): readonly number[];
}

type Figures = readonly CountedFigure[];
type ByMonth = ReadonlyMap<string, Figures>;
/** What it is counted from is of no matter by month. */
const ofMonth = (by: Map<string, MergedFigures>, { month }: YearPart): MergedFigures => {
  const merged = by.get(month) ?? mergeFigures(() => 0);
  by.set(month, merged);
  return merged;
};
const figuresBy = (by: ReadonlyMap<string, MergedFigures>): ByMonth => new Map([...by].map(([month, merged]) => [month, merged.figures()]));
/** Counts lines within a span of the year; those after it may tell of it. */
type RecordCounter = (lines: readonly ReportLine[], span: Omit<CountedSpan, "lines">) => Figures;
/** What of a section is counted at once. */
function counterOf(name: SectionName, { scope }: ScopeCount): RecordCounter | undefined {
  if (name === "kept") return countWatched;
  const counter: Counter | undefined = name === "weekly" ? (span) => countWeeklyReports(span, scope.department) : RECORD_SECTIONS[name];
  return counter === undefined ? undefined : (lines, span) => counter(spanOf(lines, span));
}
interface ScopeCount {
  readonly scope: ReportScope;
  readonly records: readonly ReportLine[];
  readonly tally: SourceTally;
  /** Of the year, and of the one before. */
  readonly merged: readonly [MergedFigures, MergedFigures];
  readonly system: readonly [SystemCount, SystemCount];
  readonly byMonth: Map<string, MergedFigures>;
}

/**
 * `records`: lines of ledgers from their beginning, and of changes, proofs and impaired signals of both years, of every place, in their
 * order, up to an hour after the year, in which it is said that it was watched to its end. `whole`: a figure of which every line is kept.
 */
export function countYear(
  { timeZone, year, began, facts }: YearPlan,
  records: readonly ReportLine[],
  scopes: readonly ReportScope[],
  whole?: FigureName,
): YearCount {
  const before = yearBefore(timeZone, year);
  const parts = [before, year]
    .flatMap((each) =>
      monthsOf(timeZone, each)
        .flatMap((month) => partsOf(timeZone, month))
        .map((part) => ({ ...part, until: each.to })),
    )
    .filter(({ to }) => to > began);
  const mostLinesOf = (name: FigureName): number => (name === whole ? Number.POSITIVE_INFINITY : MOST_LINES);
  const kept = [mergeFigures(mostLinesOf), mergeFigures(mostLinesOf)] as const;
  const keptBy = new Map<string, MergedFigures>();
  const since = (of: Year): EpochMs => epochMs(Math.min(of.to, Math.max(of.from, began)));
  const counts: readonly ScopeCount[] = scopes.map((scope) => ({
    scope,
    records: ownLines(records, scope, year),
    tally: tallySources(),
    merged: [mergeFigures(mostLinesOf), mergeFigures(mostLinesOf)],
    system: [countSystem(since(year), year.to, scope), countSystem(since(before), before.to, scope)],
    byMonth: new Map(),
  }));
  const counted = new Map<FigureName, readonly number[]>();

  /** What was out of service may have been so since before a part. */
  const services = records.filter(({ kind }) => kind === "out-of-service" || kind === "in-service");

  function* take(part: YearPart, alarmLines: readonly ReportLine[]): Generator<void, void> {
    const lines = [...services.filter(({ at }) => at < part.from), ...alarmLines].toSorted((a, b) => a.number - b.number);
    yield;
    const place = part.until === year.to ? 0 : 1;
    const isOfPart = ({ at }: ReportLine): boolean => isWithin(at, part);
    const watched = [...lines.filter(isOfPart), ...records.filter(isOfPart)].toSorted((a, b) => a.number - b.number);
    const days = countDays({ ...part, lines: watched }, part.days);
    kept[place].take(days);
    ofMonth(keptBy, part).take(days);
    yield;
    for (const { scope, tally, merged, system, byMonth } of counts) {
      const span: CountedSpan = { lines: ownLines(lines, scope, year), from: part.from, to: part.to };
      const figures: CountedFigure[] = [];
      for (const count of Object.values(PART_SECTIONS)) {
        figures.push(...count(span));
        yield;
      }
      merged[place].take(figures);
      system[place].take(span);
      yield;
      if (place === 1) continue;
      tally.take(span);
      ofMonth(byMonth, part).take(figures);
      yield;
    }
  }

  const valueOf = (figures: Figures, name: FigureName): number | null => figures.find((figure) => figure.name === name)?.value ?? null;
  const isWatched = (month: string): boolean => (keptBy.get(month)?.figures()[0]?.value ?? 0) > 0;
  const months = monthsOf(timeZone, year);

  function* reportOf(count: ScopeCount): Generator<void, YearlyReport> {
    const { scope, merged, system, tally } = count;
    const isKnown = kept[1].figures()[0]?.value !== undefined && kept[1].figures()[0]?.value !== 0;
    const told = (now: Figures, earlier: Figures, byMonth?: ByMonth): readonly ReportFigure[] =>
      now.map((figure) => {
        counted.set(figure.name, counted.get(figure.name) ?? figure.lines);
        const one = reported(figure, [isKnown ? valueOf(earlier, figure.name) : null]);
        if (byMonth === undefined) return one;
        return {
          ...one,
          months: months.map(({ month }) => (isWatched(month) ? valueOf(byMonth.get(month) ?? [], figure.name) : null)),
        };
      });
    const sections: ReportSection[] = [];
    for (const name of ORDER) {
      if (OF_THE_SITE.has(name) && scope.zones !== undefined) continue;
      const figures: ReportFigure[] = [];
      if (name === "system") figures.push(...told(system[0].figures(), system[1].figures()));
      if (name === "kept") figures.push(...told(kept[0].figures(), kept[1].figures(), figuresBy(keptBy)));
      if (name in PART_SECTIONS) figures.push(...(yield* ofParts(name as keyof typeof PART_SECTIONS)));
      const counter = counterOf(name, count);
      if (counter !== undefined) figures.push(...(yield* ofRecords(counter, linesFor(name, count))));
      sections.push({ name, figures });
      yield;
    }
    return {
      version: COUNTED_BY,
      ...scope,
      timeZone,
      year,
      ...(began > year.from ? { began } : {}),
      sections,
      sources: tally.top(),
      hazardKinds: hazardKinds(spanOf(count.records, year)),
      facts: factsOf(facts, scope),
    };

    /** A figure at a time: a median is taken from all times of a year. */
    function* ofParts(name: keyof typeof PART_SECTIONS): Generator<void, readonly ReportFigure[]> {
      const figures: ReportFigure[] = [];
      for (const { name: own } of PART_SECTIONS[name]({ lines: [], from: year.from, to: year.to })) {
        const only = new Set([own]);
        const now = merged[0].figures(only);
        yield;
        const before = merged[1].figures(only);
        yield;
        const byMonth = new Map<string, Figures>();
        for (const [month, of] of count.byMonth) {
          byMonth.set(month, of.figures(only));
          yield;
        }
        figures.push(...told(now, before, byMonth));
      }
      return figures;
    }

    function* ofRecords(counter: RecordCounter, lines: readonly ReportLine[]): Generator<void, readonly ReportFigure[]> {
      const byMonth = new Map<string, Figures>();
      for (const month of months) {
        byMonth.set(month.month, counter(lines, month));
        yield;
      }
      const now = counter(lines, year);
      yield;
      return told(now, counter(lines, before), byMonth);
    }
  }

  /** Whether reports were read, and whether the platform watched, its lines say that are of no place. */
  const linesFor = (name: SectionName, count: ScopeCount): readonly ReportLine[] =>
    name === "weekly" || name === "kept" ? records : count.records;

  return {
    parts,
    take,
    *reports() {
      const reports: YearlyReport[] = [];
      for (const count of counts) reports.push(yield* reportOf(count));
      return reports;
    },
    linesOf: (name) => counted.get(name) ?? [],
  };
}
