import type { Person, Site } from "../../site/index.ts";
import { personBehind } from "../person.ts";
import type { Check } from "./check.ts";

/** Whether a check is that person's to do; who else does it stands in. `actor`: as JournalEntry.actor. */
export function isTheirs(
  { by, zoneId }: Pick<Check, "by" | "zoneId">,
  actor: string,
  { people, zones }: Pick<Site, "people" | "zones">,
): boolean {
  const person = personBehind(actor, { people });
  if (person === undefined) return false;
  const zone = zones.find(({ id }) => id === zoneId);
  return by.some((doer) => {
    switch (doer.kind) {
      case "responsible":
        return zone?.responsible === person.id;
      case "deputy":
        return zone?.deputy === person.id;
      case "person":
        return doer.id === person.id;
      case "role":
        return hasRole(person, doer.role);
    }
  });
}

const hasRole = ({ roles = [] }: Person, role: string): boolean => roles.includes(role);
