import type { RecipientRole, RoutedAlarm } from "@labcanary/domain/notification";
import { NOTIFICATION_STEPS, planRoute } from "@labcanary/domain/notification";
import { type EpochMs, minutes, plus } from "@labcanary/domain/basics";
import type { RouteStep, Site } from "@labcanary/domain/site";

export interface Recipient {
  readonly personId: string;
  readonly as: RecipientRole;
}

export interface PlannedStep {
  readonly step: RouteStep;
  readonly dueAt: EpochMs;
  readonly last: boolean;
  readonly escalated: boolean;
  readonly recipients: readonly Recipient[];
}

const NOBODY_REACHED_AFTER = minutes(15);

export function planSteps(alarm: RoutedAlarm, site: Site): readonly PlannedStep[] {
  const planned = planRoute(alarm, site);
  const steps = NOTIFICATION_STEPS.map((id): PlannedStep => {
    const own = planned.filter(({ step }) => step === id);
    const [first] = own;
    const step: RouteStep = { id, after: minutes(0), whom: [{ kind: id }], proof: "delivered" };
    const recipients = own.map(({ personId }) => ({ personId, as: id }));
    return { step, dueAt: first?.dueAt ?? alarm.raisedReceivedAt, last: false, escalated: first?.escalated ?? false, recipients };
  });
  const after = site.escalation.nobodyReachedAfter ?? NOBODY_REACHED_AFTER;
  const last: PlannedStep = {
    step: { id: "nobody-reached", after, whom: [{ kind: "security-centre" }], proof: "delivered" },
    dueAt: plus(alarm.raisedReceivedAt, after),
    last: true,
    escalated: true,
    recipients: site.securityCentre.map((personId) => ({ personId, as: "nobody-reached" })),
  };
  return [...steps, last];
}

export const recipientsOf = (step: RouteStep, alarm: RoutedAlarm, site: Site, _at: EpochMs): readonly Recipient[] =>
  planSteps(alarm, site).find((planned) => planned.step.id === step.id)?.recipients ?? [];
