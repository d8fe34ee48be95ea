import { type Alarm, isOfDrill } from "@labcanary/domain/alarm";
import { isTexted, isToldNever, type PlannedStep, planSteps, type Recipient } from "@labcanary/domain/notification";
import { PRIORITIES } from "@labcanary/domain/rules";
import type { Site } from "@labcanary/domain/site";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import type { Journal } from "../journal/journal.ts";
import type { Batch } from "../store/batch.ts";
import { notificationId } from "./addressing.ts";
import type { NewOutboxRow, OutboxTable } from "./outbox-table.ts";
import { expectedWay, type Installed } from "./ways.ts";

/** Puts the route of an alarm into the outbox, and takes it out again, within the transaction that moves the alarm. */
export interface Escalation {
  start(alarm: Alarm, batch: Batch): void;
  /** As if the alarm were raised now: everybody of the route is told again, each in their time. */
  startAnew(alarm: Alarm, batch: Batch): void;
  /** Gives alarms a last step that were raised by a release without one. */
  addMissingLastSteps(batch: Batch): void;
  /** `by` is the journal actor whose act it was. */
  stop(alarm: Alarm, by: string, batch: Batch): void;
}

export interface EscalationDeps {
  readonly alarms: Pick<AlarmTable, "get">;
  readonly journal: Journal;
  readonly outbox: OutboxTable;
  readonly site: () => Site;
  readonly channels: Installed;
}

export function createEscalation({ alarms, journal, outbox, site: currentSite, channels }: EscalationDeps): Escalation {
  /** `routed` is the alarm as its route sees it: its id makes those of the notifications, its raising their times. */
  function queue(alarm: Alarm, routed: Alarm, batch: Batch): void {
    const site = currentSite();
    if (isToldNever(alarm)) return;
    if (!isTexted(alarm, site)) return;
    const planned = planSteps(routed, site);
    const rowOf = rowMaking(alarm, routed, site, channels, batch);
    const rows = planned.flatMap((step) => step.recipients.map((recipient) => rowOf(step, recipient)));
    for (const row of rows) outbox.insert(row, batch.at);
    // The last step comes whether or not it has anybody by now.
    for (const step of planned) if (step.last && step.recipients.length === 0) outbox.insert(rowOf(step, NOBODY), batch.at);
    if (rows.length === 0) return;
    const notifications = rows.map(({ id, step, personId, dueAt }) => ({ id, step, personId, dueAt }));
    journal.append({ at: batch.at, kind: "notification-queued", actor: "system", alarmId: alarm.id, detail: { notifications } });
  }

  return {
    start: (alarm, batch) => queue(alarm, alarm, batch),

    startAnew(alarm, batch) {
      // The version keeps a second round apart from the first in the outbox.
      queue(alarm, { ...alarm, id: `${alarm.id}~${alarm.version}`, raisedReceivedAt: batch.at }, batch);
    },

    addMissingLastSteps(batch) {
      for (const { alarmId, round, raisedAt } of outbox.withoutLastStep()) {
        const alarm = alarms.get(alarmId);
        if (alarm === undefined) continue;
        const routed = { ...alarm, id: round, raisedReceivedAt: raisedAt };
        const rowOf = rowMaking(alarm, routed, currentSite(), channels, batch);
        for (const step of planSteps(routed, currentSite()).filter(({ last }) => last)) {
          for (const recipient of step.recipients.length === 0 ? [NOBODY] : step.recipients)
            outbox.insert(rowOf(step, recipient), batch.at);
        }
      }
    },

    stop(alarm, by, batch) {
      const cancelled = outbox.cancelAlarm(alarm.id, batch.at);
      if (cancelled.length === 0) return;
      for (const { channel } of cancelled) batch.outcomes.push({ channel, outcome: "cancelled" });
      journal.append({
        at: batch.at,
        kind: "notification-cancelled",
        actor: by,
        alarmId: alarm.id,
        detail: { notificationIds: cancelled.map(({ id }) => id) },
      });
    },
  };
}

const NOBODY: Recipient = { personId: "", as: "contact" };

type RowMaking = (step: PlannedStep, recipient: Recipient) => NewOutboxRow;

function rowMaking(alarm: Alarm, routed: Alarm, site: Site, channels: Installed, batch: Batch): RowMaking {
  return ({ step, dueAt, last, escalated }, { personId, as }) => ({
    id: notificationId(routed.id, step.id, 1, personId),
    kind: "alarm",
    alarmId: alarm.id,
    round: routed.id,
    ...(alarm.test === undefined ? {} : { test: alarm.test }),
    step: step.id,
    telling: 1,
    last,
    personId,
    as,
    escalated,
    gravity: gravityOf(alarm),
    raisedAt: routed.raisedReceivedAt,
    dueAt,
    state: "waiting",
    channel: expectedWay(
      site.people.find(({ id }) => id === personId),
      step.channels,
      channels,
    ),
    ...(step.channels === undefined ? {} : { allowed: step.channels }),
    proof: step.proof,
    ...(step.proofWithin === undefined ? {} : { proofWithin: step.proofWithin }),
    // Who is to be told at once was looked up now; a repeat of the step has to be queued when it comes.
    resolved: dueAt <= batch.at && !last && step.repeat === undefined,
  });
}

/** Behind every real alarm, before what is told afterwards. */
const GRAVITY_OF_DRILL = PRIORITIES.length;
/** By priority; what lives depend on goes before all else, and a drill behind it. */
const gravityOf = ({ priority, lifeSafety, test }: Alarm): number =>
  isOfDrill({ test }) ? GRAVITY_OF_DRILL : PRIORITIES.indexOf(priority) - (lifeSafety === true ? PRIORITIES.length : 0);
