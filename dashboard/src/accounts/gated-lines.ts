import { isCustodyMonth, LEDGERS, type LedgerName } from "@labcanary/domain/governance";
import type { JournalEntry, JournalEntryKind } from "@labcanary/domain/messages";
import type { DashboardDeps } from "../ports.ts";
import { type Actor, mayDo, type Right } from "./roles.ts";
import type { Scope } from "./scope.ts";

/** The right it takes to read what a ledger says: that of its page. A new ledger does not compile until it is said here. */
const RIGHT_OF_LEDGER: Readonly<Record<LedgerName, Right>> = {
  hazard: "look",
  measure: "look",
  "public-report": "look",
  checklist: "look",
  patrol: "look",
  check: "look",
  substance: "read-substances",
  custody: "read-substances",
  "stock-take": "read-substances",
  leave: "look",
  "key-period": "look",
  drill: "look",
  report: "look",
  dossier: "look",
};

/** Of other lines that say what stands on a page behind a right. */
const RIGHT_OF_KIND: Readonly<Partial<Record<JournalEntryKind, Right>>> = {
  "substances-exported": "read-substances",
  "personal-data-read": "manage-accounts",
  "personal-data-removed": "manage-accounts",
  "personal-data-expired": "manage-accounts",
  "legal-hold-set": "manage-accounts",
  "legal-hold-lifted": "manage-accounts",
};

const LEDGER_OF_KIND = new Map<string, LedgerName>(
  LEDGERS.map((ledger) => [`${ledger}-recorded` satisfies JournalEntryKind, ledger] as const),
);

/**
 * Whether a line may be read by somebody who may read the journal: what a page keeps for those with its right, the journal keeps for them as
 * well, what was refused there among it.
 */
export function mayReadLine(
  { kind, detail }: Pick<JournalEntry, "kind" | "detail">,
  reader: Actor,
  { scope, weekly }: { readonly scope: Pick<Scope, "isWhole">; readonly weekly: DashboardDeps["weekly"] | undefined },
): boolean {
  const ledger = LEDGER_OF_KIND.get(kind) ?? (kind === "refused" ? ledgerIn(detail) : undefined);
  // The plan, its pre-flight and its openings are of every zone it is of, and stand on the page in part: its lines are not.
  if (ledger === "key-period" && !scope.isWhole) return false;
  // Weeks, years and months of custody are one ledger.
  const report = ledger === "report" ? weekly?.reports().get(Number(String(detail["record"]).split("/")[1]))?.report : undefined;
  if (report !== undefined && isCustodyMonth(report)) return mayDo(reader, RIGHT_OF_LEDGER.custody);
  const right = ledger === undefined ? RIGHT_OF_KIND[kind] : RIGHT_OF_LEDGER[ledger];
  return right === undefined || mayDo(reader, right);
}

const ledgerIn = ({ ledger }: JournalEntry["detail"]): LedgerName | undefined => LEDGERS.find((each) => each === ledger);
