import type { ShiftStanding } from "@labcanary/domain/messages";
import type { BudgetStanding } from "@labcanary/domain/notification";
import type { Right } from "../accounts/roles.ts";
import type { Scope } from "../accounts/scope.ts";
import type { DashboardDeps } from "../ports.ts";
import { type WallBuilding, wallBuildings } from "./wall-view.ts";

/** What single pages show besides what every console has: each told whole, to whoever watches it, when it has changed. */
export interface LiveViews {
  readonly budgets: readonly BudgetStanding[];
  /** Number of the journal's last line, whatever it is about: who reads the journal asks for what is new when it goes up. */
  readonly journal: number;
  readonly shift: ShiftStanding;
  readonly wall: readonly WallBuilding[];
}
export const VIEW_NAMES = ["budgets", "journal", "shift", "wall"] as const satisfies readonly (keyof LiveViews)[];
export type ViewName = (typeof VIEW_NAMES)[number];

export interface LiveView<Content> {
  readonly needs: Right;
  /** As of now. Asked with each pulse for each scope that watches it: it is to cost less than a millisecond. */
  content(scope: Scope): Content;
}

export function createViews({ notifications, desk, shift, site }: Pick<DashboardDeps, "notifications" | "desk" | "shift" | "site">): {
  readonly [Name in ViewName]: LiveView<LiveViews[Name]>;
} {
  return {
    budgets: { needs: "look", content: () => notifications.budgets() },
    journal: { needs: "look", content: () => desk.journal({ limit: 1 })[0]?.number ?? 0 },
    shift: { needs: "look", content: () => shift.shift() },
    wall: { needs: "look", content: (scope) => wallBuildings(site(), scope) },
  };
}
