import { type Container, containerDue, type Proposal, type StockTake } from "@labcanary/domain/governance";
import { type Site, strictStock } from "@labcanary/domain/site";
import type { Scope } from "../accounts/scope.ts";

/** What waits for its second signature, as the second person may see it. */
export interface ToldProposal extends Omit<Proposal, "movement"> {
  readonly kind: Proposal["movement"]["kind"];
  /** Absent where the second person enters it as well, and must not be shown it. */
  readonly movement?: Proposal["movement"];
  /** The second person enters the quantity as well. */
  readonly needsEntry: boolean;
}

export interface ToldContainer extends Omit<Container, "pending"> {
  readonly pending?: ToldProposal;
}

/** A container that has been elsewhere, without where that was. */
export function partOf(container: Container, { hasZone }: Pick<Scope, "hasZone">): Container {
  const within = <Part extends { readonly cabinet: string }>(part: Part): Part => (hasZone(part.cabinet) ? part : { ...part, cabinet: "" });
  const records = container.records.map((record) => ({
    ...within(record),
    movement: "cabinet" in record.movement ? within(record.movement) : record.movement,
  }));
  return { ...container, approval: within(container.approval), records };
}

/** A container as it is told to somebody; what another has found is kept from whoever is to find it too. */
export function toldContainer(
  whole: Container,
  site: Site,
  { actor, scope }: { readonly actor: string; readonly scope: Scope },
): ToldContainer {
  const { pending, ...rest } = partOf(whole, scope);
  const due = rest.state === "approved" ? undefined : containerDue(whole, site)?.at;
  const container = due === undefined ? rest : { ...rest, dueAt: due };
  if (pending === undefined) return container;
  const { movement, ...proposal } = pending;
  const isEntered = needsEntry(container, movement, site);
  const isHidden = isEntered && proposal.by !== actor;
  return { ...container, pending: { ...proposal, kind: movement.kind, needsEntry: isEntered, ...(isHidden ? {} : { movement }) } };
}

/** Whether the second person enters what was found as well, and is not to be shown it. */
export function needsEntry({ regime }: Pick<Container, "regime">, movement: Proposal["movement"], site: Site): boolean {
  const isMeasured = "amount" in movement || movement.kind === "correct";
  return isMeasured && strictStock(site).policies[regime].secondEntry;
}

/** Without what somebody has counted, and somebody else still counts. */
export function toldStockTake(stockTake: StockTake): Omit<StockTake, "pending"> & {
  readonly pending: readonly Pick<StockTake["pending"][number], "cabinet" | "by" | "doneAt" | "expiresAt">[];
} {
  const pending = stockTake.pending.map(({ cabinet, by, doneAt, expiresAt }) => ({ cabinet, by, doneAt, expiresAt }));
  return { ...stockTake, pending };
}
