import type { EpochMs } from "../basics/index.ts";
import { type CivilDay, civilAt, dayOf } from "../schedule/index.ts";
import type { Leave, Person, Site } from "../site/index.ts";

/** Who is told where somebody was to be. */
export interface StandIn {
  readonly personId: string;
  /** Whom the person stands in for; absent: it is the person meant. */
  readonly insteadOf?: string;
}

/** The leave a person is on, on that day of the site's calendar. */
export const leaveOn = (person: Person, day: CivilDay): Leave | undefined => person.leave?.find(({ from, to }) => from <= day && day <= to);

/**
 * The person, or who stands in for them while they are on leave: a substitute who is on leave passes it on to theirs. Undefined when that
 * ends with nobody, or comes back to somebody who was passed over. One whom the site does not have is told of by their id all the same.
 */
export function standInFor(personId: string, site: Site, at: EpochMs): StandIn | undefined {
  const today = dayOf(civilAt(site.timeZone, at));
  const passedOver = new Set<string>();
  let id = personId;
  while (!passedOver.has(id)) {
    const person = site.people.find((each) => each.id === id);
    const leave = person === undefined ? undefined : leaveOn(person, today);
    if (leave === undefined) return id === personId ? { personId } : { personId: id, insteadOf: personId };
    if (leave.substitute === undefined) return undefined;
    passedOver.add(id);
    id = leave.substitute;
  }
  return undefined;
}
