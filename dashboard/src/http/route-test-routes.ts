import { randomUUID } from "node:crypto";
import type { ContactTestRefusalCode } from "@labcanary/domain/messages";
import { type RouteTest, routeTests } from "@labcanary/domain/notification";
import type { Clock, NotificationDesk } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import Type from "typebox";
import { COMMAND_ID } from "./command-fields.ts";
import { HttpError } from "./http-errors.ts";
import { sessionOf } from "./session-of-request.ts";
import { indexOf } from "./site-index.ts";
import type { App } from "./typed-app.ts";

const ROUTE = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
const TEST = Type.Object(
  { zone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })), commandId: COMMAND_ID },
  { additionalProperties: false },
);

export interface RouteTestDeps {
  readonly notifications: NotificationDesk;
  readonly site: () => Site;
  readonly clock: Clock;
}

/** What became of the test to one person of a route, as far as it is known when it is sent. */
export interface SentRouteTest extends RouteTest {
  readonly name: string;
  /** Absent: nothing was sent. */
  readonly notificationId?: string;
  readonly refused?: ContactTestRefusalCode;
}

/** A route is tried on everybody it would tell: whoever may test any contact may. */
export function routeTestRoutes(app: App, { notifications, site, clock }: RouteTestDeps): void {
  app.post(
    "/api/v1/routes/:id/test",
    {
      config: { access: "test-contacts" },
      schema: {
        summary:
          "Send one test to everybody the route would tell now, each by the channel it would take first; GET people tells what became of them",
        tags: ["duty"],
        params: ROUTE,
        body: TEST,
      },
    },
    async (request, reply) => {
      const { zone, commandId = randomUUID() } = request.body;
      const { id: routeId } = request.params;
      const present = site();
      if (zone !== undefined && !indexOf(present).zones.has(zone)) throw new HttpError("ZONE_UNKNOWN");
      const question = { routeId, at: clock.now(), ...(zone === undefined ? {} : { zoneId: zone }) };
      const tests = routeTests(question, present, new Set(notifications.channels().map(({ channel }) => channel)));
      if (typeof tests === "string") throw new HttpError(tests);
      const by = sessionOf(request).userName;

      function send(test: RouteTest): Pick<SentRouteTest, "notificationId" | "refused"> {
        const { personId, channel } = test;
        if (channel === undefined) return { refused: "CONTACT_NO_ADDRESS" };
        // By person, so that a command that comes twice sends nothing twice.
        const outcome = notifications.testContact({ id: `${commandId}-${personId}`, personId, channel, by, routeId });
        return outcome.ok ? { notificationId: outcome.value.notificationId } : { refused: outcome.error.code };
      }
      const nameOf = (personId: string): string => present.people.find(({ id }) => id === personId)?.name ?? personId;
      return reply
        .status(202)
        .send({ tests: tests.map((test): SentRouteTest => ({ ...test, name: nameOf(test.personId), ...send(test) })) });
    },
  );
}
