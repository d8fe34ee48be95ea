import type { EpochMs, Text } from "@labcanary/domain/basics";
import type { DrillDesk } from "@labcanary/domain/ports";
import type { ZoneId } from "@labcanary/domain/site";
import type { Scope } from "../accounts/scope.ts";

/** The drill that is under way, as every page says it from its beginning to its end, whether or not it has an alarm. */
export interface DrillNow {
  readonly number: number;
  /** Of its plan. */
  readonly name: Text;
  readonly zoneId: ZoneId;
  /** Person id of who leads it; absent for whoever is not to know who that is. */
  readonly leader?: string;
  /** It ends by itself then. */
  readonly until: EpochMs;
}

/** The drill as somebody sees it: of another part of the site they are told nothing. Null: there is none. */
export function drillWithin(drills: DrillDesk | undefined, { hasZone, duty }: Pick<Scope, "hasZone" | "duty">): DrillNow | null {
  const drill = drills
    ?.drills()
    .all()
    .findLast(({ state }) => state === "running");
  if (drill?.begun === undefined || !hasZone(drill.zoneId)) return null;
  const { number, zoneId, leader, begun } = drill;
  return { number, name: begun.plan.name, zoneId, ...(duty.hasPerson(leader) ? { leader } : {}), until: begun.until };
}
