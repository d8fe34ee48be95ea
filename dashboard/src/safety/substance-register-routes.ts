import { type Container, lossOf, unlinkedAccounts } from "@labcanary/domain/governance";
import type { HazardDesk, SubstanceDesk } from "@labcanary/domain/ports";
import type { FastifyRequest } from "fastify";
import { mayDo } from "../accounts/roles.ts";
import type { User } from "../accounts/user-directory.ts";
import { scopeOfRequest, sessionOf } from "../http/session-of-request.ts";
import type { App } from "../http/typed-app.ts";
import type { DashboardDeps } from "../ports.ts";
import { BEFORE, CABINET, FINDINGS_FILTER, NUMBER_PARAMS, REGISTER_FILTER } from "./substance-bodies.ts";
import { actorOf, expectCabinetOf, itemOf, theirs } from "./substance-items.ts";
import { toldContainer } from "./told-container.ts";
import {
  containersPage,
  endOf,
  findingsPage,
  isMissing,
  isOnBooks,
  linesToCount,
  type LossHazard,
  lossHazards,
  matchingContainers,
  MAXIMUM_CONTAINERS,
  openFindingsPage,
  openFirst,
  stockTakesPage,
  urgentContainers,
  wholeStockTake,
} from "./told-register.ts";

export interface RegisterRouteDeps extends Pick<DashboardDeps, "site" | "clock"> {
  readonly substances: SubstanceDesk;
  /** Absent: there are none, and a loss leads to nothing. */
  readonly hazards?: HazardDesk;
  /** Everybody with an account. */
  readonly users: () => readonly User[];
}

const config = { access: "read-substances" } as const;
const tags = ["safety office"];
const params = NUMBER_PARAMS;

