import { type CountedFigure, count, figure } from "./figure.ts";
import { type Act, entriesOf, inOrder, type LedgerEntry, linesOf } from "./ledger-entries.ts";
import { type CountedSpan, isWithin } from "./report-line.ts";

/** Puts a hazard on the books, or takes it off. */
const OPENS: ReadonlySet<string> = new Set(["filed", "reopened"]);
const isWrittenOff = ({ act, passed }: Act): boolean => act === "verified" && passed === true;
/** By which people make a hazard late no longer. */
const IN_TIME: ReadonlySet<string> = new Set(["settled", "remedied", "verified", "reopened"]);

/** How the ledger of hazards moved, and what was on the books at the end. */
export function countHazards(counted: CountedSpan): readonly CountedFigure[] {
  const entries = entriesOf("hazard", counted);
  /** The line each was last opened with, and the one it is late by. */
  const open = new Map<string, number>();
  const late = new Map<string, number>();
  for (const { record, line, act } of entries) {
    if (OPENS.has(act.act)) open.set(record, line.number);
    if (isWrittenOff(act)) open.delete(record);
    // What is late of it by what was corrected is found anew.
    if (IN_TIME.has(act.act) || act.act === "corrected") late.delete(record);
    if (act.act === "overdue" && !late.has(record)) late.set(record, line.number);
  }
  const moved = (wanted: (act: Act) => boolean) => linesOf(entries, counted, wanted);
  return [
    count(
      "hazards-filed",
      moved(({ act }) => act === "filed"),
    ),
    count(
      "hazards-settled",
      moved(({ act }) => act === "settled"),
    ),
    count(
      "hazards-remedied",
      moved(({ act }) => act === "remedied"),
    ),
    count("hazards-written-off", moved(isWrittenOff)),
    count(
      "hazards-check-failed",
      moved(({ act, passed }) => act === "verified" && passed === false),
    ),
    count(
      "hazards-reopened",
      moved(({ act }) => act === "reopened"),
    ),
    count("hazards-overdue", newlyOverdue(entries, counted)),
    count("hazards-open-at-end", inOrder(open)),
    count("hazards-overdue-at-end", inOrder(late)),
  ];
}

/**
 * Lines by which something of a hazard became late: of each step and time it was due by the first, whatever its grade, which is that of a day
 * or more where nobody looked before. Later ones say that it is graver, or the same of where it was corrected to be.
 */
function newlyOverdue(entries: readonly LedgerEntry[], counted: CountedSpan): readonly number[] {
  const known = new Map<string, Set<string>>();
  const found: number[] = [];
  for (const { record, line, act } of entries) {
    if (IN_TIME.has(act.act)) known.delete(record);
    if (act.act !== "overdue") continue;
    const before = known.get(record) ?? new Set();
    const due = `${act.step} ${act.since}`;
    if (!before.has(due) && isWithin(line.at, counted)) found.push(line.number);
    known.set(record, before.add(due));
  }
  return found;
}

/** What people reported at doors, and what of it nobody had dealt with at the end. */
export function countDoorReports(counted: CountedSpan): readonly CountedFigure[] {
  const entries = entriesOf("public-report", counted);
  const open = new Map<string, number>();
  const ended = new Map<string, LedgerEntry>();
  for (const entry of entries) {
    const { record, line, act } = entry;
    if (act.act === "sent") open.set(record, line.number);
    if (act.act !== "answered" || act.ends !== true || !open.delete(record)) continue;
    ended.set(record, entry);
  }
  const sent = (kind: string) => linesOf(entries, counted, ({ act, report }) => act === "sent" && report?.kind === kind);
  return [
    count("reports-risk", sent("risk")),
    count("reports-danger", sent("danger")),
    count(
      "reports-ended",
      linesOf([...ended.values()], counted, () => true),
    ),
    count("reports-open-at-end", inOrder(open)),
  ];
}

/** On how many days of the week the journal was kept: what was not watched is not quiet. */
export function countDays({ lines, from, to }: CountedSpan, days: readonly number[]): readonly CountedFigure[] {
  const within = lines.filter(({ at }) => isWithin(at, { from, to }));
  const first = days.slice(0, -1).flatMap((begins, index) => {
    const line = within.find(({ at }) => at >= begins && at < (days[index + 1] ?? begins));
    return line === undefined ? [] : [line.number];
  });
  return [figure("days-kept", first.length, first)];
}
