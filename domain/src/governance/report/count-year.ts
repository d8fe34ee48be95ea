import { elapsed, type EpochMs, type Text } from "../../basics/index.ts";
import { countDrills } from "./count-drills.ts";
import { countHazards } from "./count-ledgers.ts";
import { type CountedFigure, count, type FigureName, figure, medianAndLongest, type Timed } from "./figure.ts";
import { type Act, entriesOf, inOrder, type LedgerEntry, linesOf } from "./ledger-entries.ts";
import { type CountedSpan, isWithin } from "./report-line.ts";

/** As of a week, and how long it took from the books to the verification. */
export const countHazardsOfYear = (counted: CountedSpan): readonly CountedFigure[] => [...countHazards(counted), ...verifications(counted)];

/** From when a hazard was filed, or opened again, to when somebody else found it put right. */
function verifications(counted: CountedSpan): readonly CountedFigure[] {
  const opened = new Map<string, EpochMs>();
  const took: Timed[] = [];
  for (const { record, line, act } of entriesOf("hazard", counted)) {
    if (act.act === "filed" || act.act === "reopened") opened.set(record, line.at);
    const since = opened.get(record);
    if (act.act !== "verified" || act.passed !== true || since === undefined || !isWithin(line.at, counted)) continue;
    took.push({ took: elapsed(since, line.at), line: line.number });
  }
  const [, longest] = medianAndLongest("verification-mean", "verification-longest", took);
  const lines = took.map(({ line }) => line);
  const mean: CountedFigure =
    took.length === 0
      ? { name: "verification-mean", lines, of: 0 }
      : figure("verification-mean", Math.round(took.reduce((sum, each) => sum + each.took, 0) / took.length), lines);
  return longest === undefined ? [mean] : [mean, longest];
}

/** As of a week; which were not held when they were due, and how long people took in those that were. */
export function countDrillsOfYear(counted: CountedSpan): readonly CountedFigure[] {
  const entries = entriesOf("drill", counted);
  const begun = new Map<string, EpochMs>();
  const reached: Record<string, (Timed & { readonly record: string })[]> = {};
  const notedWithin = new Set<string>();
  for (const { record, line, act } of entries) {
    if (act.act === "begun") begun.set(record, line.at);
    const since = begun.get(record);
    const isCorrected = act.act === "step-corrected";
    if ((act.act !== "reached" && !isCorrected) || !isWithin(line.at, counted)) continue;
    const noted = `${record} ${act.step}`;
    if (!isCorrected) notedWithin.add(noted);
    // A drill of before is counted where it was, whenever it is corrected.
    const isOfBefore = isCorrected && !notedWithin.has(noted) && (act.reached === undefined || !isWithin(act.reached.at, counted));
    if (since === undefined || isOfBefore) continue;
    const times = (reached[act.step ?? ""] ??= []);
    // What was noted before it counts no more.
    if (isCorrected) times.splice(0, times.length, ...times.filter((each) => each.record !== record));
    if (act.reached !== undefined) times.push({ record, took: elapsed(since, act.reached.at), line: line.number });
  }
  return [
    ...countDrills(counted),
    count("drills-overdue", filedAbout("drill ", counted)),
    ...medianAndLongest("drill-acknowledged-median", "drill-acknowledged-longest", reached["acknowledged"] ?? []),
    ...medianAndLongest("drill-safe-median", "drill-safe-longest", reached["safe"] ?? []),
  ];
}

/** Lines by which the platform itself filed a hazard about such a thing. */
const filedAbout = (source: string, counted: CountedSpan): readonly number[] =>
  linesOf(entriesOf("hazard", counted), counted, ({ act, hazard }) => act === "filed" && hazard?.source?.startsWith(source) === true);

/** What became of what was too warm or too cold. */
export function countExcursions(counted: CountedSpan): readonly CountedFigure[] {
  const all = entriesOf("dossier", counted);
  const simulated = new Set(all.flatMap(({ record, act }) => (act.dossier?.simulated === true ? [record] : [])));
  const entries = all.filter(({ record }) => !simulated.has(record));
  const open = new Map<string, number>();
  for (const { record, line, act } of entries) {
    if (act.act === "approved") open.delete(record);
    else if (act.act === "opened" || !open.has(record)) open.set(record, line.number);
  }
  return [
    ...each(entries, counted, { "excursions-opened": "opened", "excursions-decided": "decided", "excursions-approved": "approved" }),
    count("excursions-open-at-end", inOrder(open)),
  ];
}

