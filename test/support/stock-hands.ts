import { hours, plus } from "@labcanary/domain/basics";
import type { ContainerCommand, MovementOrder } from "@labcanary/domain/governance";
import type { SubstanceDesk } from "@labcanary/domain/ports";
import { expect } from "vitest";
import type { SettableClock } from "./clock.ts";

/** Of the site of `stock-site.ts`; Li Na's account has another name than the person. */
export const WANG = "user:wang";
export const LI = "user:lina";
export const TAG = "HT-0001";

export interface StockBench extends Pick<SubstanceDesk, "containers"> {
  readonly clock: SettableClock;
}
export type Order = Omit<MovementOrder, "tag"> & { readonly tag?: string };

type Outcome = ReturnType<ReturnType<SubstanceDesk["containers"]>["carryOut"]>;

/** Who has their hands on controlled substances. Each command has an id of its own. */
export function stockHands() {
  let ids = 0;
  const order = ({ containers }: StockBench, actor: string, command: ContainerCommand, number?: number): Outcome =>
    containers().carryOut({ id: `order-${++ids}`, actor, order: command, ...(number === undefined ? {} : { number }) });
  /** One of two, where two must. */
  const request = (bench: StockBench, over: Partial<ContainerCommand & { readonly verb: "approve" }> = {}): Outcome =>
    order(bench, WANG, {
      verb: "approve",
      substance: "nacn",
      cabinet: "store",
      quantity: "500",
      supplier: "Reagent Co.",
      permit: "GM-2026-11",
      expectedBy: plus(bench.clock.now(), hours(48)),
      signed: "approved",
      ...over,
    });
  const approve = (...[bench, over]: Parameters<typeof request>): Outcome => {
    const asked = request(bench, over);
    if (!asked.ok || asked.value.state !== "requested") return asked;
    return order(bench, LI, { verb: "witness", proposal: 0, signed: "approved" }, asked.value.number);
  };
  const move = (bench: StockBench, actor: string, movement: Order, number = 1): Outcome =>
    order(bench, actor, { verb: "move", movement: { tag: TAG, ...movement }, signed: "carried-out" }, number);
  const witness = (bench: StockBench, actor: string, quantity?: string, number = 1): Outcome => {
    const proposal = bench.containers().get(number)?.proposals ?? 0;
    return order(bench, actor, { verb: "witness", proposal, signed: "witnessed", ...(quantity === undefined ? {} : { quantity }) }, number);
  };
  /** Both sign. */
  const both = (bench: StockBench, movement: Order, number = 1): Outcome => {
    expect(move(bench, WANG, movement, number)).toMatchObject({ ok: true });
    const done = witness(bench, LI, movement.quantity, number);
    expect(done).toMatchObject({ ok: true });
    return done;
  };
  /** 500 g of sodium cyanide in its store. */
  const stored = (bench: StockBench): void => {
    approve(bench);
    both(bench, { kind: "receive", quantity: "500", tare: "120" });
    both(bench, { kind: "store", cabinet: "store" });
  };
  return { order, request, approve, move, witness, both, stored };
}
