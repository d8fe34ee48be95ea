import { healthWithin } from "../accounts/scope-telling.ts";
import { floodWithin } from "../live/feed-figures.ts";
import { impairedCounts } from "../live/impaired-counts.ts";
import type { DashboardDeps } from "../ports.ts";
import { scopeOfRequest } from "./session-of-request.ts";
import type { App } from "./typed-app.ts";

/** How the platform itself is, and what it could not read. */
export function healthRoutes(
  app: App,
  deps: Pick<DashboardDeps, "health" | "books" | "alarmBooks" | "board" | "desk" | "rejects" | "site" | "commissioning">,
): void {
  const { health, books, alarmBooks, board, desk, rejects, site, commissioning } = deps;
  app.get(
    "/api/v1/health",
    {
      config: { access: "look" },
      schema: { summary: "Parts, books, impaired protection and the alarm flood under way", tags: ["health"] },
    },
    async (request) => {
      const scope = scopeOfRequest(request, site());
      return {
        items: healthWithin(health(), scope),
        books: books(),
        alarmBooks: alarmBooks(),
        impaired: impairedCounts(board, desk, scope, commissioning),
        flood: floodWithin(desk, scope),
      };
    },
  );

  if (rejects === undefined) return;
  app.get(
    "/api/v1/rejects",
    { config: { access: "read-rejects" }, schema: { summary: "The last frames that were not taken as readings", tags: ["health"] } },
    async () => ({ rejects: rejects() }),
  );
}
