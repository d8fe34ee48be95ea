import { days, type EpochMs, epochMs, minus } from "@labcanary/domain/basics";
import {
  type OpenImpairment,
  openImpairments,
  SAID_AGAIN_AFTER,
  type SeenImpairment,
  stepImpairments,
  toldImpairment,
} from "@labcanary/domain/governance";
import type { JournalEntry } from "@labcanary/domain/messages";
import type { AlarmDesk, Clock, Logger, SignalBoard } from "@labcanary/domain/ports";
import { isCanary, type Site } from "@labcanary/domain/site";
import { oneAtATime } from "../one-at-a-time.ts";

export interface ImpairmentJournalDeps {
  readonly desk: Pick<AlarmDesk, "record" | "searchJournal">;
  readonly board: Pick<SignalBoard, "impairedSignals" | "status">;
}

/** Writes into the journal which signal began, and ceased, to protect less than it should: what reports count. */
export interface ImpairmentJournal {
  /** Looks; asked again while a look is under way, that one is the answer. Never rejects. */
  look(): Promise<void>;
  settled(): Promise<void>;
}

/** Lines written at one look, together (chosen: some milliseconds; the rest is written at the next looks, with the same beginnings). */
const LINES_AT_A_LOOK = 100;
/** What was last said longer ago than this, over a stop as long, is not read again (chosen). */
const READ_BACK = days(60);
/** Within this before the last line whatever stood then was said again. */
const SAID_WITHIN = SAID_AGAIN_AFTER + days(1);
const PAGE = 1000;

export function createImpairmentJournal(
  { desk, board }: ImpairmentJournalDeps,
  { clock, logger, site }: { readonly clock: Pick<Clock, "now">; readonly logger: Logger; readonly site: () => Site },
): ImpairmentJournal {
  /** Undefined until what stood before the start has been read. */
  let open: Map<string, OpenImpairment> | undefined;

  async function lookOnce(): Promise<void> {
    open ??= openImpairments(await linesBefore(desk, clock.now()));
    const steps = stepImpairments(open, seenNow(), clock.now());
    const lines = steps.flatMap(({ line }) => (line === undefined ? [] : [{ ...line, actor: "system" }]));
    // At once: each kept durably by itself would hold alarms up for some milliseconds.
    if (lines.length > 0) desk.record(...lines.slice(0, LINES_AT_A_LOOK));
    let place = 0;
    for (const { key, line, stands } of steps) {
      if (line !== undefined && ++place > LINES_AT_A_LOOK) continue;
      if (stands === undefined) open.delete(key);
      else open.set(key, stands);
    }
  }

  function seenNow(): readonly SeenImpairment[] {
    const zoneOf = new Map(site().signals.map(({ key, zoneId }) => [key, zoneId]));
    return board.impairedSignals().flatMap(({ signal, impairment, since }) => {
      const zoneId = zoneOf.get(signal);
      const told = toldImpairment(impairment, impairment === "silent" ? board.status(signal)?.fault : undefined);
      return zoneId === undefined || told === undefined || isCanary(signal) ? [] : [{ signal, zoneId, impairment: told, since }];
    });
  }

  const looks = oneAtATime(lookOnce, (error) =>
    logger.error({ error: String(error) }, "It could not be kept in the journal which signals protect; tried again in a minute"),
  );
  return { look: looks.ask, settled: looks.settled };
}

/** Lines by which it is known what stood at the last of them, the oldest first. */
async function linesBefore(desk: ImpairmentJournalDeps["desk"], at: EpochMs): Promise<readonly JournalEntry[]> {
  const found: JournalEntry[] = [];
  let from = minus(at, READ_BACK);
  let before: number | undefined;
  do {
    const page = await desk.searchJournal({
      from,
      kinds: ["protection-impaired", "protection-restored"],
      limit: PAGE,
      ...(before === undefined ? {} : { before }),
    });
    found.push(...page.entries);
    const [last] = found;
    if (last !== undefined) from = epochMs(Math.max(from, last.at - SAID_WITHIN));
    before = page.before;
  } while (before !== undefined);
  return found.toReversed();
}