/** Key periods that are over, and what there was at sealed doors and of duty. */
export function countPeriods(counted: CountedSpan): readonly CountedFigure[] {
  const entries = withoutVoidPeriods(entriesOf("key-period", counted));
  return [
    ...each(entries, counted, { "periods-reported": "reported", "periods-reviewed": "reviewed", "periods-cancelled": "cancelled" }),
    count("seal-openings", linesOf(entries, counted, is("opening"))),
    count(
      "seal-openings-without-leave",
      linesOf(entries, counted, ({ act, opening }) => act === "opening" && opening?.leave === undefined),
    ),
    count("check-ins-missed", linesOf(entries, counted, is("check-in-missed"))),
  ];
}

/**
 * Without reports of periods that a clock that was ahead made before their end, and what was signed of them: the period was set back from
 * them. What a clock that was behind took for such was put back, and counts.
 */
function withoutVoidPeriods(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const ends = new Map<string, EpochMs>();
  const reports = new Map<string, LedgerEntry[]>();
  const aside = new Map<string, readonly LedgerEntry[]>();
  const voided = new Set<LedgerEntry>();
  for (const entry of entries) {
    const { record, line, act } = entry;
    if (act.plan !== undefined) ends.set(record, act.plan.to);
    const [reported, ...others] = reports.get(record) ?? [];
    if (act.act === "reported") reports.set(record, [entry]);
    if (act.act === "reviewed" && reported !== undefined) reports.set(record, [reported, ...others, entry]);
    if (act.act === "put-back" && act.report !== undefined) for (const each of aside.get(record) ?? []) voided.delete(each);
    if (act.act !== "set-back" || reported === undefined) continue;
    if (line.at >= reported.line.at || line.at >= (ends.get(record) ?? 0)) continue;
    for (const each of [reported, ...others]) voided.add(each);
    aside.set(record, [reported, ...others]);
    reports.delete(record);
  }
  return entries.filter((entry) => !voided.has(entry));
}

/** Weekly reports that were made, and which were read; not those that are void. `counted`: of every place, as a report may belong to one around its department. */
export function countWeeklyReports(counted: CountedSpan, department: Text | undefined): readonly CountedFigure[] {
  const all = entriesOf("report", counted);
  const isTheirs = ({ report }: Act): boolean =>
    report?.week !== undefined && (department === undefined || report.department?.en === department.en);
  const weekly = new Set(all.flatMap(({ record, act }) => (isTheirs(act) ? [record] : [])));
  const voided = new Set<string>();
  for (const { record, act } of all) {
    if (act.act === "voided") voided.add(record);
    if (act.act === "void-lifted") voided.delete(record);
  }
  const entries = all.filter(({ record }) => weekly.has(record) && !voided.has(record));
  const unsigned = new Map<string, number>();
  for (const { record, line, act } of entries) {
    if (act.act === "made") unsigned.set(record, line.number);
    if (act.act === "signed") unsigned.delete(record);
  }
  return [
    ...each(entries, counted, { "weekly-made": "made", "weekly-signed": "signed", "weekly-unread": "unread" }),
    count("weekly-unsigned-at-end", inOrder(unsigned)),
  ];
}

/** Changes of what is watched and by which rules; those that one alone may not make. */
export const countChanges = (counted: CountedSpan): readonly CountedFigure[] =>
  ofKinds(counted, {
    "site-changes": "site-changed",
    "site-changes-approved": "site-change-approved",
    "site-changes-rejected": "site-change-rejected",
  });

/** Proofs that signals protect, and duties the platform found overdue. */
export const countProofs = (counted: CountedSpan): readonly CountedFigure[] => [
  ...ofKinds(counted, { "proofs-signed": "commissioning-signed", "proofs-voided": "commissioning-voided" }),
  count("duties-overdue", filedAbout("calibration ", counted)),
];

const is =
  (wanted: string) =>
  ({ act }: Act): boolean =>
    act === wanted;

const each = (
  entries: ReturnType<typeof entriesOf>,
  counted: CountedSpan,
  acts: Partial<Record<FigureName, string>>,
): readonly CountedFigure[] => Object.entries(acts).map(([name, act]) => count(name as FigureName, linesOf(entries, counted, is(act))));

const ofKinds = ({ lines, from, to }: CountedSpan, kinds: Partial<Record<FigureName, string>>): readonly CountedFigure[] =>
  Object.entries(kinds).map(([name, kind]) =>
    count(
      name as FigureName,
      lines.filter((line) => line.kind === kind && isWithin(line.at, { from, to })).map(({ number }) => number),
    ),
  );
