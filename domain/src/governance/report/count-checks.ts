import { type CountedFigure, count, figure } from "./figure.ts";
import { entriesOf, inOrder, type LedgerEntry, linesOf } from "./ledger-entries.ts";
import { type CountedSpan, isWithin } from "./report-line.ts";

/** Checks that were to be done, and what became of them. */
export function countChecks(counted: CountedSpan): readonly CountedFigure[] {
  const entries = entriesOf("check", counted);
  const { missed, missedAtEnd } = missesOf(entries);
  const missedNow = new Set(missed);
  const signed = entries.filter(({ line, act }) => act.act === "signed" && isWithin(line.at, counted));
  const withFailed = signed.filter(({ act }) => (act.failed ?? 0) > 0);
  return [
    count(
      "checks-opened",
      linesOf(entries, counted, ({ act }) => act === "opened"),
    ),
    count("checks-done", numbersOf(signed)),
    count("checks-done-late", numbersOf(signed.filter(({ act }) => act.late === true))),
    count("checks-missed", numbersOf(entries.filter((entry) => missedNow.has(entry) && isWithin(entry.line.at, counted)))),
    count("checks-missed-at-end", missedAtEnd),
    count(
      "checks-lapsed",
      linesOf(entries, counted, ({ act }) => act === "lapsed"),
    ),
    count("checks-stand-in", numbersOf(signed.filter(({ act }) => act.standIn === true))),
    figure(
      "check-items-failed",
      withFailed.reduce((sum, { act }) => sum + (act.failed ?? 0), 0),
      numbersOf(withFailed),
    ),
  ];
}

const numbersOf = (entries: readonly LedgerEntry[]): readonly number[] => entries.map(({ line }) => line.number);

/** A check is missed once: when its time was found to be over, or when it was signed after it and nobody had looked before. */
function missesOf(entries: readonly LedgerEntry[]): { readonly missed: readonly LedgerEntry[]; readonly missedAtEnd: readonly number[] } {
  const missed: LedgerEntry[] = [];
  const known = new Set<string>();
  const open = new Map<string, number>();
  for (const entry of entries) {
    const { record, line, act } = entry;
    if (act.act === "missed") open.set(record, line.number);
    if (act.act === "signed" || act.act === "lapsed") open.delete(record);
    if ((act.act === "missed" || (act.act === "signed" && act.late === true)) && !known.has(record)) {
      known.add(record);
      missed.push(entry);
    }
  }
  return { missed, missedAtEnd: inOrder(open) };
}
