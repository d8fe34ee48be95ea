import type { OutOfService } from "@labcanary/domain/alarm";
import type { BudgetStanding, ContactStanding } from "@labcanary/domain/notification";
import type { Right } from "../accounts/roles.ts";
import type { Scope } from "../accounts/scope.ts";
import type { DashboardDeps, RejectedFrame } from "../ports.ts";
import { budgetsWithin } from "./feed-figures.ts";

/** What single pages show besides what every console has: each told whole, to whoever watches it, when it has changed. */
export interface LiveViews {
  readonly budgets: readonly BudgetStanding[];
  /** How far the addresses of contacts are known to work. */
  readonly contacts: readonly ContactStanding[];
  readonly outOfService: readonly OutOfService[];
  readonly rejects: readonly RejectedFrame[];
  /** Number of the journal's last line, whatever it is about: who reads the journal asks for what is new when it goes up. */
  readonly journal: number;
}
export const VIEW_NAMES = ["budgets", "contacts", "outOfService", "rejects", "journal"] as const satisfies readonly (keyof LiveViews)[];
export type ViewName = (typeof VIEW_NAMES)[number];

export interface LiveView<Content> {
  readonly needs: Right;
  /** As of now. Asked with each pulse for each scope that watches it: it is to cost less than a millisecond. */
  content(scope: Scope): Content;
}

export function createViews({ notifications, desk, rejects = () => [] }: Pick<DashboardDeps, "notifications" | "desk" | "rejects">): {
  readonly [Name in ViewName]: LiveView<LiveViews[Name]>;
} {
  return {
    budgets: { needs: "look", content: (scope) => budgetsWithin(notifications, scope) },
    contacts: { needs: "look", content: ({ duty }) => notifications.contacts().filter(({ personId }) => duty.hasPerson(personId)) },
    outOfService: { needs: "look", content: (scope) => desk.outOfService().filter(({ signal }) => scope.hasSignal(signal)) },
    rejects: { needs: "read-rejects", content: () => rejects() },
    journal: { needs: "look", content: () => desk.journal({ limit: 1 })[0]?.number ?? 0 },
  };
}
