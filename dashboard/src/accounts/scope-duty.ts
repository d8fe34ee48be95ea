import { routesOf } from "@labcanary/domain/notification";
import { isRouteForZone, type Person, type Rota, type Route, type Site, type ZoneId } from "@labcanary/domain/site";

/** Who is told of the alarms of some zones, and by what. */
export interface DutyPart {
  /** Those that alarms of the zones may take; of the zones a route is for, these alone are named. */
  readonly routes: readonly Route[];
  /** Those that such a route tells. */
  readonly rotas: readonly Rota[];
  /** Whose charge the zones are, whom their routes tell, who stands in for them, and the security centre. */
  readonly people: readonly Person[];
  hasPerson(personId: string): boolean;
}

export const wholeDuty = (site: Site): DutyPart => ({
  routes: routesOf(site),
  rotas: site.rotas ?? [],
  people: site.people,
  hasPerson: () => true,
});

export function partOfDuty(zones: ReadonlySet<ZoneId>, site: Site): DutyPart {
  const routes = routesOf(site)
    .filter(({ when }) => when.classes?.every((name) => name === "system") !== true)
    .filter(({ when }) => [...zones].some((zoneId) => isRouteForZone(when, zoneId, site.zones)))
    .map((route) => namingOnly(zones, route));
  const targets = routes.flatMap(({ steps, last }) => [...steps, last].flatMap(({ whom }) => whom));
  const told = new Set(targets.flatMap((target) => (target.kind === "rota" ? [target.rotaId] : [])));
  const rotas = (site.rotas ?? []).filter(({ id }) => told.has(id));
  const named = new Set([
    ...site.securityCentre,
    ...site.zones.filter(({ id }) => zones.has(id)).flatMap(({ responsible, deputy }) => [responsible ?? [], deputy ?? []].flat()),
    ...targets.flatMap((target) => (target.kind === "contact" ? [target.personId] : [])),
    ...rotas.flatMap(({ shifts }) => shifts.flatMap(({ people }) => people)),
  ]);
  const substitutes = site.people
    .filter(({ id }) => named.has(id))
    .flatMap(({ leave = [] }) => leave.flatMap(({ substitute }) => substitute ?? []));
  const all = new Set([...named, ...substitutes]);
  return { routes, rotas, people: site.people.filter(({ id }) => all.has(id)), hasPerson: (personId) => all.has(personId) };
}

/** A route that is for a whole building is for its rooms, without saying which building: what lies around is not theirs. */
function namingOnly(zones: ReadonlySet<ZoneId>, { when: { zones: named, ...when }, ...route }: Route): Route {
  const own = named?.filter((id) => zones.has(id)) ?? [];
  return { ...route, when: { ...when, ...(own.length === 0 ? {} : { zones: own }) } };
}
