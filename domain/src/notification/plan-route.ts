import type { EpochMs } from "../basics/index.ts";
import type { Site } from "../site/index.ts";
import { planCase } from "./recipients.ts";
import { NOTIFICATION_STEPS, type NotificationStep, plainRoute, type RoutedAlarm } from "./route.ts";

/** Somebody who is to be told of an alarm when `dueAt` comes and nobody has acknowledged it. */
export interface PlannedNotification {
  /** As `Notification.id`. */
  readonly id: string;
  readonly step: NotificationStep;
  readonly personId: string;
  readonly dueAt: EpochMs;
  /** Somebody else was due before. */
  readonly escalated: boolean;
}

/** Whom an alarm tells on the plain route, but for its last step. Alarms of the platform itself go straight to the security centre. */
export function planRoute(alarm: RoutedAlarm, site: Site): readonly PlannedNotification[] {
  const zone = alarm.source.kind === "system" ? {} : { zoneId: alarm.source.zoneId };
  const planned = planCase({ route: plainRoute(site), ...zone, raisedAt: alarm.raisedReceivedAt }, site);
  return NOTIFICATION_STEPS.flatMap((step) =>
    planned
      .filter((each) => each.step.id === step)
      .flatMap(({ dueAt, escalated, recipients }) =>
        recipients.map(({ personId }) => ({ id: `${alarm.id}:${step}:${personId}`, step, personId, dueAt, escalated })),
      ),
  );
}
