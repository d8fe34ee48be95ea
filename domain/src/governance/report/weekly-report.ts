import type { Text } from "../../basics/index.ts";
import type { Site, ZoneId } from "../../site/index.ts";
import { countAlarms, countNotCounted, toldWithin } from "./count-alarms.ts";
import { countChecks } from "./count-checks.ts";
import { countCustody } from "./count-custody.ts";
import { countDrills } from "./count-drills.ts";
import { countImpaired } from "./count-impaired.ts";
import { countMeasures } from "./count-measures.ts";
import { countDays, countDoorReports, countHazards } from "./count-ledgers.ts";
import { countWatched } from "./count-watched.ts";
import { type CountedFigure, type FigureName, MOST_LINES } from "./figure.ts";
import type { CountedSpan, ReportLine } from "./report-line.ts";
import { daysOf, type Week, weeksBefore } from "./week.ts";

/** What a report is about. */
export interface ReportScope {
  /** Absent: the whole site. */
  readonly department?: Text;
  /** Of the department, as the site had them when the report was made. Absent: every one, and what is about none. */
  readonly zones?: readonly ZoneId[];
}

/** Sections, in the order in which they are read. A ledger that comes later adds its own. */
const SECTIONS = {
  alarms: countAlarms,
  impaired: countImpaired,
  hazards: countHazards,
  measures: countMeasures,
  doors: countDoorReports,
  checks: countChecks,
  drills: countDrills,
  custody: countCustody,
  "not-counted": countNotCounted,
} as const satisfies Record<string, (counted: CountedSpan) => readonly CountedFigure[]>;
type CountedSection = keyof typeof SECTIONS;
const SECTION_NAMES = Object.keys(SECTIONS) as readonly CountedSection[];
export type SectionName = CountedSection | "kept";

