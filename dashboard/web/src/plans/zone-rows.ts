import type { Zone } from "@labcanary/domain/site";

/** A zone of the tree that is in sight. */
export interface ZoneRow {
  readonly zone: Zone;
  /** 1 for the outermost. */
  readonly level: number;
  /** Its place among its siblings, from 1, and how many they are. */
  readonly position: number;
  readonly siblings: number;
  /** Undefined of one with nothing inside. */
  readonly isOpen: boolean | undefined;
}

/** The rows of the tree, what is inside a zone beneath it where that is open. Zones whose outer one is not theirs to see are outermost. */
export function rowsOfTree(zones: readonly Zone[], open: ReadonlySet<string>): readonly ZoneRow[] {
  const known = new Set(zones.map(({ id }) => id));
  const inside = Map.groupBy(zones, ({ parent }) => (parent !== undefined && known.has(parent) ? parent : undefined));
  const rowsIn = (parent: string | undefined, level: number): readonly ZoneRow[] => {
    const siblings = inside.get(parent) ?? [];
    return siblings.flatMap((zone, index) => {
      const isOpen = inside.has(zone.id) ? open.has(zone.id) : undefined;
      const row = { zone, level, position: index + 1, siblings: siblings.length, isOpen };
      return isOpen === true ? [row, ...rowsIn(zone.id, level + 1)] : [row];
    });
  };
  return rowsIn(undefined, 1);
}

/** The zones around one, innermost first, without itself. */
export function zonesAround(zoneId: string, zones: ReadonlyMap<string, Zone>): readonly string[] {
  const around: string[] = [];
  for (let at = zones.get(zoneId)?.parent; at !== undefined && !around.includes(at); at = zones.get(at)?.parent) around.push(at);
  return around;
}

export type TreeMove =
  | { readonly kind: "go"; readonly zoneId: string }
  | { readonly kind: "open" | "close" | "choose"; readonly zoneId: string };

/** What a key does in the tree (WAI-ARIA Authoring Practices, tree view); undefined of keys that are not the tree's. */
export function moveInTree(key: string, rows: readonly ZoneRow[], at: string): TreeMove | undefined {
  const place = rows.findIndex(({ zone }) => zone.id === at);
  const row = rows[place];
  if (row === undefined) return undefined;
  const goTo = (target: ZoneRow | undefined): TreeMove => ({ kind: "go", zoneId: target?.zone.id ?? at });
  switch (key) {
    case "ArrowDown":
      return goTo(rows[place + 1]);
    case "ArrowUp":
      return goTo(rows[place - 1]);
    case "Home":
      return goTo(rows[0]);
    case "End":
      return goTo(rows.at(-1));
    case "ArrowRight":
      return row.isOpen === false ? { kind: "open", zoneId: at } : goTo(row.isOpen === true ? rows[place + 1] : row);
    case "ArrowLeft":
      return row.isOpen === true ? { kind: "close", zoneId: at } : goTo(rows.slice(0, place).findLast(({ level }) => level < row.level));
    case "Enter":
    case " ":
      return { kind: "choose", zoneId: at };
    default:
      return undefined;
  }
}
