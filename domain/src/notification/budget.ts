import { type EpochMs, minus, plus } from "../basics/index.ts";
import type { MessageBudget } from "./notification.ts";

/** The last part of every budget, which only life safety may take (chosen: what comes in a flood is mostly ordinary; one in five is enough for gas). */
const RESERVED_PART = 0.2;

/** What a notification may take of a budget. */
export type BudgetShare = "life-safety" | "ordinary" | "drill";

/** How much of a budget only life safety may take: at least one, as long as something is left for the others. */
export const reservedOf = ({ count }: Pick<MessageBudget, "count">): number =>
  Math.min(count - 1, Math.max(1, Math.floor(count * RESERVED_PART)));

/**
 * How many may have been sent when one more of the share is. A drill leaves half of what is ordinary to real alarms (chosen: a provider counts
 * its texts like all others, so that what it takes they do not have), and has one where there is one.
 */
function mostOf(budget: MessageBudget, share: BudgetShare): number {
  const ordinary = budget.count - reservedOf(budget);
  switch (share) {
    case "life-safety":
      return budget.count;
    case "ordinary":
      return ordinary;
    case "drill":
      return Math.ceil(ordinary / 2);
  }
}

/** Which of the times something was sent still count, oldest first. */
export const counting = ({ per }: Pick<MessageBudget, "per">, sent: readonly EpochMs[], now: EpochMs): readonly EpochMs[] =>
  sent.filter((at) => at > minus(now, per)).toSorted((a, b) => a - b);

/**
 * When one more may be sent; undefined: now. Ordinary ones leave the reserved part alone. Life safety takes all there is, and more: a
 * provider may still take it; but where too many bring a lockout, everything after it would be lost, and it waits too.
 */
export function roomAt(budget: MessageBudget, sent: readonly EpochMs[], share: BudgetShare, now: EpochMs): EpochMs | undefined {
  if (share === "life-safety" && budget.lockout === undefined) return undefined;
  const used = counting(budget, sent, now);
  const oldest = used[used.length - mostOf(budget, share)];
  return oldest === undefined ? undefined : plus(oldest, budget.per);
}

/** How many that lives do not depend on may be sent now. */
export const roomLeft = (budget: MessageBudget, sent: readonly EpochMs[], share: "ordinary" | "drill", now: EpochMs): number =>
  Math.max(0, mostOf(budget, share) - counting(budget, sent, now).length);
