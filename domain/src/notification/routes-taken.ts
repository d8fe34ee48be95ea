import { classOfRule, type Route, type RouteQuestion, type Site, type ZoneId } from "../site/index.ts";
import { isTexted, routesFor } from "./route.ts";

/** Sites are plain data that never change: going through 300,000 rules again at each look would hold up alarms. */
const KNOWN = new WeakMap<Site, ReadonlyMap<Route["id"], RouteTaken>>();

export interface RouteTaken {
  readonly route: Route;
  /** Where what it is for is watched. */
  readonly zones: ReadonlySet<ZoneId>;
}

/** The routes that alarms of the site's rules may take at some time, the plain one among them where one does, by id. */
export function routesTaken(site: Site): ReadonlyMap<Route["id"], RouteTaken> {
  const known = KNOWN.get(site);
  if (known !== undefined) return known;
  const taken = new Map<Route["id"], { readonly route: Route; readonly zones: Set<ZoneId> }>();
  for (const question of questionsOf(site)) {
    for (const route of routesFor(question, site)) {
      const of = taken.get(route.id) ?? { route, zones: new Set<ZoneId>() };
      if (question.zoneId !== undefined) of.zones.add(question.zoneId);
      taken.set(route.id, of);
    }
  }
  KNOWN.set(site, taken);
  return taken;
}

/** What routes are chosen by, each once: many sensors of a zone ask the same. */
function questionsOf(site: Site): Iterable<Omit<RouteQuestion, "at">> {
  const questions = new Map<string, Omit<RouteQuestion, "at">>();
  for (const signal of site.signals) {
    for (const rule of signal.rules) {
      if (!isTexted(rule, site)) continue;
      const question = { class: classOfRule(rule, signal), priority: rule.priority, zoneId: rule.zoneId ?? signal.zoneId };
      questions.set(`${question.class} ${question.priority} ${question.zoneId}`, question);
    }
  }
  return questions.values();
}
