import { type EpochMs, epochMs, milliseconds, plus, seconds } from "@labcanary/domain/basics";
import { type DeliveryOutcome, type DeliveryReport, type Notification, retryDelay } from "@labcanary/domain/notification";
import type { Clock, Logger } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import type { Journal } from "../journal/journal.ts";
import type { Channel } from "../ports.ts";
import type { Batch, Commit } from "../store/batch.ts";
import type { OutboxRow, OutboxTable } from "./outbox-table.ts";
import { composeTexts, type PreparationFailure, type ReadyText } from "./text-batch.ts";
import type { TextTable } from "./text-table.ts";

/**
 * Longest one attempt may keep its place (chosen: above any channel's own limit of 3 s, so that it decides only when the
 * channel itself is stuck).
 */
const ATTEMPT_LIMIT = seconds(5);

/**
 * Shortest time between two attempts while the gateway fails, whatever the number of notifications that wait (chosen: the sweep's own
 * pace; a gateway that refuses at once must not keep the platform busy with asking it).
 */
const FAILING_PACE = seconds(1);

/**
 * Transactions of one sweep (chosen: some tens of milliseconds). Without a channel, or with people who are gone from the site, a storm of
 * alarms fails thousands of notifications: the next sweeps go on with them, and other work gets its turn.
 */
const ROUNDS = 4;

/** Notifications failed in one transaction while there is no channel. */
const FAILED_AT_ONCE = 100;

/** Due notifications looked at together, since one text may be made of many (chosen: some milliseconds). */
const LOOKED_AT = 500;

/** Why a notification cannot be sent at all, or why a report ended it. */
type FailureReason = PreparationFailure | "no-channel" | "rejected" | "invalid-address" | `report-${string}`;

/**
 * Sends what is due. An attempt is written down before it is made and its outcome after: between the two a crash makes the
 * attempt happen again, under the same notification id. At least once, never silently not at all.
 */
export interface Dispatcher {
  /** Puts attempts cut off by a crash back in line and begins sending. */
  start(): void;
  /**
   * Begins as many due attempts as there are places; nothing before `start`. Never throws; what could not be written down is tried
   * again by the next sweep.
   */
  sweep(): void;
  takeReport(report: DeliveryReport): void;
  /** The provider is back: no need to wait for the next attempts. */
  wake(): void;
  /** Breaks off the attempts under way; they are made again after the next start. */
  stop(): Promise<void>;
}

export interface DispatcherDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly site: () => Site;
  readonly channel: Channel | undefined;
  readonly alarms: AlarmTable;
  readonly journal: Journal;
  readonly outbox: OutboxTable;
  readonly texts: TextTable;
  readonly isFlood: () => boolean;
  readonly commit: Commit;
}

