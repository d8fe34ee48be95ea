import type { Result } from "../../basics/index.ts";
import type { LedgerContext, LedgerRefusal } from "../ledger.ts";
import { createRefusals } from "../refusals.ts";
import { isKnownPerson, isSamePerson } from "../person.ts";
import { HAZARD_REFUSALS, type Hazard, type HazardAct, type HazardRefusalCode, type NewHazard } from "./hazard.ts";

export type Decision = Result<readonly HazardAct[], LedgerRefusal<HazardRefusalCode>>;
export type Context = LedgerContext & { readonly others: () => readonly Hazard[] };

/** Earlier numbers one hazard names (chosen: what fits beside it; the newest are the telling ones). */
const NAMED_EARLIER = 20;

export const { refuse, forbid } = createRefusals(HAZARD_REFUSALS);

type Placed = Pick<NewHazard, "zoneId" | "class" | "cause" | "source">;

/** Numbers of those like it, newest first. */
export function earlierOf(hazard: Placed, known: readonly Hazard[]): readonly number[] {
  const alike = known.filter((other) => isAlike(other, hazard)).map(({ number }) => number);
  return alike.toSorted((a, b) => b - a).slice(0, NAMED_EARLIER);
}

/** Same place, same cause. Where one of them does not say the cause, the class stands for it: rather one link too many. */
function isAlike(a: Placed, b: Placed): boolean {
  if (a.zoneId !== b.zoneId) return false;
  if (a.source !== undefined && a.source === b.source) return true;
  return a.class === b.class && (a.cause === undefined || b.cause === undefined || a.cause === b.cause);
}

/** Whoever did it, was at any time to see that it is done, or agreed who that is, is no witness that it is. */
export const isOwn = ({ remedies, bound, settlement }: Hazard, { actor, site }: Context): boolean =>
  [...remedies.map(({ by }) => by), ...bound, `person:${settlement?.responsible}`].some((other) => isSamePerson(actor, other, site));

/** Of two accounts, one of which is nobody's, one person may have both. */
export const areKnown = (actors: readonly (string | undefined)[], { site }: Context): boolean =>
  actors.every((actor) => actor !== undefined && isKnownPerson(actor, site));

/** The same hazard, of which nothing is late that was. */
export function inTime(hazard: Hazard): Hazard {
  const { overdue: _, ...others } = hazard;
  return others;
}
