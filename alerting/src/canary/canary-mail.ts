import type { DatabaseSync } from "node:sqlite";
import { type EpochMs, milliseconds, plus } from "@labcanary/domain/basics";
import type { CanaryHop, CanaryPassage } from "@labcanary/domain/messages";
import { type DeliveryOutcome, type DeliveryReport, type Notification, retryDelay } from "@labcanary/domain/notification";
import type { ConditionChange } from "@labcanary/domain/rules";
import { CANARY_DEVICE } from "@labcanary/domain/site";
import type { AddressHash } from "../store/address-hash.ts";
import type { OutboxRow, OutboxTable } from "../outbox/outbox-table.ts";
import type { ReadyText } from "../outbox/text-batch.ts";
import type { Batch } from "../store/batch.ts";

export interface CanaryOptions {
  /** Number the text goes to by the channel for text messages, E.164; absent: it goes to a recipient within the platform. */
  readonly phone?: string;
  /** Told once what it says is durable, outside of any transaction; of `raised` already before that. */
  readonly passed: (passage: CanaryPassage) => void;
}

/**
 * Makes a notification of the canary's breach, in the outbox of all others and for the same dispatcher. No alarm, no line in the journal,
 * no count; and nobody has to be proven reached. Writing happens within the transaction that is open.
 */
export interface CanaryMail {
  /** Each change once: an older run taken again would overtake the newest. */
  take(change: ConditionChange, batch: Batch): void;
  /** What is sent for its row. */
  textOf(row: OutboxRow): ReadyText;
  /** What an attempt came to. */
  record(row: OutboxRow, outcome: DeliveryOutcome, batch: Batch): void;
  takeReport(report: DeliveryReport, batch: Batch): void;
}

const PREFIX = "canary:";

/** Behind everything that people are told. */
const LEAST_GRAVITY = 1000;

/** Nobody reads it but whoever holds the canary's phone. */
const MARK = "TEST ";
const TEXT = "LabCanary: the alarm path works. Nothing to do.";

/** Also of one that is gone from the outbox: a report may come late. */
export const isCanaryMail = (notificationId: string): boolean => notificationId.startsWith(PREFIX);

export function createCanaryMail(
  { phone, passed }: CanaryOptions,
  { database, outbox, addressHash }: { readonly database: DatabaseSync; readonly outbox: OutboxTable; readonly addressHash: AddressHash },
): CanaryMail {
  // Its way is chosen from the beginning, and nobody waits for it (`open`).
  const insert = database.prepare(
    `INSERT OR IGNORE INTO outbox (id, kind, alarm_id, step, person_id, channel, chosen, escalated, gravity, raised_at, due_at, next_at,
                                   state, open, at)
     VALUES (:id, 'test', '', 'canary', :device, :lane, 1, 0, :gravity, :raisedAt, :at, :at, 'waiting', 0, :at)`,
  );
  const forgetOthers = database.prepare("DELETE FROM outbox WHERE step = 'canary' AND id <> ?");
  const forgetAttempts = database.prepare(
    "DELETE FROM deliveries WHERE notification_id >= 'canary:' AND notification_id < 'canary;' AND notification_id <> ?",
  );

  return {
    take({ change, value, receivedAt }, batch) {
      if (change !== "raised" || value === undefined) return;
      const id = PREFIX + value;
      passed(passageOf(id, "raised", batch.at));
      // One that is still on its way is overtaken: an outage leaves one text behind, not one for each run.
      forgetOthers.run(id);
      forgetAttempts.run(id);
      const lane = phone === undefined ? "loopback" : "sms";
      insert.run({ id, device: CANARY_DEVICE, lane, gravity: LEAST_GRAVITY, raisedAt: receivedAt, at: batch.at });
      batch.passages.push(passageOf(id, "queued", batch.at));
    },

    textOf: (row) => ({
      rows: [row],
      notification: notificationOf(row, phone ?? ""),
      text: {
        id: row.id,
        channel: "sms",
        recipient: CANARY_DEVICE,
        address: addressHash(phone ?? ""),
        zoneId: "",
        lifeSafety: false,
        drill: false,
        notifications: [row.id],
      },
    }),

    record({ id, attempts }, outcome, batch) {
      switch (outcome.kind) {
        case "accepted":
          outbox.accept(id, undefined, batch.at);
          batch.passages.push(passageOf(id, "accepted", batch.at));
          break;
        case "retry":
          outbox.retry(id, plus(batch.at, milliseconds(Math.max(outcome.after, retryDelay(attempts)))));
          break;
        case "give-up":
          outbox.fail(id, outcome.reason, batch.at);
      }
    },

    takeReport({ notificationId, status }, batch) {
      if (status === "delivered" || status === "read") batch.passages.push(passageOf(notificationId, "delivered", batch.at));
    },
  };
}

const passageOf = (notificationId: string, hop: CanaryHop, at: EpochMs): CanaryPassage => ({
  run: Number(notificationId.slice(PREFIX.length)),
  hop,
  at,
});

const notificationOf = ({ id, dueAt }: OutboxRow, address: string): Notification => ({
  id,
  kind: "test",
  alarmId: "",
  alarmIds: [],
  step: "canary",
  personId: CANARY_DEVICE,
  channel: "sms",
  language: "en",
  address,
  text: MARK + TEXT,
  parts: { mark: MARK, place: "", what: TEXT, value: "", limit: "", action: "", code: "", replyCode: "" },
  priority: "low",
  lifeSafety: false,
  simulated: true,
  dueAt,
});
