import type { AlarmDesk, Clock } from "@labcanary/domain/ports";
import {
  changesNothing,
  faultsOfPlaces,
  MOST_SIGNALS_OF_PLAN,
  MOST_ZONES_OF_PLAN,
  type Plan,
  figureOfPlace,
  keyOfPlace,
  type PlanChange,
  type PlanPlace,
  planChangeBetween,
  type Signal,
  type Site,
  zonesInside,
} from "@labcanary/domain/site";
import Type from "typebox";
import { type Scope, scopeOf } from "../accounts/scope.ts";
import { type PlanProposal, planProposalsIn } from "../plans/plan-proposals.ts";
import { toldProposal } from "../plans/told-proposal.ts";
import { HttpError } from "./http-errors.ts";
import { sessionOf } from "./session-of-request.ts";
import { indexOf } from "./site-index.ts";
import type { App } from "./typed-app.ts";

const ID = Type.String({ minLength: 1, maxLength: 64 });
const PLAN_PARAMS = Type.Object({ planId: ID });
const PROPOSAL_PARAMS = Type.Object({ planId: ID, proposalId: ID });
const SIGNAL_PARAMS = Type.Object({ deviceId: ID, signal: Type.String({ maxLength: 128 }) });
const ZONE_PARAMS = Type.Object({ zoneId: ID });
const PLACE = Type.Union([
  Type.Object(
    { kind: Type.Literal("signal"), signal: Type.String({ maxLength: 200 }), x: Type.Number(), y: Type.Number() },
    { additionalProperties: false },
  ),
  Type.Object(
    { kind: Type.Literal("zone"), zoneId: ID, x: Type.Number(), y: Type.Number(), w: Type.Number(), h: Type.Number() },
    { additionalProperties: false },
  ),
]);
const PROPOSAL = Type.Object(
  {
    places: Type.Array(PLACE, { maxItems: MOST_SIGNALS_OF_PLAN + MOST_ZONES_OF_PLAN }),
    note: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
);

/** What a plan shows a signal by. */
export type PlanSignal = Pick<Signal, "key" | "label" | "unit" | "states" | "zoneId">;

export interface PlanRouteDeps {
  readonly clock: Clock;
  readonly desk: Pick<AlarmDesk, "record">;
  readonly site: () => Site;
}

/** Plans of the site, what stands on them, and changes of them that engineers propose. */
export function planRoutes(app: App, dataFolder: string, { clock, desk, site }: PlanRouteDeps): void {
  const proposals = planProposalsIn(dataFolder);

  /** A plan outside the scope is no plan for whoever asks. */
  function planFor(scope: Scope, planId: string): Plan {
    const plan = site().plans?.find(({ id }) => id === planId);
    if (plan === undefined || !scope.hasZone(plan.zoneId)) throw new HttpError("PLAN_UNKNOWN");
    return plan;
  }
  const scopeFor = (request: Parameters<typeof sessionOf>[0]): Scope => scopeOf(sessionOf(request).zones, site());
  function proposalOf(plan: Plan, id: string): PlanProposal {
    const proposal = proposals.find(id);
    if (proposal?.planId !== plan.id) throw new HttpError("PLAN_PROPOSAL_UNKNOWN");
    return proposal;
  }

  app.get(
    "/api/v1/plans",
    {
      config: { access: "look" },
      schema: { summary: "Plans without their drawings, and how many signals each zone has itself", tags: ["plans"] },
    },
    async (request) => {
      const scope = scopeFor(request);
      const { plans = [], signals } = site();
      const counts: Record<string, number> = {};
      for (const { zoneId } of signals) if (scope.hasZone(zoneId)) counts[zoneId] = (counts[zoneId] ?? 0) + 1;
      const seen = plans.filter(({ zoneId }) => scope.hasZone(zoneId));
      return { plans: seen.map(({ id, name, zoneId, places }) => ({ id, name, zoneId, places })), signals: counts };
    },
  );

  app.get(
    "/api/v1/plans/:planId",
    { config: { access: "look" }, schema: { summary: "One plan with its drawing", tags: ["plans"], params: PLAN_PARAMS } },
    async (request) => ({ plan: planFor(scopeFor(request), request.params.planId) }),
  );

  app.get(
    "/api/v1/zones/:zoneId/signals",
    {
      config: { access: "look" },
      schema: {
        summary: `What a plan shows signals of a zone and those inside it by; the first ${MOST_SIGNALS_OF_PLAN}, those on the zone's plans before others`,
        tags: ["plans"],
        params: ZONE_PARAMS,
      },
    },
    async (request) => {
      const { zoneId } = request.params;
      if (!indexOf(site()).zones.has(zoneId) || !scopeFor(request).hasZone(zoneId)) throw new HttpError("ZONE_UNKNOWN");
      const { zones, plans = [], signals } = site();
      const inside = zonesInside(zoneId, zones);
      const within = signals.filter((signal) => inside.has(signal.zoneId));
      const drawn = new Set(
        plans.flatMap((plan) =>
          plan.zoneId === zoneId ? plan.places.flatMap((place) => (place.kind === "signal" ? place.signal : [])) : [],
        ),
      );
      const first =
        within.length <= MOST_SIGNALS_OF_PLAN ? within : within.toSorted((a, b) => Number(drawn.has(b.key)) - Number(drawn.has(a.key)));
      return { total: within.length, signals: first.slice(0, MOST_SIGNALS_OF_PLAN).map(planSignalOf) };
    },
  );

  app.get(
    "/api/v1/signals/:deviceId/:signal/place",
    { config: { access: "look" }, schema: { summary: "The zone a signal is in", tags: ["plans"], params: SIGNAL_PARAMS } },
    async (request) => {
      const signal = indexOf(site()).signals.get(`${request.params.deviceId}/${request.params.signal}`);
      if (signal === undefined || !scopeFor(request).hasZone(signal.zoneId)) throw new HttpError("SIGNAL_UNKNOWN");
      return { zoneId: signal.zoneId };
    },
  );

  app.get(
    "/api/v1/plans/:planId/proposals",
    { config: { access: "look" }, schema: { summary: "Proposed changes of a plan, newest first", tags: ["plans"], params: PLAN_PARAMS } },
    async (request) => {
      const plan = planFor(scopeFor(request), request.params.planId);
      return { proposals: proposals.list().flatMap((proposal) => (proposal.planId === plan.id ? toldProposal(proposal, plan) : [])) };
    },
  );

  app.post(
    "/api/v1/plans/:planId/proposals",
    {
      config: { access: "propose-plans" },
      schema: {
        summary: "Propose where things are on a plan; kept and journaled for whoever writes the site's files, and in force nowhere",
        tags: ["plans"],
        params: PLAN_PARAMS,
        body: PROPOSAL,
      },
    },
    async (request, reply) => {
      const plan = planFor(scopeFor(request), request.params.planId);
      const { places, note = "" } = request.body;
      expectRight(places, plan, site());
      const change = planChangeBetween(plan.places, places);
      if (changesNothing(change)) throw new HttpError("PLAN_CHANGES_NOTHING");
      const by = sessionOf(request).userName;
      const words = note.trim();
      const kept = proposals.keep({
        planId: plan.id,
        by,
        at: clock.now(),
        siteVersion: site().version,
        ...(words === "" ? {} : { note: words }),
        before: plan.places,
        places,
      });
      if (!kept.ok) throw new HttpError("PLAN_PROPOSALS_FULL");
      const { id } = kept.value;
      const counts = { placed: change.placed.length, moved: change.moved.length, removed: change.removed.length };
      desk.record({
        kind: "plan-proposed",
        actor: `user:${by}`,
        detail: { plan: plan.id, proposal: id, ...counts, ...(words === "" ? {} : { note: words }), ...placesBeforeAndAfter(change) },
      });
      return reply.status(201).send({ proposal: toldProposal(kept.value, plan) });
    },
  );

  app.delete(
    "/api/v1/plans/:planId/proposals/:proposalId",
    {
      config: { access: "propose-plans" },
      schema: { summary: "Take a proposal away: it is done, or not wanted any more", tags: ["plans"], params: PROPOSAL_PARAMS },
    },
    async (request, reply) => {
      const plan = planFor(scopeFor(request), request.params.planId);
      const { id } = proposalOf(plan, request.params.proposalId);
      proposals.remove(id);
      desk.record({
        kind: "plan-proposal-withdrawn",
        actor: `user:${sessionOf(request).userName}`,
        detail: { plan: plan.id, proposal: id, before: { proposal: "waiting" }, after: { proposal: "withdrawn" } },
      });
      return reply.status(204).send();
    },
  );
}

/** Places a line of the journal names (chosen: a line stays readable; the proposal has them all). */
const NAMED_PLACES = 20;

/** Where things were and would be, by what they are: as the journal has it. */
function placesBeforeAndAfter({ placed, moved, removed }: PlanChange) {
  const at = (places: readonly PlanPlace[]) =>
    Object.fromEntries(
      places.slice(0, NAMED_PLACES).map((place) => [keyOfPlace(place), `${figureOfPlace(place.x)}, ${figureOfPlace(place.y)}`]),
    );
  return {
    before: { proposal: "none", ...at([...moved.map(({ from }) => from), ...removed]) },
    after: { proposal: "waiting", ...at([...moved.map(({ to }) => to), ...placed]) },
  };
}

const planSignalOf = ({ key, label, unit, states, zoneId }: Signal): PlanSignal => ({
  key,
  label,
  unit,
  zoneId,
  ...(states === undefined ? {} : { states }),
});

/** The same checks as of a site file. */
function expectRight(places: readonly PlanPlace[], plan: Plan, site: Site): void {
  const { zones, signals } = indexOf(site);
  const [fault] = faultsOfPlaces(places, {
    view: plan.drawing.view,
    zoneId: plan.zoneId,
    within: zonesInside(plan.zoneId, site.zones),
    hasZone: (zoneId) => zones.has(zoneId),
    zoneOf: (signal) => signals.get(signal)?.zoneId,
  });
  if (fault !== undefined) throw new HttpError("PLAN_PLACES_INVALID", `/places/${fault.index} ${fault.message}`);
}
