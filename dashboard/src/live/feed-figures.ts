import type { Flood } from "@labcanary/domain/alarm";
import type { BudgetStanding, PresenceRequest } from "@labcanary/domain/notification";
import type { AlarmDesk, NotificationDesk } from "@labcanary/domain/ports";
import type { Scope } from "../accounts/scope.ts";

/** The flood is at the security centre's desk, and says how many alarms there are elsewhere. */
export const floodWithin = (desk: Pick<AlarmDesk, "flood">, { isWhole }: Scope): Flood | null =>
  (isWhole ? desk.flood() : undefined) ?? null;

/** The desk is asked, and not whoever is limited to zones. */
export const presenceWithin = (desk: Pick<NotificationDesk, "presence">, { isWhole }: Scope): PresenceRequest | null =>
  (isWhole ? desk.presence() : undefined) ?? null;

/** Whoever is limited to zones is told of what whole channels have left, not of single people's addresses. */
export const budgetsWithin = (desk: Pick<NotificationDesk, "budgets">, { isWhole }: Scope): readonly BudgetStanding[] =>
  isWhole ? desk.budgets() : desk.budgets().filter(({ address }) => address === undefined);
