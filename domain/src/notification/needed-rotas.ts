import type { EpochMs } from "../basics/index.ts";
import type { Schedule } from "../schedule/index.ts";
import { type Rota, type Route, type Site, tellsRota } from "../site/index.ts";
import { type RotaGap, rotaGaps } from "./rota.ts";

/** A rota that leaves a route without anybody. */
export interface RotaShortfall {
  readonly rota: Rota;
  /** At least one. */
  readonly gaps: readonly RotaGap[];
}

/**
 * Rotas with nobody on duty within [from, to) while a route that tells them may be taken. A rota for the nights alone has no gap by day
 * where it says so, or its routes are for the night; and one that no route tells has none at all.
 */
export function rotaShortfalls(site: Site, from: EpochMs, to: EpochMs): readonly RotaShortfall[] {
  return (site.rotas ?? []).flatMap((rota) => {
    const routes = (site.routes ?? []).filter((route) => tellsRota(route, rota.id));
    const gaps = routes.length === 0 ? [] : rotaGaps(rota, site, from, to, neededOf(rota, routes));
    return gaps.length === 0 ? [] : [{ rota, gaps }];
  });
}

/** When somebody must be on duty: while any of the routes may be taken, of the hours the rota is for; undefined: always. */
function neededOf({ covers }: Rota, routes: readonly Route[]): Schedule | undefined {
  const hours = routes.flatMap(({ when: { during } }) => (during === undefined ? [] : [during]));
  if (hours.length < routes.length) return covers;
  const taken: Schedule = { kind: "any", of: hours };
  return covers === undefined ? taken : { kind: "all", of: [covers, taken] };
}
