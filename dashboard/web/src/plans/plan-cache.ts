import type { Plan } from "@labcanary/domain/site";
import type { ListedPlan } from "../answers.ts";
import { api } from "../api.ts";

/** What was asked of plans, as long as the site is the same: an alarm opened after another asks for nothing. */
interface Asked {
  readonly site: string;
  readonly listed: Promise<readonly ListedPlan[]>;
  readonly plans: Map<string, Promise<Plan>>;
}
let asked: Asked | undefined;

function askedOf(site: string): Asked {
  if (asked?.site === site) return asked;
  const listed = api.plans().then(({ plans }) => plans);
  const fresh = { site, listed, plans: new Map<string, Promise<Plan>>() };
  // What failed is asked again by the next who wants it.
  listed.catch(() => {
    if (asked === fresh) asked = undefined;
  });
  asked = fresh;
  return fresh;
}

/** `site`: anything that changes when the site does. */
export const listedPlans = (site: string): Promise<readonly ListedPlan[]> => askedOf(site).listed;

export function planOf(site: string, planId: string): Promise<Plan> {
  const { plans } = askedOf(site);
  const known = plans.get(planId);
  if (known !== undefined) return known;
  const plan = api.plan(planId).then((answer) => answer.plan);
  plan.catch(() => plans.delete(planId));
  plans.set(planId, plan);
  return plan;
}