/** What the register of controlled substances answers: what is open first, and no more at a time than anybody reads. */
export function substanceRegisterRoutes(app: App, { site, clock, substances, hazards, users }: RegisterRouteDeps): void {
  const containers = () => substances.containers();
  const findings = () => substances.findings();
  const stockTakes = () => substances.stockTakes();

  app.get(
    "/api/v1/substances",
    {
      config,
      schema: {
        summary:
          "The register, and of its containers, without their records, the newest 200 that match, with how many do (`matching`) and how many of them are older still (`older`; `before`: those of a lower number); `urgent`: what is lost, late or waits for a second signature; findings and stock-takes, what is open first, with counts; `kept`: whether the site describes any substances; `onBooks`: whether anything is to be brought to its end; `unlinked`: accounts that cannot sign where two must, since the site knows nobody behind them",
        tags,
        querystring: REGISTER_FILTER,
      },
    },
    async (request) => {
      const { before, ...filter } = request.query;
      const scope = scopeOfRequest(request, site());
      const { userName } = sessionOf(request);
      const all = theirs(containers(), scope);
      const losses = lossHazards(hazards?.hazards().all() ?? []);
      const { containers: page, ...found } = containersPage(matchingContainers(all, filter, { site: site(), hazards: losses }), before);
      const urgent = urgentContainers(all, { hazards: losses });
      const open = openFirst(theirs(findings(), scope), theirs(stockTakes(), scope), clock.now());
      const known = register(request);
      const listed = (container: Container) => ({ ...told(container, request, losses), records: [] });
      return {
        ...known,
        urgent: urgent.slice(0, MAXIMUM_CONTAINERS).map(listed),
        ...found,
        containers: page.map(listed),
        ...open,
        counts: { ...open.counts, urgent: urgent.length },
        unlinked: unlinkedAccounts(
          users()
            .filter((user) => mayDo(user, "handle-substances") && (scope.isWhole || user.name === userName))
            .map(({ name }) => name),
          site(),
          known,
        ),
        revisions: revisions(all.some((container) => lossOf(container) !== undefined)),
      };
    },
  );

  app.get(
    "/api/v1/substances/:number",
    {
      config,
      schema: { summary: "One container with all its records, and what of the register it takes to read and sign them", tags, params },
    },
    async (request) => {
      const container = itemOf(containers(), request, { site: site(), code: "CONTAINER_UNKNOWN" });
      const isLost = lossOf(container) !== undefined;
      const { substances: known, ...rest } = register(request);
      return {
        container: told(container, request, isLost ? lossHazards(hazards?.hazards().all() ?? []) : new Map()),
        ...rest,
        substances: known.filter(({ id }) => id === container.substance),
        revisions: revisions(isLost),
      };
    },
  );

  app.get(
    "/api/v1/custody-findings",
    {
      config,
      schema: {
        summary:
          "What sensors, counts and books did not agree on, newest first. `before`: those of a lower number. `openAfter`: those open of a higher number, oldest first",
        tags,
        querystring: FINDINGS_FILTER,
      },
    },
    async (request) => {
      const { before, openAfter } = request.query;
      const own = theirs(findings(), scopeOfRequest(request, site()));
      return openAfter === undefined ? findingsPage(own, before) : openFindingsPage(own, openAfter);
    },
  );

  app.get("/api/v1/custody-findings/:number", { config, schema: { summary: "One of them", tags, params } }, async (request) => ({
    finding: itemOf(findings(), request, { site: site(), code: "FINDING_UNKNOWN" }),
  }));

  app.get(
    "/api/v1/stock-takes",
    {
      config,
      schema: {
        summary:
          "Stock-takes, newest first; of each count the lines that are not as in the books, and how many were counted. `before`: those of a lower number",
        tags,
        querystring: BEFORE,
      },
    },
    async (request) => stockTakesPage(theirs(stockTakes(), scopeOfRequest(request, site())), request.query.before, clock.now()),
  );

  app.get(
    "/api/v1/stock-takes/:number",
    { config, schema: { summary: "One stock-take with every line", tags, params } },
    async (request) => ({
      stockTake: wholeStockTake(itemOf(stockTakes(), request, { site: site(), code: "STOCK_TAKE_UNKNOWN" }), clock.now()),
    }),
  );

  app.get(
    "/api/v1/stock-takes/:number/lines",
    {
      config,
      schema: {
        summary: "What whoever counts a cabinet of it answers for, line by line, without how much it is to be",
        tags,
        params,
        querystring: CABINET,
      },
    },
    async (request) => {
      const stockTake = itemOf(stockTakes(), request, { site: site(), code: "STOCK_TAKE_UNKNOWN" });
      const { cabinet } = request.query;
      expectCabinetOf(stockTake, cabinet, scopeOfRequest(request, site()));
      return { lines: linesToCount(containers().all(), cabinet) };
    },
  );

  /** What of the site's own register somebody sees, and what was held against its sensors. */
  function register(request: FastifyRequest) {
    const scope = scopeOfRequest(request, site());
    const { stock } = site();
    const cabinets = (stock?.cabinets ?? [])
      .filter(({ zoneId }) => scope.hasZone(zoneId))
      .map((cabinet) => {
        const [comparedAt, comparedUntil] = [substances.comparedAt(cabinet.zoneId), substances.comparedUntil(cabinet.zoneId)];
        return {
          ...cabinet,
          ...(comparedAt === undefined ? {} : { comparedAt }),
          ...(comparedUntil === undefined ? {} : { comparedUntil }),
        };
      });
    const onBooks = isOnBooks(theirs(containers(), scope), theirs(stockTakes(), scope));
    return { kept: stock !== undefined, onBooks, substances: stock?.substances ?? [], policies: stock?.policies ?? {}, cabinets };
  }

  /** A container as it is told to who asks; of one that is lost with its hazard, where they see that. */
  function told(container: Container, request: FastifyRequest, losses: ReturnType<typeof lossHazards>) {
    const scope = scopeOfRequest(request, site());
    const hazard = lossOf(container) === undefined ? undefined : losses.get(container.number);
    const seen: LossHazard | undefined =
      hazard === undefined || !scope.hasZone(hazard.zoneId) ? undefined : { number: hazard.number, state: hazard.state };
    const end = endOf(container);
    return {
      ...toldContainer(container, site(), { actor: actorOf(request), scope }),
      ...(end === undefined ? {} : { end }),
      // Also where who asks does not see the hazard.
      ...(isMissing(container, losses) ? { missing: true as const } : {}),
      ...(seen === undefined ? {} : { hazard: seen }),
    };
  }

  /** As `ledgers` tells them live: higher where something of what was answered may have changed. Hazards, where one is a loss. */
  const revisions = (hasLoss: boolean) => ({
    substance: containers().revision,
    custody: findings().revision,
    "stock-take": stockTakes().revision,
    ...(hasLoss && hazards !== undefined ? { hazard: hazards.hazards().revision } : {}),
  });
}
