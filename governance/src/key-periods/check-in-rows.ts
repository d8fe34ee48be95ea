import type { EpochMs } from "@labcanary/domain/basics";
import type { Counted } from "@labcanary/domain/governance";
import type { LedgerLine } from "@labcanary/domain/messages";

/** The lines that say what became of one check-in. */
interface Lines {
  readonly by?: EpochMs;
  readonly kept?: LedgerLine;
  readonly missed?: LedgerLine;
  readonly explained?: LedgerLine;
}
const FIELDS: Readonly<Record<string, keyof Lines>> = { "checked-in": "kept", "check-in-missed": "missed", explained: "explained" };

interface CheckInAct {
  readonly act: string;
  readonly from?: EpochMs;
  readonly by?: EpochMs;
  readonly checkIns?: readonly EpochMs[];
}

/**
 * Check-ins of a period by its lines, in their order: each is kept in time or missed, and never both; late and explained are of those missed.
 * What a clock that was ahead had noted of times that had not come is none, unless it was put back, as for the ledger.
 */
export function checkInRows(
  lines: readonly LedgerLine[],
): Readonly<Record<"check-ins-kept" | "check-ins-missed" | "check-ins-late" | "check-ins-explained", Counted>> {
  const checkIns = new Map<EpochMs, Lines>();
  const aside = new Map<EpochMs, Lines>();
  for (const line of lines) {
    const { act, from, by, checkIns: put } = line.act as CheckInAct;
    const field = FIELDS[act];
    if (act === "set-back") setBack(checkIns, aside, line.at);
    for (const each of act === "put-back" ? (put ?? []) : []) checkIns.set(each, aside.get(each) ?? {});
    if (act === "check-in-asked" && from !== undefined && by !== undefined) checkIns.set(from, { by });
    if (field !== undefined && from !== undefined) checkIns.set(from, { ...checkIns.get(from), [field]: line });
  }
  const all = [...checkIns.values()];
  const missed = all.filter((each) => each.missed !== undefined);
  return {
    "check-ins-kept": counted(all.map((each) => (each.missed === undefined ? each.kept : undefined))),
    "check-ins-missed": counted(missed.map((each) => each.missed)),
    "check-ins-late": counted(missed.map((each) => each.kept)),
    "check-ins-explained": counted(missed.map((each) => each.explained)),
  };
}

function setBack(checkIns: Map<EpochMs, Lines>, aside: Map<EpochMs, Lines>, at: EpochMs): void {
  for (const [from, lines] of checkIns) {
    const { by = from, kept, missed } = lines;
    const isAhead = missed !== undefined && missed.at > at && by > at;
    if (from <= at && !isAhead) continue;
    aside.set(from, lines);
    if (from > at) checkIns.delete(from);
    else checkIns.set(from, { by, ...(kept === undefined || kept.at > at ? {} : { kept }) });
  }
}

function counted(found: readonly (LedgerLine | undefined)[]): Counted {
  const lines = found.flatMap((line) => line?.line ?? []).toSorted((a, b) => a - b);
  return { count: lines.length, lines };
}
