import { type DurationMs, type EpochMs, hours, type Text } from "../../basics/index.ts";
import type { Site, ZoneId } from "../../site/index.ts";
import { countAlarms, countNotCounted, toldWithin } from "./count-alarms.ts";
import { countChecks } from "./count-checks.ts";
import { countCustody } from "./count-custody.ts";
import { countDrills } from "./count-drills.ts";
import { countImpaired } from "./count-impaired.ts";
import { countDoorReports, countHazards } from "./count-ledgers.ts";
import { countMeasures } from "./count-measures.ts";
import { type CountedFigure, type FigureName, MOST_LINES } from "./figure.ts";
import type { CountedSpan, ReportLine } from "./report-line.ts";

/** What a report is about. */
export interface ReportScope {
  /** Absent: the whole site. */
  readonly department?: Text;
  /** Of the department, as the site had them when the report was made. Absent: every one, and what is about none. */
  readonly zones?: readonly ZoneId[];
}

/** Counts a section of a span from its lines. */
export type Counter = (counted: CountedSpan) => readonly CountedFigure[];

/** Sections in the order in which they are read. A ledger that comes later adds its own. */
export const SECTIONS = {
  alarms: countAlarms,
  impaired: countImpaired,
  hazards: countHazards,
  measures: countMeasures,
  doors: countDoorReports,
  checks: countChecks,
  drills: countDrills,
  custody: countCustody,
  "not-counted": countNotCounted,
} as const satisfies Record<string, Counter>;
export type SpanSection = keyof typeof SECTIONS;

/** Sections that a year has besides. */
export const YEAR_SECTIONS = ["system", "rooms", "excursions", "periods", "weekly", "changes", "proofs"] as const;
/** `openings`: of a month of custody, what its doors did. */
export type SectionName = SpanSection | (typeof YEAR_SECTIONS)[number] | "openings" | "kept";

export interface ReportFigure extends Omit<CountedFigure, "times"> {
  /** Its value in the spans before, the oldest first; null where there was nothing to take it from, or no journal was kept. */
  readonly earlier: readonly (number | null)[];
  /** Of a year, where it is counted by month: from January on. Null as in `earlier`. */
  readonly months?: readonly (number | null)[];
}
export interface ReportSection {
  readonly name: SectionName;
  readonly figures: readonly ReportFigure[];
}

/** What most alarms came from. */
export interface TopSource {
  readonly what: Text;
  readonly where: Text;
  readonly alarms: number;
  /** Lines that put them before people, as CountedFigure. */
  readonly lines: readonly number[];
}

/** That it was watched to the end of a span is said within this after it, and hours before the report is made. */
export const SAID_UNTIL: DurationMs = hours(1);

/** Of weeks and years since what became overdue is counted whatever its grade, and medians are the usual ones. Months of custody have neither. */
export const COUNTED_BY = 2;

/** What every report has. Counted from the journal's lines, and the same whenever it is counted again. */
export interface CountedReport extends ReportScope {
  /** Of how it is counted: one that is counted otherwise has another. */
  readonly version: 1 | 2;
  readonly timeZone: string;
  readonly sections: readonly ReportSection[];
  readonly sources: readonly TopSource[];
}

/** What may be said to be elsewhere later: its kinds of lines. */
const MOVES: ReadonlySet<string> = new Set(["hazard-recorded", "measure-recorded"]);

/** Lines of the zones of a department. A hazard or a measure whose place was changed is where it was at the end of the span, with all its lines. */
export function ownLines(lines: readonly ReportLine[], { zones }: ReportScope, { to }: { readonly to: EpochMs }): readonly ReportLine[] {
  if (zones === undefined) return lines;
  const own = new Set(zones);
  const lastZones = new Map<unknown, ZoneId>();
  for (const { kind, at, detail, zoneId } of lines)
    if (MOVES.has(kind) && at < to && zoneId !== undefined) lastZones.set(detail["record"], zoneId);
  return lines.filter(({ kind, detail, zoneId }) => {
    // Of no place: that it is written from then on how signals protect.
    if (kind === "watched") return true;
    const place = lastZones.get(detail["record"]) ?? zoneId;
    return place !== undefined && own.has(place);
  });
}

export const spanOf = (lines: readonly ReportLine[], { from, to }: Omit<CountedSpan, "lines">): CountedSpan => ({
  lines: lines.filter(({ at }) => at < to),
  from,
  to,
});

/** As a report keeps it: the first of its lines, with its values in the spans before. */
export const reported = ({ name, value, lines, of }: CountedFigure, earlier: readonly (number | null)[]): ReportFigure => ({
  name,
  ...(value === undefined ? {} : { value }),
  lines: lines.slice(0, MOST_LINES),
  of,
  earlier,
});

/** The figures of the first, each with its value in the others, which are later first. */
export const withEarlier = ([now = [], ...before]: readonly (readonly CountedFigure[])[]): readonly ReportFigure[] =>
  now.map((counted, place) => reported(counted, before.map((figures) => figures[place]?.value ?? null).toReversed()));

/** Chosen: ISA-18.2 looks at the ten most frequent alarms; a source of one alarm does not recur. */
const TOP = 10;
const RECURS = 2;

/** Counts what alarms come from, span by span. */
export interface SourceTally {
  take(counted: CountedSpan): void;
  top(): readonly TopSource[];
}

export function tallySources(): SourceTally {
  const bySource = new Map<string, { readonly what: Text; readonly where: Text; alarms: number; readonly lines: number[] }>();
  return {
    take(counted) {
      for (const { about, told, raised } of toldWithin(counted)) {
        if (about === undefined) continue;
        const key = JSON.stringify([about.subject, raised.zoneId]);
        const { what, where } = about;
        const known = bySource.get(key) ?? { what, where, alarms: 0, lines: [] };
        known.alarms += 1;
        if (known.lines.length < MOST_LINES) known.lines.push(told.number);
        bySource.set(key, known);
      }
    },
    top: () =>
      [...bySource.values()]
        .filter(({ alarms }) => alarms >= RECURS)
        .toSorted((a, b) => b.alarms - a.alarms || (a.lines[0] ?? 0) - (b.lines[0] ?? 0))
        .slice(0, TOP)
        .map((source) => ({ ...source })),
  };
}

/** What is reported: the site, and each department that has zones, in the order of the site. */
export function reportScopes({ zones }: Pick<Site, "zones">): readonly ReportScope[] {
  const departments = new Map<string, { readonly department: Text; readonly zones: ZoneId[] }>();
  for (const { id, department } of zones) {
    if (department === undefined) continue;
    const known = departments.get(department.en) ?? { department, zones: [] };
    known.zones.push(id);
    departments.set(department.en, known);
  }
  return [{}, ...departments.values()];
}

/** The section a figure stands in. */
export const sectionOf = ({ sections }: CountedReport, name: FigureName): SectionName | undefined =>
  sections.find(({ figures }) => figures.some((figure) => figure.name === name))?.name;
