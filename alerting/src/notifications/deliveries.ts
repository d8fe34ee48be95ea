import type { DeliveryStanding } from "@labcanary/domain/notification";
import type { DeliveryRow, DeliveryTable } from "../outbox/delivery-table.ts";
import type { OutboxRow, OutboxTable } from "../outbox/outbox-table.ts";

/** Notifications of an alarm as far as they have come, in the order of the route, each channel of a person by itself. */
export function deliveriesOf(
  alarmId: string,
  { outbox, deliveries }: { readonly outbox: OutboxTable; readonly deliveries: DeliveryTable },
): readonly DeliveryStanding[] {
  return outbox
    .ofAlarm(alarmId)
    .filter(({ personId }) => personId !== "")
    .flatMap((row) => {
      const tried = deliveries.all(row.id);
      const begun = tried.map((delivery): DeliveryStanding => ({ ...whatIsTold(row), ...standingOf(delivery, row) }));
      return isStillToBegin(row, tried) ? [...begun, { ...whatIsTold(row), ...standingBefore(row) }] : begun;
    });
}

type What = Pick<DeliveryStanding, "notificationId" | "kind" | "step" | "as" | "personId" | "dueAt">;
type How = Pick<DeliveryStanding, "channel" | "state" | "at" | "reason">;

const whatIsTold = ({ id, kind, step, as, personId, dueAt }: OutboxRow): What => ({ notificationId: id, kind, step, as, personId, dueAt });

/** A row is shown by itself while no attempt stands for it. */
function isStillToBegin(row: OutboxRow, tried: readonly DeliveryRow[]): boolean {
  if (tried.length === 0) return true;
  const isOver = !tried.some(({ state }) => state === "trying");
  return isOver && row.state === "waiting";
}

function standingBefore(row: OutboxRow): How {
  const { channel, at, reason } = row;
  const why = reason === undefined ? {} : { reason };
  switch (row.state) {
    case "waiting":
    case "sending":
      return { channel, state: "waiting", at };
    case "accepted":
      return { channel, state: "accepted", at };
    case "failed":
      return { channel, state: "failed", at, ...why };
    case "cancelled":
      return { channel, state: "called-off", at, ...why };
  }
}

function standingOf({ channel, state, at, reason }: DeliveryRow, row: OutboxRow): How {
  const why = reason === undefined ? {} : { reason };
  switch (state) {
    case "trying":
      // Somebody acknowledged, or another channel got through.
      return row.state === "waiting" || row.state === "sending"
        ? { channel, state: "trying", at, ...why }
        : { channel, state: "called-off", at: row.at };
    case "passed-over":
    case "failed":
      return { channel, state: "failed", at, ...why };
    case "accepted":
    case "delivered":
    case "read":
    case "unproven":
      return { channel, state, at };
  }
}
