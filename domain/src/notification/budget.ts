import { type EpochMs, minus, plus } from "../basics/index.ts";
import type { MessageBudget } from "./notification.ts";

/** The last part of every budget, which only life safety may take (chosen: what comes in a flood is mostly ordinary; one in five is enough for gas). */
const RESERVED_PART = 0.2;

/** How much of a budget only life safety may take: at least one, as long as something is left for the others. */
export const reservedOf = ({ count }: Pick<MessageBudget, "count">): number =>
  Math.min(count - 1, Math.max(1, Math.floor(count * RESERVED_PART)));

/** Which of the times something was sent still count, oldest first. */
export const counting = ({ per }: Pick<MessageBudget, "per">, sent: readonly EpochMs[], now: EpochMs): readonly EpochMs[] =>
  sent.filter((at) => at > minus(now, per)).toSorted((a, b) => a - b);

/**
 * When one more may be sent; undefined: now. Ordinary ones leave the reserved part alone. Life safety takes all there is, and more: a
 * provider may still take it; but where too many bring a lockout, everything after it would be lost, and it waits too.
 */
export function roomAt(budget: MessageBudget, sent: readonly EpochMs[], isLifeSafety: boolean, now: EpochMs): EpochMs | undefined {
  if (isLifeSafety && budget.lockout === undefined) return undefined;
  const most = isLifeSafety ? budget.count : budget.count - reservedOf(budget);
  const used = counting(budget, sent, now);
  const oldest = used[used.length - most];
  return oldest === undefined ? undefined : plus(oldest, budget.per);
}

/** How many ordinary ones may be sent now. */
export const ordinaryRoom = (budget: MessageBudget, sent: readonly EpochMs[], now: EpochMs): number =>
  Math.max(0, budget.count - reservedOf(budget) - counting(budget, sent, now).length);
