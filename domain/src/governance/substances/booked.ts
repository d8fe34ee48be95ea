import type { ZoneId } from "../../site/index.ts";
import type { Container } from "./container.ts";
import type { BookedContainer, CountedContainer } from "./stock-take.ts";

/** Where what a cabinet answers for is, when it is not in it: taken out; on its way there; received for it, and not stored yet. */
export const BOOKED_ELSEWHERE = ["out", "in-transit", "received"] as const;
export type BookedWhere = (typeof BOOKED_ELSEWHERE)[number];

type Booked = Pick<Container, "number" | "state" | "zoneId" | "unit" | "balance" | "out" | "isOut">;

/** Everything a cabinet answers for: what is to be in it, and what belongs to it and is somewhere else. */
export const bookedAt = (containers: readonly Booked[], cabinet: ZoneId): readonly BookedContainer[] =>
  containers.filter(({ zoneId }) => zoneId === cabinet).flatMap(linesOf);

function linesOf({ number: container, state, unit, balance, out, isOut }: Booked): readonly BookedContainer[] {
  const line = { container, unit };
  switch (state) {
    case "requested":
    case "not-approved":
    case "approved":
    case "closed":
      return [];
    case "received":
    case "in-transit":
      return [{ ...line, booked: balance, where: state }];
    case "stored": {
      const taken = out > 0 || isOut ? [{ ...line, booked: out, where: "out" } as const] : [];
      return isOut ? taken : [{ ...line, booked: balance }, ...taken];
    }
  }
}

/**
 * Whether a line of a count is not as the books have it. What is out or on its way need not be shown: it has a time by which it is late. What
 * was received and cannot be shown is nowhere.
 */
export const isDiffering = ({ booked, counted, where }: Pick<CountedContainer, "booked" | "counted" | "where">): boolean =>
  counted === undefined ? where === "received" : counted !== booked;
