import type { Alarm } from "@labcanary/domain/alarm";
import { isTexted, planRoute } from "@labcanary/domain/notification";
import { PRIORITIES } from "@labcanary/domain/rules";
import type { Site } from "@labcanary/domain/site";
import type { Journal } from "../journal/journal.ts";
import type { Batch } from "../store/batch.ts";
import type { OutboxTable } from "./outbox-table.ts";

/** Puts the route of an alarm into the outbox, and takes it out again, within the transaction that moves the alarm. */
export interface Escalation {
  start(alarm: Alarm, batch: Batch): void;
  /** As if the alarm were raised now: everybody of the route is told again, each in their time. */
  startAnew(alarm: Alarm, batch: Batch): void;
  /** `by` is the journal actor whose act it was. */
  stop(alarm: Alarm, by: string, batch: Batch): void;
}

export function createEscalation(deps: { readonly journal: Journal; readonly outbox: OutboxTable; readonly site: () => Site }): Escalation {
  const { journal, outbox } = deps;

  /** `routed` is the alarm as its route sees it: its id makes those of the notifications, its raising their times. */
  function queue(alarm: Alarm, routed: Alarm, batch: Batch): void {
    const site = deps.site();
    // That nobody can be told is not told to anybody: it stays on the screen.
    const isAboutDelivery = alarm.source.kind === "system" && alarm.source.condition === "notification-undeliverable";
    if (isAboutDelivery || !isTexted(alarm, site)) return;
    const order = { alarmId: alarm.id, gravity: gravityOf(alarm), raisedAt: routed.raisedReceivedAt };
    const planned = planRoute(routed, site);
    for (const { id, step, personId, dueAt, escalated } of planned) {
      outbox.insert({ ...order, id, step, personId, dueAt, escalated, state: "waiting" });
    }
    if (planned.length === 0) {
      const id = `${routed.id}:security-centre:`;
      outbox.insert({ ...order, id, step: "security-centre", personId: "", dueAt: batch.at, escalated: false, state: "failed" });
      batch.outcomes.push("failed");
      journal.append({
        at: batch.at,
        kind: "notification-failed",
        actor: "system",
        alarmId: alarm.id,
        detail: { notificationId: id, reason: "nobody-to-tell" },
      });
      return;
    }
    const notifications = planned.map(({ id, step, personId, dueAt }) => ({ id, step, personId, dueAt }));
    journal.append({ at: batch.at, kind: "notification-queued", actor: "system", alarmId: alarm.id, detail: { notifications } });
  }

  return {
    start: (alarm, batch) => queue(alarm, alarm, batch),

    startAnew(alarm, batch) {
      // The version keeps a second round apart from the first in the outbox.
      queue(alarm, { ...alarm, id: `${alarm.id}~${alarm.version}`, raisedReceivedAt: batch.at }, batch);
    },

    stop(alarm, by, batch) {
      const cancelled = outbox.cancelAlarm(alarm.id);
      if (cancelled.length === 0) return;
      for (const _ of cancelled) batch.outcomes.push("cancelled");
      journal.append({
        at: batch.at,
        kind: "notification-cancelled",
        actor: by,
        alarmId: alarm.id,
        detail: { notificationIds: cancelled },
      });
    },
  };
}

/** By priority; what lives depend on goes before all else. */
const gravityOf = ({ priority, lifeSafety }: Alarm): number => PRIORITIES.indexOf(priority) - (lifeSafety === true ? PRIORITIES.length : 0);
