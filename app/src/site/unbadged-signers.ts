import { hasReader, type Site } from "@labcanary/domain/site";

/**
 * Of which stores of controlled substances with a badge reader somebody may sign who has no badge, each in words: of them it is never known
 * whether they were at the door.
 */
export function sayUnbadgedSigners({ stock, signals, people }: Site): readonly string[] {
  return (stock?.cabinets ?? []).flatMap((cabinet) => {
    const { zoneId, regimes } = cabinet;
    const unbadged = people.filter(
      ({ kind, roles = [], badges = [] }) =>
        kind === undefined && badges.length === 0 && regimes.some((regime) => mayRole(roles, stock?.policies[regime].signers)),
    );
    if (!hasReader({ signals }, cabinet) || unbadged.length === 0) return [];
    const names = unbadged.map(({ id }) => id).join(", ");
    return [
      `${zoneId} has a badge reader, and who may sign there has no badge: ${names}; give them badges under people, or nobody can tell whether they were at the door`,
    ];
  });
}

/** Where a policy names no signers, everybody may sign whose account has the right. */
const mayRole = (roles: readonly string[], signers: readonly string[] | undefined): boolean =>
  signers === undefined || roles.some((role) => signers.includes(role));
