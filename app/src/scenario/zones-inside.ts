import type { Site } from "@labcanary/domain/site";

/** These zones and all inside them. */
export function zonesInside({ zones }: Pick<Site, "zones">, outer: readonly string[]): ReadonlySet<string> {
  const inside = new Set(outer);
  // A zone comes after the one it is in.
  for (const { id, parent } of zones) if (parent !== undefined && inside.has(parent)) inside.add(id);
  return inside;
}
