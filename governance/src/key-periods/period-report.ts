import { elapsed, type EpochMs, hours, plus, seconds } from "@labcanary/domain/basics";
import { type Counted, type PeriodReport, middleOf, unwatchedIn, type WatchedPeriod, type WatchedSpan } from "@labcanary/domain/governance";
import type { JournalEntry, LedgerLine } from "@labcanary/domain/messages";
import type { AlarmDesk } from "@labcanary/domain/ports";
import { isOfZone, type Site } from "@labcanary/domain/site";
import { entriesOf } from "./journal-entries.ts";
import { checkInRows } from "./check-in-rows.ts";
import { isReal } from "./real-alarm.ts";

export interface ReportSources {
  readonly desk: Pick<AlarmDesk, "searchJournal" | "get">;
  readonly site: Site;
  /** Of the period itself. */
  readonly lines: readonly LedgerLine[];
  /** Of leave to open its doors. */
  readonly leaveLines: readonly LedgerLine[];
  /** For how long it has been watched without a gap, and is not in the journal yet. */
  readonly watching?: WatchedSpan | undefined;
}

/** That it was watched until a time is in the journal within this after it. */
const SAID_WITHIN = hours(1);

/** The report of a key period: every figure with the lines of the journal it was counted from. Rejects when the journal cannot be read. */
export async function reportOf(
  period: WatchedPeriod,
  { desk, site, lines, leaveLines, watching }: ReportSources,
): Promise<Omit<PeriodReport, "at">> {
  const { plan } = period;
  const entries = await entriesOf(desk, plan, ["raised", "acknowledged", "site-changed", "site-change-proposed"]);
  const isThere = ({ alarmId }: JournalEntry): boolean => {
    const alarm = alarmId === undefined ? undefined : desk.get(alarmId);
    if (alarm === undefined || !isReal(alarm)) return false;
    return alarm.source.kind === "system" || isOfZone(plan, alarm.source.zoneId, site.zones);
  };
  const raised = entries.filter((entry) => entry.kind === "raised" && isThere(entry));
  const acknowledged = entries.filter((entry) => entry.kind === "acknowledged" && isThere(entry));
  const ofKind = (kind: JournalEntry["kind"]): Counted =>
    counted(entries.filter((entry) => entry.kind === kind).map(({ number }) => number));
  const acts = (all: readonly LedgerLine[], isWanted: (act: Record<string, unknown>) => boolean): Counted =>
    counted(all.filter(({ act }) => isWanted(act as Record<string, unknown>)).map(({ line }) => line));
  const responses = responsesIn(acknowledged, plan.from, desk);
  const median = middleOf(responses.map(({ took }) => took));
  return {
    rows: {
      openings: acts(lines, ({ act }) => act === "opening"),
      "openings-without-leave": acts(lines, ({ act, opening }) => act === "opening" && (opening as { leave?: number }).leave === undefined),
      "leave-given": acts(leaveLines, ({ act }) => act === "given"),
      "leave-refused": acts(leaveLines, ({ act }) => act === "refused"),
      "leave-lapsed": acts(leaveLines, ({ act }) => act === "lapsed"),
      "leave-withdrawn": acts(leaveLines, ({ act }) => act === "withdrawn"),
      ...checkInRows(lines),
      alarms: counted(raised.map(({ number }) => number)),
      acknowledged: counted(acknowledged.map(({ number }) => number)),
      "site-changes": ofKind("site-changed"),
      "site-changes-waiting": ofKind("site-change-proposed"),
    },
    unwatched: await unwatchedOf(desk, plan, watching),
    ...(median === undefined ? {} : { medianResponse: median }),
    responses: responses.map(({ line }) => line),
  };
}

const counted = (lines: readonly number[]): Counted => ({ count: lines.length, lines });

/** Also of a platform that could not say so, which is as good as one that was off. */
async function unwatchedOf(
  desk: ReportSources["desk"],
  { from, to }: WatchedPeriod["plan"],
  watching: WatchedSpan | undefined,
): Promise<NonNullable<PeriodReport["unwatched"]>> {
  const said = (await entriesOf(desk, { from, to: plus(to, SAID_WITHIN) }, ["watched"])).map(({ number, detail }) => ({
    number,
    since: detail["since"] as EpochMs,
    until: detail["until"] as EpochMs,
  }));
  return {
    spans: unwatchedIn({ from, to }, watching === undefined ? said : [...said, watching]),
    lines: said.filter(({ since }) => since < to).map(({ number }) => number),
  };
}

/** Seconds from the raising of each alarm of the days to its first acknowledgement, with its line; what people do again is no other response. */
function responsesIn(acknowledged: readonly JournalEntry[], from: EpochMs, desk: ReportSources["desk"]) {
  const first = new Map<string, JournalEntry>();
  for (const entry of acknowledged) if (entry.alarmId !== undefined && !first.has(entry.alarmId)) first.set(entry.alarmId, entry);
  return [...first].flatMap(([alarmId, { at, number }]) => {
    const raisedAt = desk.get(alarmId)?.raisedReceivedAt;
    return raisedAt === undefined || raisedAt < from ? [] : [{ took: elapsed(raisedAt, at) / seconds(1), line: number }];
  });
}
