import { err, ok } from "@labcanary/domain/basics";
import {
  CONTACT_TEST_REFUSALS,
  type ContactTestCommand,
  type ContactTestOutcome,
  type ContactTestRefusalCode,
} from "@labcanary/domain/messages";
import type {
  BudgetStanding,
  ChannelStanding,
  ContactStanding,
  DeliveryStanding,
  PresenceRequest,
  Told,
} from "@labcanary/domain/notification";
import type { Clock, NotificationDesk } from "@labcanary/domain/ports";
import { addressOn, CHANNEL_KINDS, type ChannelKind, channelsOf, type Site } from "@labcanary/domain/site";

/** A NotificationDesk that says what the test puts in it, and keeps what it was asked. */
export interface MemoryNotificationDesk extends NotificationDesk {
  channelsNow: readonly ChannelStanding[];
  budgetsNow: readonly BudgetStanding[];
  deliveriesOf: Map<string, readonly DeliveryStanding[]>;
  /** An alarm has come further to people. */
  tell(alarmId: string, told: Pick<Told, "reach"> & Partial<Told>): void;
  presenceNow: PresenceRequest | undefined;
  /** Every test is refused with it. */
  refusal: ContactTestRefusalCode | undefined;
  readonly tested: readonly ContactTestCommand[];
  readonly answeredBy: readonly string[];
  /** Moves the last test of a contact on; one that is delivered proves the address. */
  settle(personId: string, state: "accepted" | "delivered" | "failed"): void;
}

const workingChannel = (channel: ChannelKind, clock: Clock): ChannelStanding => ({
  channel,
  circuit: "closed",
  since: clock.now(),
  healthy: true,
  detail: "answers",
  says: { code: "answers", values: {} },
  proves: "delivered",
  takesReplies: channel === "sms",
  waiting: 0,
});

/** Every channel there is works. Every address of the site's contacts is unproven until a test is delivered to it. */
export function createMemoryNotificationDesk(clock: Clock, site: () => Site): MemoryNotificationDesk {
  const tests = new Map<string, NonNullable<ContactStanding["test"]>>();
  const proofs = new Map<string, ContactStanding["provenAt"]>();
  const outcomes = new Map<string, ContactTestOutcome>();
  const tested: ContactTestCommand[] = [];
  const answeredBy: string[] = [];
  const keyOf = ({ personId, channel }: Pick<ContactStanding, "personId" | "channel">): string => `${personId}:${channel}`;

  function carryOut(command: ContactTestCommand): ContactTestOutcome {
    if (desk.refusal !== undefined) return err({ code: desk.refusal, message: CONTACT_TEST_REFUSALS[desk.refusal] });
    tested.push(command);
    tests.set(keyOf(command), { at: clock.now(), state: "waiting" });
    return ok({ notificationId: `test:${command.personId}:${command.id}` });
  }

  const told = new Map<string, Told>();
  const reachListeners = new Set<(alarmId: string) => void>();
  const desk: MemoryNotificationDesk = {
    channelsNow: CHANNEL_KINDS.map((channel) => workingChannel(channel, clock)),
    budgetsNow: [],
    deliveriesOf: new Map(),
    presenceNow: undefined,
    refusal: undefined,
    tested,
    answeredBy,
    settle(personId, state) {
      for (const [key, test] of tests) {
        if (!key.startsWith(`${personId}:`)) continue;
        tests.set(key, { ...test, state });
        if (state === "delivered") proofs.set(key, clock.now());
      }
    },
    contacts: () =>
      site().people.flatMap((person) =>
        channelsOf(person).map((channel): ContactStanding => {
          const key = keyOf({ personId: person.id, channel });
          const [provenAt, test] = [proofs.get(key), tests.get(key)];
          return {
            personId: person.id,
            channel,
            address: `***${(addressOn(person, channel) ?? "").slice(-2)}`,
            isProven: provenAt !== undefined,
            ...(provenAt === undefined ? {} : { provenAt }),
            ...(test === undefined ? {} : { test }),
          };
        }),
      ),
    channels: () => desk.channelsNow,
    budgets: () => desk.budgetsNow,
    deliveries: (alarmId) => desk.deliveriesOf.get(alarmId) ?? [],
    told: (alarmId) => told.get(alarmId),
    toldOfAll: () => told,
    onReach(listener) {
      reachListeners.add(listener);
      return () => void reachListeners.delete(listener);
    },
    tell(alarmId, so) {
      told.set(alarmId, { others: 0, ...so });
      for (const listener of reachListeners) listener(alarmId);
    },
    testContact(command) {
      const outcome = outcomes.get(command.id) ?? carryOut(command);
      outcomes.set(command.id, outcome);
      return outcome;
    },
    presence: () => desk.presenceNow,
    answerPresence(by) {
      if (desk.presenceNow === undefined) return;
      answeredBy.push(by);
      desk.presenceNow = undefined;
    },
  };
  return desk;
}
