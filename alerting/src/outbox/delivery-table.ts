import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import type { DeliveryReport } from "@labcanary/domain/notification";
import type { ChannelKind } from "@labcanary/domain/site";

/**
 * How a notification fares on a channel. `passed-over`: the channel took too long, and another was tried; `unproven`: it was taken, and no
 * proof came in time. A report may still better either.
 */
export type DeliveryState = "trying" | "accepted" | "delivered" | "read" | "unproven" | "passed-over" | "failed";

export interface DeliveryRow {
  readonly notificationId: string;
  readonly channel: ChannelKind;
  readonly state: DeliveryState;
  /** Attempts begun. */
  readonly attempts: number;
  /** Of the last change of state. */
  readonly at: EpochMs;
  /** Of what failed; while it is tried, of the last attempt. */
  readonly reason?: string;
  /** Hash of what the person was last tried at. */
  readonly address: string;
  /** Statuses reported so far. */
  readonly reported: readonly DeliveryReport["status"][];
}

/** The attempts at each notification, by channel. Writing happens within the transaction that is open. */
export interface DeliveryTable {
  of(notificationId: string, channel: ChannelKind): DeliveryRow | undefined;
  /** In the order in which the channels were tried. */
  all(notificationId: string): readonly DeliveryRow[];
  /** `address` is a hash. Returns how many attempts there are with this one. */
  beginAttempt(notificationId: string, channel: ChannelKind, address: string, at: EpochMs): number;
  move(notificationId: string, channel: ChannelKind, to: { readonly state: DeliveryState; readonly reason?: string }, at: EpochMs): void;
  /** Keeps why an attempt failed that is made again; it is no change of state. */
  keepReason(notificationId: string, channel: ChannelKind, reason: string): void;
  addReport(notificationId: string, channel: ChannelKind, status: DeliveryReport["status"], at: EpochMs): void;
}

export function createDeliveryTable(database: DatabaseSync): DeliveryTable {
  const one = database.prepare("SELECT * FROM deliveries WHERE notification_id = ? AND channel = ?");
  const all = database.prepare("SELECT * FROM deliveries WHERE notification_id = ? ORDER BY rowid");
  const begin = database.prepare(
    `INSERT INTO deliveries (notification_id, channel, state, attempts, address, at) VALUES (:id, :channel, 'trying', 1, :address, :at)
     ON CONFLICT DO UPDATE SET state = CASE WHEN state = 'passed-over' THEN 'trying' ELSE state END, attempts = attempts + 1,
                               address = :address, at = :at
     RETURNING attempts`,
  );
  const move = database.prepare("UPDATE deliveries SET state = ?, reason = ?, at = ? WHERE notification_id = ? AND channel = ?");
  const keepReason = database.prepare("UPDATE deliveries SET reason = ? WHERE notification_id = ? AND channel = ? AND state = 'trying'");
  const addReport = database.prepare(
    `INSERT INTO deliveries (notification_id, channel, state, at, reported) VALUES (:id, :channel, 'trying', :at, :status)
     ON CONFLICT DO UPDATE SET reported = ltrim(reported || ',' || :status, ',')`,
  );
  return {
    of(notificationId, channel) {
      const row = one.get(notificationId, channel);
      return row === undefined ? undefined : rowOf(row);
    },
    all: (notificationId) => all.all(notificationId).map(rowOf),
    beginAttempt: (id, channel, address, at) => Number(begin.get({ id, channel, address, at })?.["attempts"]),
    move: (notificationId, channel, { state, reason }, at) => void move.run(state, reason ?? null, at, notificationId, channel),
    keepReason: (notificationId, channel, reason) => void keepReason.run(reason, notificationId, channel),
    addReport: (id, channel, status, at) => void addReport.run({ id, channel, status, at }),
  };
}

function rowOf(row: Record<string, unknown>): DeliveryRow {
  const { reason } = row;
  return {
    notificationId: String(row["notification_id"]),
    channel: row["channel"] as ChannelKind,
    state: row["state"] as DeliveryState,
    attempts: Number(row["attempts"]),
    at: row["at"] as EpochMs,
    ...(typeof reason === "string" ? { reason } : {}),
    address: String(row["address"]),
    reported: statusesOf(row["reported"]),
  };
}

const statusesOf = (joined: unknown): DeliveryReport["status"][] =>
  String(joined)
    .split(",")
    .filter((status) => status !== "") as DeliveryReport["status"][];
