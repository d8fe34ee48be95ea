import { type EpochMs, milliseconds, plus } from "@labcanary/domain/basics";
import type { PeriodPlan, PlannedSeal } from "@labcanary/domain/governance";
import type { JournalEntry } from "@labcanary/domain/messages";
import type { AlarmDesk } from "@labcanary/domain/ports";
import { sealRuleId, type SiteDifference } from "@labcanary/domain/site";
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

/** Whether a change of the site has brought a key period, or had it begin at another time. */
function hasNewDays({ differences }: JournalEntry["detail"], periodId: string): boolean {
  if (!Array.isArray(differences)) return false;
  return (differences as readonly SiteDifference[]).some(
    ({ about, id, change, attributes }) =>
      about === "site" &&
      id.endsWith(`/keyPeriods/${periodId}`) &&
      (change === "added" || attributes.some(({ attribute }) => attribute === "from")),
  );
}
