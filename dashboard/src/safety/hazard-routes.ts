import type { HazardDesk } from "@labcanary/domain/ports";
import { scopeOfRequest } from "../http/session-of-request.ts";
import type { App } from "../http/typed-app.ts";
import type { DashboardDeps } from "../ports.ts";

export interface HazardRouteDeps extends Pick<DashboardDeps, "site"> {
  readonly hazards: HazardDesk;
}

/** The ledger of hazards: what is dangerous, whose it is, and what became of it. */
export function hazardRoutes(app: App, { site, hazards }: HazardRouteDeps): void {
  app.get(
    "/api/v1/hazards",
    { config: { access: "look" }, schema: { summary: "Hazards, newest first", tags: ["safety office"] } },
    async (request) => {
      const scope = scopeOfRequest(request, site());
      return {
        hazards: hazards
          .hazards()
          .all()
          .filter(({ zoneId }) => scope.hasZone(zoneId))
          .toReversed(),
      };
    },
  );
}
