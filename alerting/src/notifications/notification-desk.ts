import type { EpochMs } from "@labcanary/domain/basics";
import type { ContactTestCommand, ContactTestOutcome } from "@labcanary/domain/messages";
import type { ChannelStanding } from "@labcanary/domain/notification";
import type { NotificationDesk } from "@labcanary/domain/ports";
import type { ChannelKind } from "@labcanary/domain/site";
import type { DeliveryTable } from "../outbox/delivery-table.ts";
import type { Dispatcher } from "../outbox/dispatcher.ts";
import type { OutboxTable } from "../outbox/outbox-table.ts";
import type { Channel, ChannelHealth } from "../ports.ts";
import type { Commit } from "../store/batch.ts";
import type { CarryOutOnce, Order } from "../store/carry-out-once.ts";
import type { Contacts } from "./contacts.ts";
import { deliveriesOf } from "./deliveries.ts";
import type { Presence } from "./presence.ts";

export interface NotificationDeskDeps {
  readonly now: () => EpochMs;
  readonly channels: readonly Channel[];
  readonly health: ReadonlyMap<ChannelKind, ChannelHealth>;
  readonly outbox: OutboxTable;
  readonly deliveries: DeliveryTable;
  readonly contacts: Contacts;
  readonly presence: Presence;
  readonly carryOutOnce: CarryOutOnce;
  readonly circuitOf: Dispatcher["circuitOf"];
  readonly budgets: NotificationDesk["budgets"];
  readonly commit: Commit;
}

export function createNotificationDesk(deps: NotificationDeskDeps): Omit<NotificationDesk, "onReach"> {
  const { now, outbox, deliveries, contacts, presence, carryOutOnce, commit } = deps;

  function standingOf({ kind, proves, takesReplies }: Channel): ChannelStanding {
    const { circuit, since } = deps.circuitOf(kind);
    const { healthy = true, detail = "", says, route } = deps.health.get(kind) ?? {};
    const waiting = outbox.pending(now(), kind).count;
    const taken = route === undefined ? {} : { route };
    return {
      channel: kind,
      circuit,
      since,
      healthy,
      detail,
      ...(says === undefined ? {} : { says }),
      ...taken,
      proves,
      takesReplies,
      waiting,
    };
  }

  return {
    contacts: () => contacts.standings(now()),
    channels: () => deps.channels.map(standingOf),
    budgets: deps.budgets,
    told: outbox.toldOf,
    toldOfAll: outbox.toldOfAll,
    deliveries: (alarmId) => deliveriesOf(alarmId, { outbox, deliveries }),

    testContact(command: ContactTestCommand): ContactTestOutcome {
      const { id: commandId, personId, channel, routeId } = command;
      const tested = { personId, channel, ...(routeId === undefined ? {} : { routeId }) };
      // Which channel a route takes first may be another by the time it is asked again.
      const about = routeId === undefined ? `by ${channel}` : `route ${routeId}`;
      const order: Order = {
        commandId,
        kind: "contact-test",
        actor: `user:${command.by}`,
        verb: "test",
        about,
        whom: `person:${personId}`,
        refusedLine: { detail: tested },
      };
      return carryOutOnce(order, (batch) => contacts.test(command, batch));
    },

    presence: presence.question,
    answerPresence: (by) => commit((batch) => presence.answer(by, batch)),
  };
}
