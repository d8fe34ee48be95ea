import type { Site } from "@labcanary/domain/site";

/**
 * Of which stores of controlled substances with a badge reader somebody may sign who has no badge, each in words: of them it is never known
 * whether they were at the door.
 */
export function sayUnbadgedSigners({ stock, signals, people }: Site): readonly string[] {
  return (stock?.cabinets ?? []).flatMap(({ zoneId, door, regimes }) => {
    const hasReader = signals.find(({ key }) => key === door)?.rules.some((rule) => "readers" in rule) === true;
    const roles = regimes.flatMap((regime) => stock?.policies[regime].signers ?? []);
    const unbadged = people.filter(
      ({ kind, roles: own = [], badges = [] }) => kind === undefined && badges.length === 0 && own.some((role) => roles.includes(role)),
    );
    if (!hasReader || unbadged.length === 0) return [];
    const names = unbadged.map(({ id }) => id).join(", ");
    return [
      `${zoneId} has a badge reader, and who may sign there has no badge: ${names}; give them badges under people, or nobody can tell whether they were at the door`,
    ];
  });
}
