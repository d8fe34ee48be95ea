import { changesNothing, inFileOrder, type Plan, placesText, type PlanChange, planChangeBetween } from "@labcanary/domain/site";
import type { PlanProposal } from "./plan-proposals.ts";

/**
 * How a proposal stands to the plan in force. `in-force`: the files say it. `outdated`: the plan has been changed otherwise since, so
 * whoever takes it over must look.
 */
export type ProposalStanding = "waiting" | "in-force" | "outdated";

export interface ToldProposal extends Omit<PlanProposal, "before"> {
  readonly standing: ProposalStanding;
  /** Against the plan it was made over. */
  readonly change: PlanChange;
  /** The plan's `places:` as the site file would have them. */
  readonly text: string;
}

/** A proposal as people review it; `plan`: the one in force, where there still is one. */
export function toldProposal({ before, ...proposal }: PlanProposal, plan: Plan | undefined): ToldProposal {
  return {
    ...proposal,
    standing: standingOf(proposal.places, before, plan),
    change: planChangeBetween(before, proposal.places),
    text: placesText(inFileOrder(before, proposal.places)),
  };
}

function standingOf(places: PlanProposal["places"], before: PlanProposal["before"], plan: Plan | undefined): ProposalStanding {
  if (plan === undefined) return "outdated";
  if (changesNothing(planChangeBetween(plan.places, places))) return "in-force";
  return changesNothing(planChangeBetween(plan.places, before)) ? "waiting" : "outdated";
}
