import type { BudgetStanding } from "@labcanary/domain/notification";
import type { Right } from "../accounts/roles.ts";
import type { Scope } from "../accounts/scope.ts";
import type { DashboardDeps } from "../ports.ts";
import type { PathStanding } from "../protection/path-meter.ts";
import type { RegisterSummary } from "../protection/register-entry.ts";
import type { Register } from "../protection/register.ts";

/** What single pages show besides what every console has: each told whole, to whoever watches it, when it has changed. */
export interface LiveViews {
  readonly budgets: readonly BudgetStanding[];
  /** Number of the journal's last line, whatever it is about: who reads the journal asks for what is new when it goes up. */
  readonly journal: number;
  /** What impairs protection, by kind and room. */
  readonly register: RegisterSummary;
  /** The way of a reading, with its figures; null where nobody tells them. */
  readonly path: PathStanding | null;
}
export const VIEW_NAMES = ["budgets", "journal", "register", "path"] as const satisfies readonly (keyof LiveViews)[];
export type ViewName = (typeof VIEW_NAMES)[number];

export interface LiveView<Content> {
  readonly needs: Right;
  /** As of now. Asked with each pulse for each scope that watches it: it is to cost less than a millisecond. */
  content(scope: Scope): Content;
}

export interface ViewDeps extends Pick<DashboardDeps, "notifications" | "desk"> {
  readonly register: Register;
  readonly pathStanding: () => PathStanding | null;
}

export function createViews({ notifications, desk, register, pathStanding }: ViewDeps): {
  readonly [Name in ViewName]: LiveView<LiveViews[Name]>;
} {
  return {
    budgets: { needs: "look", content: () => notifications.budgets() },
    journal: { needs: "look", content: () => desk.journal({ limit: 1 })[0]?.number ?? 0 },
    register: { needs: "look", content: (scope) => register.summary(scope) },
    path: { needs: "look", content: pathStanding },
  };
}
