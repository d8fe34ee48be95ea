import type { LedgerItem, StockTake } from "@labcanary/domain/governance";
import type { LedgerBook } from "@labcanary/domain/ports";
import type { Site, ZoneId } from "@labcanary/domain/site";
import type { FastifyRequest } from "fastify";
import type { Scope } from "../accounts/scope.ts";
import { HttpError } from "../http/http-errors.ts";
import { scopeOfRequest, sessionOf } from "../http/session-of-request.ts";

/** An item within the zones of who asks; throws alike of one elsewhere and of one that is not. */
export function itemOf<Item extends LedgerItem>(
  book: Pick<LedgerBook<Item, never, never>, "get">,
  request: FastifyRequest,
  { site, code }: { readonly site: Site; readonly code: "CONTAINER_UNKNOWN" | "FINDING_UNKNOWN" | "STOCK_TAKE_UNKNOWN" },
): Item {
  const item = book.get(Number((request.params as { readonly number: string }).number));
  if (item === undefined || !scopeOfRequest(request, site).hasZone(item.zoneId)) throw new HttpError(code);
  return item;
}

/** Throws of a cabinet that is not of the stock-take, or lies elsewhere by now: a site changes while one is under way. */
export function expectCabinetOf({ cabinets }: Pick<StockTake, "cabinets">, cabinet: ZoneId, scope: Scope): void {
  if (!cabinets.includes(cabinet) || !scope.hasZone(cabinet)) throw new HttpError("CABINET_UNKNOWN");
}

/** Those within the zones of who asks, newest first. */
export const theirs = <Item extends LedgerItem>(book: Pick<LedgerBook<Item, never, never>, "all">, scope: Scope): readonly Item[] =>
  book
    .all()
    .filter(({ zoneId }) => scope.hasZone(zoneId))
    .toReversed();

export const actorOf = (request: FastifyRequest): string => `user:${sessionOf(request).userName}`;
