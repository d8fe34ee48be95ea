import type { Site } from "@labcanary/domain/site";
import type { DeviceId } from "@labcanary/domain/telemetry";
import type { Scope } from "../accounts/scope.ts";
import type { DashboardDeps } from "../ports.ts";
import Type from "typebox";
import { HttpError } from "./http-errors.ts";
import { scopeOfRequest } from "./session-of-request.ts";
import { readTime } from "./times.ts";
import type { App } from "./typed-app.ts";

/** Events in one answer (chosen: a busy door's day, and an answer under 1 MB). */
const MAXIMUM_EVENTS = 2000;

const EVENTS_QUERY = Type.Object(
  { device: Type.Optional(Type.String({ maxLength: 64 })), from: Type.String(), to: Type.String() },
  { additionalProperties: false },
);

/** The devices whose events somebody may read; undefined: all there are, also those the site no longer has. */
const devicesOf = (scope: Scope, { devices }: Site): readonly DeviceId[] | undefined =>
  scope.isWhole ? undefined : devices.filter(({ id }) => scope.hasDevice(id)).map(({ id }) => id);

/** What people did at doors: who and when, never with which badge. */
export function accessRoutes(app: App, { accessLog, site }: Pick<DashboardDeps, "accessLog" | "site">): void {
  if (accessLog === undefined) return;
  app.get(
    "/api/v1/access-events",
    {
      config: { access: "look" },
      schema: {
        summary: "Badges, locks, tags, buttons and sounders of one device or all, newest first",
        tags: ["site"],
        querystring: EVENTS_QUERY,
      },
    },
    async (request) => {
      const from = readTime("from", request.query.from);
      const to = readTime("to", request.query.to);
      if (from >= to) throw new HttpError("RANGE_INVALID", "/from must lie before /to");
      const { device } = request.query;
      const scope = scopeOfRequest(request, site());
      const asked = { from, to, limit: MAXIMUM_EVENTS + 1 };
      const devices = device === undefined ? devicesOf(scope, site()) : scope.hasDevice(device) ? [device] : [];
      const events =
        devices === undefined
          ? accessLog.events(asked)
          : devices.flatMap((deviceId) => accessLog.events({ ...asked, deviceId })).sort((one, other) => other.at - one.at);
      const nameOf = new Map(site().people.map(({ id, name }) => [id, name]));
      return {
        from,
        to,
        // A person who has left the site keeps the id.
        events: events
          .slice(0, MAXIMUM_EVENTS)
          .map(({ id, deviceId, kind, at, door, person, unknownBadge, granted, object, state, historical }) => {
            const who = person === undefined ? undefined : (nameOf.get(person) ?? person);
            return { id, device: deviceId, kind, at, door, who, unknownBadge, granted, object, state, historical };
          }),
        truncated: events.length > MAXIMUM_EVENTS,
      };
    },
  );
}