export interface ReportFigure extends CountedFigure {
  /** Its value in the weeks before, the oldest first; null where there was nothing to take it from, or no journal was kept. */
  readonly earlier: readonly (number | null)[];
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

/** One week of a site or a department. Counted from the journal's lines, and the same whenever it is counted again. */
export interface WeeklyReport extends ReportScope {
  /** Of how it is counted: one that is counted otherwise has another. */
  readonly version: 1;
  readonly timeZone: string;
  readonly week: Week;
  readonly sections: readonly ReportSection[];
  readonly sources: readonly TopSource[];
}

/** How many weeks before are told beside each figure (chosen: a month). */
export const EARLIER_WEEKS = 4;
/** Chosen: ISA-18.2 looks at the ten most frequent alarms; a source of one alarm does not recur. */
const TOP = 10;
const RECURS = 2;

/** Counts a week and those before it. `lines`: in their order, of every place, up to an hour after the week, in which it is said that it was watched to its end. */
export function weeklyReport(lines: readonly ReportLine[], week: Week, timeZone: string, scope: ReportScope): WeeklyReport {
  const steps = weeklyReportInSteps(lines, week, timeZone, scope);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** The same in steps of some milliseconds, one for each section of each week: whoever has other work to do as well does it between them. */
export function* weeklyReportInSteps(
  lines: readonly ReportLine[],
  week: Week,
  timeZone: string,
  scope: ReportScope,
): Generator<void, WeeklyReport> {
  const own = ownLines(lines, scope, week);
  yield;
  const weeks = Array.from({ length: EARLIER_WEEKS + 1 }, (_, before) => weeksBefore(timeZone, week, before));
  const now = spanOf(own, week);
  const sources = topSources(now);
  yield;
  const counted: { readonly figures: ReadonlyMap<SectionName, readonly CountedFigure[]>; readonly kept: readonly CountedFigure[] }[] = [];
  for (const each of weeks) {
    // Whether the platform watched at all is no matter of a place.
    const kept = keptOf(lines, each, timeZone);
    yield;
    const isKnown = counted.length === 0 || kept[0]?.value !== 0;
    counted.push({ kept, figures: isKnown ? yield* sectionsInSteps(each === weeks[0] ? now : spanOf(own, each)) : new Map() });
  }
  return {
    version: 1,
    ...scope,
    timeZone,
    week,
    sections: [
      ...SECTION_NAMES.map((name) => ({ name, figures: withEarlier(counted.map(({ figures }) => figures.get(name) ?? [])) })),
      { name: "kept", figures: withEarlier(counted.map(({ kept }) => kept)) },
    ],
    sources,
  };
}

/** The first of it is on how many days there are lines. */
const keptOf = (lines: readonly ReportLine[], week: Week, timeZone: string): readonly CountedFigure[] => [
  ...countDays(spanOf(lines, week), daysOf(timeZone, week)),
  ...countWatched(lines, week),
];

function* sectionsInSteps(span: CountedSpan): Generator<void, ReadonlyMap<SectionName, readonly CountedFigure[]>> {
  const figures = new Map<SectionName, readonly CountedFigure[]>();
  for (const name of SECTION_NAMES) {
    figures.set(name, SECTIONS[name](span));
    yield;
  }
  return figures;
}

/** Every line a figure of a report was counted from, also where the report names the first of them only. Its own section alone is counted. */
export function linesOfFigure(
  lines: readonly ReportLine[],
  { week, timeZone, sections, ...scope }: WeeklyReport,
  name: FigureName,
): readonly number[] {
  const section = sections.find(({ figures }) => figures.some((figure) => figure.name === name))?.name;
  if (section === undefined) return [];
  const figures = section === "kept" ? keptOf(lines, week, timeZone) : SECTIONS[section](spanOf(ownLines(lines, scope, week), week));
  return figures.find((figure) => figure.name === name)?.lines ?? [];
}

/** What may be said to be elsewhere later: its kinds of lines. */
const MOVES: ReadonlySet<string> = new Set(["hazard-recorded", "measure-recorded"]);

/** Lines of the zones of a department. A hazard or a measure whose place was changed is where it was at the end of the week, with all its lines. */
function ownLines(lines: readonly ReportLine[], { zones }: ReportScope, { to }: Week): readonly ReportLine[] {
  if (zones === undefined) return lines;
  const own = new Set(zones);
  const lastZones = new Map<unknown, ZoneId>();
  for (const { kind, at, detail, zoneId } of lines)
    if (MOVES.has(kind) && at < to && zoneId !== undefined) lastZones.set(detail["record"], zoneId);
  return lines.filter(({ detail, zoneId }) => {
    const place = lastZones.get(detail["record"]) ?? zoneId;
    return place !== undefined && own.has(place);
  });
}

const spanOf = (lines: readonly ReportLine[], { from, to }: Week): CountedSpan => ({ lines: lines.filter(({ at }) => at < to), from, to });

/** The figures of the first, each with its value in the others. */
function withEarlier([now = [], ...before]: readonly (readonly CountedFigure[])[]): readonly ReportFigure[] {
  return now.map((counted, place) => ({
    ...counted,
    lines: counted.lines.slice(0, MOST_LINES),
    earlier: before.map((figures) => figures[place]?.value ?? null).toReversed(),
  }));
}

function topSources(counted: CountedSpan): readonly TopSource[] {
  const bySource = new Map<string, TopSource & { readonly all: number[] }>();
  for (const { about, told, raised } of toldWithin(counted)) {
    if (about === undefined) continue;
    const key = JSON.stringify([about.subject, raised.zoneId]);
    const { what, where } = about;
    const known = bySource.get(key) ?? { what, where, alarms: 0, lines: [], all: [] };
    known.all.push(told.number);
    bySource.set(key, known);
  }
  return [...bySource.values()]
    .filter(({ all }) => all.length >= RECURS)
    .toSorted((a, b) => b.all.length - a.all.length || (a.all[0] ?? 0) - (b.all[0] ?? 0))
    .slice(0, TOP)
    .map(({ what, where, all }) => ({ what, where, alarms: all.length, lines: all.slice(0, MOST_LINES) }));
}

/** What is reported each week: the site, and each department that has zones, in the order of the site. */
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
