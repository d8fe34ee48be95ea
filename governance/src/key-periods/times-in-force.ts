import { type EpochMs, milliseconds, plus } from "@labcanary/domain/basics";
import type { PeriodPlan, PlannedSeal } from "@labcanary/domain/governance";
import type { JournalEntry } from "@labcanary/domain/messages";
import type { AlarmDesk } from "@labcanary/domain/ports";
import { periodsWithNewDays, sealRuleId, type SiteDifference } from "@labcanary/domain/site";
import { entriesOf } from "./journal-entries.ts";

interface InForceSources {
  readonly at: EpochMs;
  /** As it was before; absent: it is taken up. */
  readonly former: PeriodPlan | undefined;
  /** Where it stands what each change of the site has brought. */
  readonly desk: Pick<AlarmDesk, "searchJournal"> | undefined;
}

/**
 * The plan, with since when it and each of its seals are in force where that is after the first day began: `from` is a day, and nobody broke
 * a seal that was not there yet. The journal knows it, also of what was in force while the platform was off. Rejects when it cannot be read.
 */
export async function withTimesInForce(plan: PeriodPlan, { at, former, desk }: InForceSources): Promise<PeriodPlan> {
  if (at <= plan.from) return plan;
  const span = { from: plan.from, to: plus(at, milliseconds(1)) };
  const changes = desk === undefined ? [] : await entriesOf(desk, span, ["site-changed"]);
  const cameOf = (isOf: (detail: JournalEntry["detail"]) => boolean): EpochMs | undefined =>
    changes.findLast(({ detail }) => isOf(detail))?.at;
  /** What was in force before it was changed has been so since then. */
  const sinceOf = (came: EpochMs | undefined, was: EpochMs | undefined): { readonly since?: EpochMs } => {
    const since = was !== undefined && was <= (came ?? at) ? was : (came ?? (former === undefined ? plan.from : at));
    return since <= plan.from ? {} : { since };
  };
  const seals = plan.seals.map((seal): PlannedSeal => {
    const before = former?.seals.find(({ door }) => door === seal.door);
    const came = cameOf((detail) => isNamed(detail, sealRuleId(seal.door, plan.id)));
    return { ...seal, ...sinceOf(came, before === undefined ? undefined : (before.since ?? former?.from)) };
  });
  const came = cameOf((detail) => hasNewDays(detail, plan.id));
  return { ...plan, seals, ...sinceOf(came, former?.since ?? former?.from) };
}

/** The plan as the site describes it, without what is known of it besides. */
export function asDescribed({ since: _since, ...plan }: PeriodPlan): PeriodPlan {
  return { ...plan, seals: plan.seals.map(({ since: _sealed, ...seal }) => seal) };
}

/** Whether a change of the site has brought a rule, or changed it: also its days. */
const isNamed = ({ added, changed }: JournalEntry["detail"], rule: string): boolean =>
  [added, changed].some((ids) => Array.isArray(ids) && ids.includes(rule));

/**
 * Whether a change of the site has brought a key period, or had it begin at another time. Lines of earlier releases have no list of their own of
 * that: where what was different was cut off the period may have come with it, and nobody is said to have missed what was before.
 */
function hasNewDays({ newDays, differences, more }: JournalEntry["detail"], periodId: string): boolean {
  if (Array.isArray(newDays)) return newDays.includes(periodId);
  const listed = Array.isArray(differences) ? periodsWithNewDays(differences as readonly SiteDifference[]) : [];
  return listed.includes(periodId) || (typeof more === "number" && more > 0);
}
