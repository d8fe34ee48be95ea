export const PLANS = {
  "plans.show": "Show on the plan",
  "plans.excerpt": "Where it is",
  "plans.excerpt.picture": "Show on the plan {plan}: {place}",
} as const;
