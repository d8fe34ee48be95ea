import type { OutOfService } from "@labcanary/domain/alarm";
import type { LedgerName } from "@labcanary/domain/governance";
import type { ShiftStanding } from "@labcanary/domain/messages";
import type { BudgetStanding, ContactStanding } from "@labcanary/domain/notification";
import { NO_FAILED_SIGN_INS } from "@labcanary/domain/ports";
import type { DeviceId } from "@labcanary/domain/telemetry";
import type { Right } from "../accounts/roles.ts";
import type { Scope } from "../accounts/scope.ts";
import { createZoneProtection, type ZoneProtection } from "../plans/zone-protection.ts";
import type { DashboardDeps, DeviceAccess, RejectedFrame } from "../ports.ts";
import type { PathStanding } from "../protection/path-meter.ts";
import type { RegisterSummary } from "../protection/register-entry.ts";
import type { Register } from "../protection/register.ts";
import { budgetsWithin } from "./feed-figures.ts";
import { type WallBuilding, wallBuildings } from "./wall-view.ts";

/** What single pages show besides what every console has: each told whole, to whoever watches it, when it has changed. */
export interface LiveViews {
  readonly budgets: readonly BudgetStanding[];
  /** How far the addresses of contacts are known to work. */
  readonly contacts: readonly ContactStanding[];
  readonly outOfService: readonly OutOfService[];
  readonly rejects: readonly RejectedFrame[];
  /** Number of the journal's last line, whatever it is about: who reads the journal asks for what is new when it goes up. */
  readonly journal: number;
  /** Another figure than before: accounts, sessions or tokens are to be asked for anew. */
  readonly accounts: { readonly revision: number };
  /** Another one than before: which devices are enrolled or connected is to be asked for anew. */
  readonly devices: { readonly revision: number };
  /** Another one than before: how far signals have come is to be asked for anew. */
  readonly commissioning: { readonly revision: number };
  /** Another one than before: a signal nobody described has come or gone. */
  readonly unknown: { readonly revision: number; readonly signIns: number };
  /** Of each ledger another number than before: what is in it is to be asked for anew. */
  readonly ledgers: Readonly<Partial<Record<LedgerName, number>>>;
  readonly shift: ShiftStanding;
  readonly wall: readonly WallBuilding[];
  /** What impairs protection, by kind and room. */
  readonly register: RegisterSummary;
  /** The way of a reading, with its figures; null where nobody tells them. */
  readonly path: PathStanding | null;
  readonly "zone-protection": ZoneProtection;
}
export const VIEW_NAMES = [
  "budgets",
  "contacts",
  "outOfService",
  "rejects",
  "journal",
  "accounts",
  "devices",
  "commissioning",
  "unknown",
  "ledgers",
  "shift",
  "wall",
  "register",
  "path",
  "zone-protection",
] as const satisfies readonly (keyof LiveViews)[];
export type ViewName = (typeof VIEW_NAMES)[number];

export interface LiveView<Content> {
  readonly needs: Right;
  /** As of now. Asked with each pulse for each scope that watches it: it is to cost less than a millisecond. */
  content(scope: Scope): Content;
}

export interface ViewDeps
  extends Pick<
    DashboardDeps,
    | "notifications"
    | "clock"
    | "board"
    | "desk"
    | "site"
    | "commissioning"
    | "devices"
    | "ledgers"
    | "rejects"
    | "unknown"
    | "failedSignIns"
    | "shift"
  > {
  /** Higher whenever accounts, sessions or tokens have changed. */
  readonly accountsRevision: () => number;
  readonly register: Register;
  readonly pathStanding: () => PathStanding | null;
}

export function createViews(deps: ViewDeps): {
  readonly [Name in ViewName]: LiveView<LiveViews[Name]>;
} {
  const {
    notifications,
    desk,
    site,
    commissioning,
    devices,
    ledgers,
    rejects = () => [],
    unknown,
    failedSignIns = () => NO_FAILED_SIGN_INS,
    shift,
    accountsRevision,
    register,
    pathStanding,
  } = deps;
  return {
    budgets: { needs: "look", content: (scope) => budgetsWithin(notifications, scope) },
    contacts: { needs: "look", content: ({ duty }) => notifications.contacts().filter(({ personId }) => duty.hasPerson(personId)) },
    outOfService: { needs: "look", content: (scope) => desk.outOfService().filter(({ signal }) => scope.hasSignal(signal)) },
    rejects: { needs: "read-rejects", content: () => rejects() },
    journal: { needs: "look", content: () => desk.journal({ limit: 1 })[0]?.number ?? 0 },
    accounts: { needs: "look", content: () => ({ revision: accountsRevision() }) },
    devices: {
      needs: "manage-devices",
      content: () => ({
        revision:
          devices === undefined
            ? 0
            : markOf(
                site().devices.map(({ id }) => id),
                devices,
              ),
      }),
    },
    commissioning: {
      needs: "look",
      content: () => ({ revision: commissioning?.commissioningRevision() ?? 0 }),
    },
    unknown: { needs: "read-rejects", content: () => ({ revision: unknown?.().revision ?? 0, signIns: failedSignIns().revision }) },
    ledgers: { needs: "look", content: () => ledgers?.ledgerRevisions() ?? {} },
    shift: { needs: "look", content: () => shift.shift() },
    wall: { needs: "look", content: (scope) => wallBuildings(site(), scope) },
    register: { needs: "look", content: (scope) => register.summary(scope) },
    path: { needs: "look", content: pathStanding },
    "zone-protection": { needs: "look", content: createZoneProtection(deps) },
  };
}

/** Nearly always another number when a device has been enrolled, revoked, connected or lost (FNV-1a over the states, 32 bits). */
function markOf(ids: readonly DeviceId[], devices: DeviceAccess): number {
  const enrolled = devices.enrolled();
  let mark = 0x811c9dc5;
  for (const id of ids) mark = Math.imul(mark ^ ((enrolled.has(id) ? 1 : 0) + (devices.isConnected(id) ? 2 : 0)), 0x01000193);
  return (mark ^ enrolled.size) >>> 0;
}
