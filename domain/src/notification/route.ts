import type { Alarm } from "../alarm/index.ts";
import { type EpochMs, plus } from "../basics/index.ts";
import { PRIORITIES } from "../rules/index.ts";
import type { Site } from "../site/index.ts";

/** The steps of the plain route. */
export const NOTIFICATION_STEPS = ["responsible", "deputy", "security-centre"] as const;
export type NotificationStep = (typeof NOTIFICATION_STEPS)[number];

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

export type RoutedAlarm = Pick<Alarm, "id" | "priority" | "source" | "raisedReceivedAt">;

/** Whether alarms of this priority text anybody. */
export function isTexted(alarm: RoutedAlarm, site: Site): boolean {
  return PRIORITIES.indexOf(alarm.priority) <= PRIORITIES.indexOf(site.escalation.minimumPriority);
}

/**
 * The plain route: responsible person, deputy, security centre, each after its wait; the first that exists is due at once.
 * Alarms of the platform itself go straight to the security centre. Whoever stands in several steps (or shares a phone with
 * somebody who does) is told once, at the earliest.
 */
export function planRoute(alarm: RoutedAlarm, site: Site): readonly PlannedNotification[] {
  const { escalation } = site;
  const wait: Readonly<Record<NotificationStep, EpochMs>> = {
    responsible: alarm.raisedReceivedAt,
    deputy: plus(alarm.raisedReceivedAt, escalation.deputyAfter),
    "security-centre": plus(alarm.raisedReceivedAt, escalation.securityCentreAfter),
  };
  const told = new Set<string>();
  const planned: PlannedNotification[] = [];
  let firstStep: NotificationStep | undefined;
  for (const step of NOTIFICATION_STEPS) {
    for (const personId of peopleOf(step, alarm, site)) {
      const recipient = site.people.find(({ id }) => id === personId)?.phone ?? personId;
      if (told.has(recipient)) continue;
      told.add(recipient);
      firstStep ??= step;
      const escalated = step !== firstStep;
      planned.push({
        id: `${alarm.id}:${step}:${personId}`,
        step,
        personId,
        dueAt: escalated ? wait[step] : alarm.raisedReceivedAt,
        escalated,
      });
    }
  }
  return planned;
}

function peopleOf(step: NotificationStep, alarm: RoutedAlarm, site: Site): readonly string[] {
  if (step === "security-centre") return site.securityCentre;
  const { source } = alarm;
  if (source.kind === "system") return [];
  const personId = site.zones.find(({ id }) => id === source.zoneId)?.[step];
  return personId === undefined ? [] : [personId];
}
