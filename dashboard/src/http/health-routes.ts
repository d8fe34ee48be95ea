import type { DashboardDeps } from "../ports.ts";
import type { App } from "./typed-app.ts";

/** How the platform itself is, and what it could not read. */
export function healthRoutes(app: App, deps: Pick<DashboardDeps, "health" | "books" | "board" | "rejects">): void {
  const { health, books, board, rejects } = deps;
  app.get(
    "/api/v1/health",
    { config: { access: "look" }, schema: { summary: "Parts, books and impaired protection", tags: ["health"] } },
    async () => ({
      items: health(),
      books: books(),
      impaired: board.impaired(),
    }),
  );

  if (rejects === undefined) return;
  app.get(
    "/api/v1/rejects",
    { config: { access: "read-rejects" }, schema: { summary: "The last frames that were not taken as readings", tags: ["health"] } },
    async () => ({ rejects: rejects() }),
  );
}
