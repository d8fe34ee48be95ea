import { isAnnunciated } from "@labcanary/domain/alarm";
import type { AlarmDesk, NotificationDesk } from "@labcanary/domain/ports";
import type { DeliveryStanding } from "@labcanary/domain/notification";
import type { Site } from "@labcanary/domain/site";
import { scopeOf } from "../accounts/scope.ts";
import { sessionOf } from "./session-of-request.ts";
import type { App } from "./typed-app.ts";

/** Alarms looked through, the newest (chosen: of more than these nobody looks for their own). */
const MAXIMUM_ALARMS = 300;

/** A provider has it, or more. Who is only to be told later has not been. */
const TOLD: ReadonlySet<DeliveryStanding["state"]> = new Set(["accepted", "delivered", "read", "unproven"]);

export interface ToldRouteDeps {
  readonly desk: AlarmDesk;
  readonly notifications: NotificationDesk;
  readonly site: () => Site;
}

/** Which alarms the signed-in person was told of: where a responder begins. */
export function toldRoutes(app: App, { desk, notifications, site }: ToldRouteDeps): void {
  app.get(
    "/api/v1/told",
    {
      config: { access: "look" },
      schema: { summary: "Alarms not normal that whoever asks has been told of; newest first", tags: ["alarms"] },
    },
    async (request) => {
      const session = sessionOf(request);
      const scope = scopeOf(session.zones, site());
      const person = site().people.find(({ id, account = id }) => account === session.userName);
      if (person === undefined) return { alarmIds: [] };
      const standing = desk.list({ limit: MAXIMUM_ALARMS }).filter((alarm) => isAnnunciated(alarm) && scope.hasAlarm(alarm));
      const isTold = (alarmId: string): boolean =>
        notifications.deliveries(alarmId).some(({ personId, state }) => personId === person.id && TOLD.has(state));
      return { alarmIds: standing.flatMap(({ id }) => (isTold(id) ? [id] : [])) };
    },
  );
}
