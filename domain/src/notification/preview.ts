import type { EpochMs } from "../basics/index.ts";
import type { Priority } from "../rules/index.ts";
import { type AlarmClass, channelsOf, type LateGrade, type RouteStep, type Site, type ZoneId } from "../site/index.ts";
import { planCase, type Recipient } from "./recipients.ts";
import { isTexted, routeFor } from "./route.ts";
import type { PreviewRecipient, PreviewStep, RoutePreview } from "./standing.ts";

/** An alarm that might be raised. */
export interface PreviewQuestion {
  /** Absent: of the platform. */
  readonly zoneId?: ZoneId;
  readonly class: AlarmClass;
  readonly priority: Priority;
  /** Of what is overdue. */
  readonly grade?: LateGrade;
  readonly at: EpochMs;
  /** Lives depend on it: its class is that, whatever else it is about. */
  readonly lifeSafety?: boolean;
}

/** Who would be told of such an alarm, by which channels and when, should nobody acknowledge it. Nothing is sent. */
export function previewRoute(question: PreviewQuestion, site: Site): RoutePreview {
  const { priority, grade, at } = question;
  const alarmClass = question.lifeSafety === true ? "life-safety" : question.class;
  // The platform's alarms are in no zone, whatever was asked.
  const zone = alarmClass === "system" || question.zoneId === undefined ? {} : { zoneId: question.zoneId };
  const route = routeFor({ class: alarmClass, priority, ...(grade === undefined ? {} : { grade }), ...zone, at }, site);
  const steps = planCase({ route, ...zone, raisedAt: at }, site).map(
    ({ step, dueAt, last, recipients }): PreviewStep => ({
      step: step.id,
      dueAt,
      last,
      ...(step.repeat === undefined ? {} : { repeat: step.repeat }),
      proof: step.proof,
      recipients: recipients.map((recipient) => previewed(recipient, step, site)),
    }),
  );
  return { route: { id: route.id, name: route.name }, at, screenOnly: !isTexted({ priority }, site), steps };
}

function previewed(recipient: Recipient, step: RouteStep, site: Site): PreviewRecipient {
  const contact = site.people.find(({ id }) => id === recipient.personId);
  return {
    ...recipient,
    name: contact?.name ?? recipient.personId,
    channels: contact === undefined ? [] : channelsOf(contact, step.channels),
  };
}
