import type { BudgetStanding } from "@labcanary/domain/notification";

/** What is left of a budget, and for what. */
export interface Gauge {
  /** For whatever is to be told. */
  readonly free: number;
  /** For life safety alone. */
  readonly kept: number;
  /** Of the bar, 0 to 1, from its beginning: what is used, what is free. The rest is what is kept. */
  readonly usedShare: number;
  readonly freeShare: number;
}

/** Life safety may have used what is kept for it, and a provider may count more than there ever was. */
export function gaugeOf({ count, used, reserved }: Pick<BudgetStanding, "count" | "used" | "reserved">): Gauge {
  const left = Math.max(0, count - used);
  const kept = Math.min(left, reserved);
  const free = left - kept;
  return { free, kept, usedShare: count === 0 ? 1 : (count - left) / count, freeShare: count === 0 ? 0 : free / count };
}
