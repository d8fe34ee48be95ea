import { epochMs, type EpochMs } from "@labcanary/domain/basics";
import type { JournalEntry } from "@labcanary/domain/messages";
import type { AlarmDesk } from "@labcanary/domain/ports";

const PAGE = 1000;

/** All lines of some kinds from one time to another, exclusive, oldest first. Rejects when the journal cannot be read. */
export async function entriesOf(
  desk: Pick<AlarmDesk, "searchJournal">,
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
  kinds: readonly JournalEntry["kind"][],
): Promise<readonly JournalEntry[]> {
  const found: JournalEntry[] = [];
  let before: number | undefined;
  do {
    const page = await desk.searchJournal({
      from,
      to: epochMs(to - 1),
      kinds,
      limit: PAGE,
      ...(before === undefined ? {} : { before }),
    });
    found.push(...page.entries);
    before = page.before;
  } while (before !== undefined);
  return found.toReversed();
}
