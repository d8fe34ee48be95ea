import { type DurationMs, milliseconds, minutes } from "../basics/index.ts";
import type { RouteStep, RouteTarget } from "./routing.ts";
import type { EscalationPolicy, Person } from "./site.ts";

/** Id of the route that alarms take which no route of the site is for; `escalation` says what it is. */
export const PLAIN_ROUTE = "plain";

/** Id of the last step of every route. */
export const LAST_STEP = "nobody-reached";

/** Who is told when nobody was reached, where a route does not say it: the security centre, and every siren there is. */
export function lastTargets(people: readonly Person[]): readonly RouteTarget[] {
  const sirens = people.filter(({ kind }) => kind === "siren");
  return [{ kind: "security-centre" }, ...sirens.map(({ id }) => ({ kind: "contact", personId: id }) as const)];
}

/** The last step of a route that says no more of it than when. */
export const lastStep = (after: DurationMs, people: readonly Person[]): RouteStep => ({
  id: LAST_STEP,
  after,
  whom: lastTargets(people),
  proof: "delivered",
});

/** Of the plain route, where the site does not say it (chosen: the security centre has longer than those before it). */
const NOBODY_REACHED_AFTER = minutes(15);
/** The least the security centre has (chosen: whoever is at a desk answers within minutes). */
const LEAST_FOR_SECURITY_CENTRE = minutes(5);

/** When nobody counts as reached on the plain route, from the raising of the alarm. */
export const nobodyReachedAfter = ({ nobodyReachedAfter: stated, securityCentreAfter }: EscalationPolicy): DurationMs =>
  stated ?? milliseconds(Math.max(NOBODY_REACHED_AFTER, securityCentreAfter + LEAST_FOR_SECURITY_CENTRE));
