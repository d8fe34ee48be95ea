import type { BudgetStanding } from "@labcanary/domain/notification";
import type { Right } from "../accounts/roles.ts";
import type { Scope } from "../accounts/scope.ts";
import { createZoneProtection, type ZoneProtection } from "../plans/zone-protection.ts";
import type { DashboardDeps } from "../ports.ts";

/** What single pages show besides what every console has: each told whole, to whoever watches it, when it has changed. */
export interface LiveViews {
  readonly budgets: readonly BudgetStanding[];
  /** Number of the journal's last line, whatever it is about: who reads the journal asks for what is new when it goes up. */
  readonly journal: number;
  readonly "zone-protection": ZoneProtection;
}
export const VIEW_NAMES = ["budgets", "journal", "zone-protection"] as const satisfies readonly (keyof LiveViews)[];
export type ViewName = (typeof VIEW_NAMES)[number];

export interface LiveView<Content> {
  readonly needs: Right;
  /** As of now. Asked with each pulse for each scope that watches it: it is to cost less than a millisecond. */
  content(scope: Scope): Content;
}

export function createViews(deps: Pick<DashboardDeps, "notifications" | "clock" | "board" | "desk" | "site">): {
  readonly [Name in ViewName]: LiveView<LiveViews[Name]>;
} {
  return {
    budgets: { needs: "look", content: () => deps.notifications.budgets() },
    journal: { needs: "look", content: () => deps.desk.journal({ limit: 1 })[0]?.number ?? 0 },
    "zone-protection": { needs: "look", content: createZoneProtection(deps) },
  };
}
