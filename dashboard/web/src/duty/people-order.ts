import type { ContactStanding } from "@labcanary/domain/notification";
import type { Contact } from "../answers.ts";

/** How far a contact can be reached: by no address there is, by none that is proven, by some that are, by all. */
export const REACHES = ["none", "unproven", "partly", "proven"] as const;
export type Reach = (typeof REACHES)[number];

export function reachOf({ standings }: Pick<Contact, "standings">): Reach {
  if (standings.length === 0) return "none";
  const proven = standings.filter(({ isProven }) => isProven).length;
  if (proven === 0) return "unproven";
  return proven < standings.length ? "partly" : "proven";
}

/** Whoever may not be reached first, then by name. */
export const inOrder = (people: readonly Contact[]): readonly Contact[] =>
  people.toSorted((a, b) => REACHES.indexOf(reachOf(a)) - REACHES.indexOf(reachOf(b)) || a.name.localeCompare(b.name));

/** A receipt that has not come after so long does not come (chosen: providers give up after minutes to an hour; the page then looks no more). */
const PATIENCE_MS = 10 * 60_000;

/** Whether a test to this address is still under way. */
export const isUnderWay = ({ test }: Pick<ContactStanding, "test">, now: number): boolean =>
  test !== undefined && (test.state === "waiting" || test.state === "accepted") && now - test.at < PATIENCE_MS;
