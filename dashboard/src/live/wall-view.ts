import type { Text } from "@labcanary/domain/basics";
import type { Unit } from "@labcanary/domain/quantity";
import { PRIORITIES } from "@labcanary/domain/rules";
import type { Signal, Site, Zone, ZoneId } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";
import type { Scope } from "../accounts/scope.ts";
import { indexOf } from "../http/site-index.ts";

/** A reading the wall shows of a building while it is quiet. */
export interface WallSignal {
  readonly signal: SignalKey;
  readonly label: Text;
  readonly where: Text;
  readonly unit: Unit;
  readonly states?: readonly string[];
}

/** A building, or an outermost zone that is in none, as the wall shows it in its turn. */
export interface WallBuilding {
  readonly id: ZoneId;
  readonly name: Text;
  readonly rooms: number;
  readonly signals: number;
  readonly featured: readonly WallSignal[];
}

/** As many as are read at five metres (chosen). */
const FEATURED = 8;
/** So that one room with many sensors does not stand for the building (chosen). */
const FEATURED_OF_ZONE = 2;

const known = new WeakMap<Site, Map<string, readonly WallBuilding[]>>();

/** The buildings of a site in its order, those with nothing watched left out; made once for each part of a site that somebody sees. */
export function wallBuildings(site: Site, scope: Scope): readonly WallBuilding[] {
  const made = known.get(site) ?? new Map<string, readonly WallBuilding[]>();
  known.set(site, made);
  let buildings = made.get(scope.key);
  if (buildings === undefined) {
    buildings = makeBuildings(site, scope);
    made.set(scope.key, buildings);
  }
  return buildings;
}

function makeBuildings(site: Site, scope: Scope): readonly WallBuilding[] {
  const { zones } = indexOf(site);
  const signalsOf = Map.groupBy(
    site.signals.filter(({ key }) => scope.hasSignal(key)),
    ({ zoneId }) => buildingOf(zoneId, zones),
  );
  const roomsOf = Map.groupBy(
    site.zones.filter(({ id, kind }) => kind === "room" && scope.hasZone(id)),
    ({ id }) => buildingOf(id, zones),
  );
  return site.zones.flatMap(({ id, name }) => {
    const signals = signalsOf.get(id) ?? [];
    if (signals.length === 0) return [];
    return { id, name, rooms: roomsOf.get(id)?.length ?? 0, signals: signals.length, featured: featuredOf(signals, zones) };
  });
}

/** The building a zone is in, or where there is none the outermost zone within the site. */
function buildingOf(zoneId: ZoneId, zones: ReadonlyMap<ZoneId, Zone>): ZoneId {
  let outermost = zoneId;
  for (let zone = zones.get(zoneId); zone !== undefined && zone.kind !== "site"; zone = zones.get(zone.parent ?? "")) {
    outermost = zone.id;
    if (zone.kind === "building") break;
  }
  return outermost;
}

/** What lives depend on first, then what has the gravest rules; signals without a rule last. */
function featuredOf(signals: readonly Signal[], zones: ReadonlyMap<ZoneId, Zone>): readonly WallSignal[] {
  const shown = new Map<ZoneId, number>();
  const featured: WallSignal[] = [];
  for (const { key, label, zoneId, unit, states } of signals.toSorted((a, b) => gravityOf(a) - gravityOf(b))) {
    const before = shown.get(zoneId) ?? 0;
    if (before >= FEATURED_OF_ZONE) continue;
    shown.set(zoneId, before + 1);
    const where = zones.get(zoneId)?.path ?? { en: "", zh: "" };
    featured.push({ signal: key, label, where, unit, ...(states === undefined ? {} : { states }) });
    if (featured.length === FEATURED) break;
  }
  return featured;
}

function gravityOf({ rules }: Signal): number {
  const gravest = Math.min(PRIORITIES.length, ...rules.map(({ priority }) => PRIORITIES.indexOf(priority)));
  return rules.some(({ lifeSafety }) => lifeSafety === true) ? gravest - PRIORITIES.length - 1 : gravest;
}
