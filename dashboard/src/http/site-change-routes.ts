import type { SiteChangeDesk, SiteDecisionOutcome } from "@labcanary/domain/messages";
import type { Site } from "@labcanary/domain/site";
import Type from "typebox";
import { HttpError } from "./http-errors.ts";
import { scopeOfRequest, sessionOf } from "./session-of-request.ts";
import type { App } from "./typed-app.ts";

const VERSION = Type.String({ minLength: 1, maxLength: 64 });
const APPROVAL = Type.Object({ version: VERSION }, { additionalProperties: false });
const REJECTION = Type.Object({ version: VERSION, reason: Type.String({ maxLength: 1000 }) }, { additionalProperties: false });

/** The change of the site that waits for a second person, and what that person says. */
export function siteChangeRoutes(app: App, desk: SiteChangeDesk, site: () => Site): void {
  app.get(
    "/api/v1/site/change",
    {
      config: { access: "look" },
      schema: { summary: "The change of the site that waits for a second person, with its differences, or null", tags: ["site"] },
    },
    // Its differences lie anywhere: whoever is limited to zones is not told that there is one.
    async (request) => ({ change: (scopeOfRequest(request, site()).isWhole ? desk.proposal() : undefined) ?? null }),
  );

  app.post(
    "/api/v1/site/change/approve",
    {
      config: { access: "decide-site-changes" },
      schema: { summary: "Put exactly this version in force, as the second person", tags: ["site"], body: APPROVAL },
    },
    async (request) => told(await desk.approve({ version: request.body.version, by: sessionOf(request).userName })),
  );

  app.post(
    "/api/v1/site/change/reject",
    {
      config: { access: "decide-site-changes" },
      schema: { summary: "Leave this version out of force until the site's files change", tags: ["site"], body: REJECTION },
    },
    async (request) => told(await desk.reject({ ...request.body, by: sessionOf(request).userName })),
  );
}

function told(outcome: SiteDecisionOutcome) {
  if (!outcome.ok) throw new HttpError(outcome.error.code);
  return outcome.value;
}
