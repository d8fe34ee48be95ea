import type { Alarm } from "@labcanary/domain/alarm";
import { plus } from "@labcanary/domain/basics";
import { planSteps, type Recipient, recipientsOf } from "@labcanary/domain/notification";
import type { RouteStep, Site } from "@labcanary/domain/site";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import type { Journal } from "../journal/journal.ts";
import type { Batch } from "../store/batch.ts";
import type { OutboxRow, OutboxTable } from "./outbox-table.ts";
import { expectedWay, type Installed, recipientOf } from "./ways.ts";

/**
 * Looks up whom a step tells at the time it is due: somebody else may be on duty by then, on leave, or described by another site. Returns
 * whether the notification is still to be sent to whom it was planned for. Nobody is told twice by the same step.
 */
export type Addressing = (row: OutboxRow, batch: Batch) => "as-planned" | "readdressed" | "put-off" | "nobody";

export interface AddressingDeps {
  readonly alarms: Pick<AlarmTable, "get">;
  readonly journal: Journal;
  readonly outbox: OutboxTable;
  readonly site: () => Site;
  readonly channels: Installed;
}

/** The id of a notification. A step told again has its number behind a `#`. */
export const notificationId = (round: string, step: string, telling: number, personId: string): string =>
  `${round}:${step}${telling === 1 ? "" : `#${telling}`}:${personId}`;

export function createAddressing({ alarms, journal, outbox, site, channels }: AddressingDeps): Addressing {
  /** That nobody has taken charge is said once, with the first of those the last step tells. */
  function noteNobodyReached(row: OutboxRow, all: readonly OutboxRow[], batch: Batch): void {
    if (all.some(({ id, last, round, resolved }) => last && round === row.round && resolved && id !== row.id)) return;
    journal.append({ at: batch.at, kind: "nobody-reached", actor: "system", alarmId: row.alarmId, detail: { dueAt: row.dueAt } });
  }

  /** Told again until somebody takes charge: the next time is queued when this one comes, so that a time that was slept through is none. */
  function queueNextTelling(row: OutboxRow, { repeat }: RouteStep, batch: Batch): void {
    if (repeat === undefined || row.telling > repeat.times) return;
    const telling = row.telling + 1;
    const id = notificationId(row.round, row.step, telling, row.personId);
    outbox.insert({ ...row, id, telling, dueAt: plus(batch.at, repeat.every), state: "waiting", resolved: false }, batch.at);
  }

  /** Whether an earlier step has told them, and nobody need tell them again. */
  function isTold({ personId }: Recipient, row: OutboxRow, { repeat }: RouteStep, all: readonly OutboxRow[]): boolean {
    if (row.last || repeat !== undefined) return false;
    const known = (id: string): string => {
      const person = site().people.find((other) => other.id === id);
      return person === undefined ? id : recipientOf(person, site());
    };
    return all.some(
      (other) =>
        other.kind === "alarm" &&
        other.round === row.round &&
        other.step !== row.step &&
        other.resolved &&
        other.state !== "cancelled" &&
        known(other.personId) === known(personId),
    );
  }

  /** Those who are to be told now and are not yet. */
  function tellOthers(row: OutboxRow, step: RouteStep, now: readonly Recipient[], all: readonly OutboxRow[], batch: Batch): boolean {
    let isTakenOver = false;
    for (const recipient of now) {
      const { personId, as } = recipient;
      if (personId === row.personId || isTold(recipient, row, step, all)) continue;
      isTakenOver = true;
      const id = notificationId(row.round, row.step, row.telling, personId);
      const person = site().people.find((other) => other.id === personId);
      const channel = expectedWay(person, row.allowed, channels);
      const isNew = outbox.insert({ ...row, id, personId, as, state: "waiting", channel, resolved: true }, batch.at);
      if (!isNew) continue;
      batch.reached.push(row.alarmId);
      queueNextTelling({ ...row, personId, as, channel }, step, batch);
      const detail = { notificationId: id, step: row.step, personId, insteadOf: row.personId };
      journal.append({ at: batch.at, kind: "notification-readdressed", actor: "system", alarmId: row.alarmId, detail });
    }
    return isTakenOver;
  }

  return (row, batch) => {
    const alarm = row.kind === "alarm" && !row.resolved ? alarms.get(row.alarmId) : undefined;
    if (alarm === undefined) return "as-planned";
    const all = outbox.ofAlarm(row.alarmId);
    outbox.resolve(row.id);
    if (row.last) noteNobodyReached(row, all, batch);
    const routed: Alarm = { ...alarm, id: row.round, raisedReceivedAt: row.raisedAt };
    const step = planSteps(routed, site()).find((planned) => planned.step.id === row.step)?.step;
    // A step another site no longer has is told all the same: it was promised when the alarm was raised.
    if (step === undefined) return row.personId === "" ? "nobody" : "as-planned";
    const recipients = recipientsOf(step, routed, site(), batch.at);
    const isStillMeant = recipients.some(({ personId }) => personId === row.personId);
    const isTakenOver = tellOthers(row, step, recipients, all, batch);
    if (isTakenOver && !isStillMeant) {
      outbox.cancel(row.id, "readdressed", batch.at);
      return "readdressed";
    }
    if (row.personId === "") return "nobody";
    queueNextTelling(row, step, batch);
    if (row.telling === 1 || !isStillWaiting(row, all)) return "as-planned";
    outbox.cancel(row.id, "told-before-waits", batch.at);
    return "put-off";
  };
}

/** The time before has not gone out yet: it will do for this one too. */
function isStillWaiting(row: OutboxRow, all: readonly OutboxRow[]): boolean {
  const before = notificationId(row.round, row.step, row.telling - 1, row.personId);
  return all.some(({ id, state }) => id === before && (state === "waiting" || state === "sending"));
}