export function createDispatcher(options: { readonly concurrency: number }, deps: DispatcherDeps): Dispatcher {
  const { clock, logger, site, channel, alarms, journal, outbox, texts, isFlood, commit } = deps;
  const underWay = new Map<string, { readonly abort: AbortController; readonly done: Promise<void> }>();
  /** Outcomes the database did not take; nothing is sent again while it can be remembered that it was. */
  const unrecorded: (() => void)[] = [];
  let sweeping = false;
  let running = false;
  let sawRetry = false;
  /** Until then a failing gateway is left in peace. */
  let restUntil: EpochMs = epochMs(0);

  function note(
    row: OutboxRow,
    kind: "notification-held" | "notification-accepted" | "notification-retry" | "notification-failed",
    detail: object,
    batch: Batch,
  ): void {
    const { id: notificationId, alarmId, step, personId } = row;
    journal.append({ at: batch.at, kind, actor: "channel:sms", alarmId, detail: { notificationId, step, personId, ...detail } });
  }

  function fail(row: OutboxRow, reason: FailureReason, detail: object, batch: Batch): void {
    outbox.fail(row.id);
    batch.outcomes.push("failed");
    note(row, "notification-failed", { reason, ...detail }, batch);
    outbox.bringNextForward(row.alarmId, batch.at);
  }

  /**
   * Reports may come before the answer to the attempt they belong to, after one that timed out, and in any order. What the provider
   * says it has is not sent again; what it says it lost has failed, unless it was delivered after all.
   */
  function settleByReports(id: string, batch: Batch): void {
    const row = outbox.get(id);
    if (row === undefined) return;
    const isDelivered = row.reported.includes("delivered");
    const loss = isDelivered ? undefined : row.reported.find((status) => status === "failed" || status === "rejected");
    const isTaken = loss === undefined && row.reported.length > 0;
    if ((row.state === "waiting" && isTaken) || (row.state === "failed" && isDelivered)) {
      outbox.accept(id);
      batch.outcomes.push("accepted");
      note(row, "notification-accepted", { providerRef: "report" }, batch);
    } else if (row.state === "accepted" && loss !== undefined) {
      fail(row, `report-${loss}`, {}, batch);
    }
  }

  function beginDue(): number {
    // A gateway that just failed is tried with the gravest alone; when it takes that one, the others follow in order.
    const places = channel === undefined ? FAILED_AT_ONCE : (sawRetry ? 1 : options.concurrency) - underWay.size;
    if (places <= 0 || (sawRetry && clock.now() < restUntil) || !outbox.isDue(clock.now())) return 0;
    const begun: ReadyText[] = [];
    const taken = commit((batch) => {
      if (channel === undefined) {
        const rows = outbox.due(batch.at, places);
        for (const row of rows) fail(row, "no-channel", {}, batch);
        return rows.length;
      }
      const rows = outbox.due(batch.at, LOOKED_AT);
      const { ready, held, failed } = composeTexts(rows, { now: batch.at, isFlood: isFlood(), site: site(), alarms, sentTo: texts.sentTo });
      for (const { row, reason } of failed) fail(row, reason, {}, batch);
      for (const { row, until } of held) {
        outbox.hold(row.id, until);
        note(row, "notification-held", { until }, batch);
      }
      for (const text of ready.slice(0, places)) {
        texts.begin(text.text, batch.at);
        for (const row of text.rows) outbox.beginAttempt(row.id);
        begun.push({ ...text, rows: text.rows.map((row) => ({ ...row, attempts: row.attempts + 1 })) });
      }
      return rows.length;
    });
    if (channel !== undefined) for (const text of begun) attempt(channel, text);
    return taken;
  }

  function attempt(through: Channel, text: ReadyText): void {
    const { id } = text.notification;
    const abort = new AbortController();
    restUntil = plus(clock.now(), FAILING_PACE);
    const cancelLimit = clock.after(ATTEMPT_LIMIT, () => abort.abort());
    const delivery = deliver(through, text.notification, abort.signal).catch((error: unknown): DeliveryOutcome => {
      logger.error({ error: String(error), notificationId: id }, "The channel failed on a notification, which is tried again");
      return { kind: "retry", reason: "unreachable", after: milliseconds(0) };
    });
    const done = delivery.then((outcome) => {
      cancelLimit();
      underWay.delete(id);
      if (!running && outcome.kind === "retry") return;
      keep(() => recordOutcome(text, outcome));
      sweep();
    });
    underWay.set(id, { abort, done });
  }

  function recordOutcome({ rows, notification }: ReadyText, outcome: DeliveryOutcome): void {
    const wasAway = sawRetry;
    sawRetry = outcome.kind === "retry";
    commit((batch) => {
      if (outcome.kind !== "accepted") texts.takeBack(notification.id);
      for (const row of rows) recordRow(row, rows.length, notification, outcome, batch);
      if (outcome.kind === "accepted" && wasAway) outbox.wake(batch.at);
    });
  }

  /** The outcome of a text, for one of the notifications it was sent for. */
  function recordRow(row: OutboxRow, sharing: number, notification: Notification, outcome: DeliveryOutcome, batch: Batch): void {
    const shared = sharing === 1 ? {} : { textId: notification.id, sharing };
    const detail = { attempt: row.attempts, to: maskAddress(notification.address), ...shared };
    switch (outcome.kind) {
      case "accepted":
        outbox.accept(row.id);
        batch.outcomes.push("accepted");
        note(row, "notification-accepted", { ...detail, providerRef: outcome.providerRef, text: notification.text }, batch);
        break;
      case "retry": {
        const wait = milliseconds(Math.max(outcome.after, retryDelay(row.attempts)));
        outbox.retry(row.id, plus(batch.at, wait));
        batch.outcomes.push("retry");
        // The 1st, 2nd, 4th, 8th … (chosen: a gateway away for a day must not fill the journal; the metric counts every one).
        if (Number.isInteger(Math.log2(row.attempts)))
          note(row, "notification-retry", { ...detail, reason: outcome.reason, said: outcome.detail, after: wait }, batch);
        break;
      }
      case "give-up":
        fail(row, outcome.reason, { ...detail, said: outcome.detail }, batch);
    }
    settleByReports(row.id, batch);
  }

  /** Does it now, or, when the database refuses, with the next sweep. */
  function keep(record: () => void): void {
    try {
      record();
    } catch (error) {
      unrecorded.push(record);
      logger.error({ error: String(error), waiting: unrecorded.length }, "The outcome of a notification could not be written down yet");
    }
  }

  function sweep(): void {
    // A commit below sweeps again when it is done: one at a time is enough.
    if (sweeping || !running) return;
    sweeping = true;
    try {
      for (const record of unrecorded.splice(0)) keep(record);
      for (let round = 0; round < ROUNDS && beginDue() > 0; round++);
    } catch (error) {
      logger.error({ error: String(error) }, "Due notifications could not be begun; the next sweep tries again");
    } finally {
      sweeping = false;
    }
  }

  function takeReportOn(notificationId: string, status: DeliveryReport["status"], at: EpochMs, batch: Batch): void {
    const row = outbox.get(notificationId);
    if (row?.reported.includes(status) === true) return;
    const alarm = row === undefined ? {} : { alarmId: row.alarmId };
    journal.append({ at: batch.at, kind: "delivery-report", actor: "channel:sms", ...alarm, detail: { notificationId, status, at } });
    if (row === undefined) return;
    outbox.addReport(notificationId, status);
    if (status === "delivered") batch.outcomes.push("delivered");
    settleByReports(notificationId, batch);
  }

  return {
    start() {
      commit((batch) => {
        for (const row of outbox.recoverInterrupted(batch.at)) {
          texts.takeBack(row.id);
          note(row, "notification-retry", { attempt: row.attempts, reason: "interrupted" }, batch);
        }
      });
      running = true;
      sweep();
    },

    sweep,

    takeReport({ notificationId: textId, status, at }) {
      commit((batch) => {
        for (const notificationId of texts.sharing(textId)) takeReportOn(notificationId, status, at, batch);
      });
    },

    wake() {
      if (!running) return;
      restUntil = epochMs(0);
      keep(() => commit((batch) => outbox.wake(batch.at)));
    },

    async stop() {
      running = false;
      for (const { abort } of underWay.values()) abort.abort();
      await Promise.all([...underWay.values()].map(({ done }) => done));
    },
  };
}

/** The channel's outcome, or `timeout` as soon as the signal is aborted, whether the channel minds the signal or not. */
async function deliver(channel: Channel, notification: Notification, signal: AbortSignal): Promise<DeliveryOutcome> {
  const timeout: DeliveryOutcome = { kind: "retry", reason: "timeout", after: milliseconds(0) };
  const aborted = new Promise<DeliveryOutcome>((resolve) => signal.addEventListener("abort", () => resolve(timeout), { once: true }));
  return Promise.race([channel.deliver(notification, signal), aborted]);
}

/** A phone number down to its last two digits. */
const maskAddress = (address: string): string => `***${address.slice(-2)}`;
