import { type BadgeHolder, normalizedBadge } from "../telemetry/index.ts";
import type { PersonFile } from "./file.ts";
import type { Problems } from "./problem.ts";
import type { Person } from "./site.ts";

/** Finds badges that are nobody's or two people's: whoever comes with one must be told apart. */
export function checkBadges(people: Readonly<Record<string, PersonFile>>, problems: Problems): void {
  const holders = new Map<string, string>();
  for (const [id, { badges = [] }] of Object.entries(people)) {
    for (const [index, said] of badges.entries()) {
      const badge = normalizedBadge(said);
      const path = ["people", id, "badges", index];
      const holder = holders.get(badge);
      if (badge === "") problems.add("SITE_BADGE", path, "a badge has a number; write it in quotes as the reader says it");
      else if (holder !== undefined && holder !== id)
        problems.add("SITE_BADGE", path, `${holder} has this badge already; a badge is one person's`);
      holders.set(badge, holder ?? id);
    }
  }
}

/** Whose each badge is, by the badge as `normalizedBadge` writes it. Two badges of one person lead to one person. */
export const badgeHolders = (people: readonly Pick<Person, "id" | "name" | "badges" | "roles">[]): ReadonlyMap<string, BadgeHolder> =>
  new Map(
    people.flatMap(({ id, name, badges = [], roles = [] }) =>
      badges.map((badge): [string, BadgeHolder] => [normalizedBadge(badge), { id, name, roles }]),
    ),
  );
