import type { ContactTestCommand, ContactTestOutcome } from "../messages/index.ts";
import type { BudgetStanding, ChannelStanding, ContactStanding, DeliveryStanding, PresenceRequest, Told } from "../notification/index.ts";

/** What the dashboard and the command line ask of those who tell people. */
export interface NotificationDesk {
  /** Every address of every contact of the site in force, in the order of the site. */
  contacts(): readonly ContactStanding[];
  channels(): readonly ChannelStanding[];
  budgets(): readonly BudgetStanding[];
  /** Notifications of one alarm, in the order of the route. */
  deliveries(alarmId: string): readonly DeliveryStanding[];
  /** Who has been told of an alarm; undefined of one nobody is told of, or is told of any more. */
  told(alarmId: string): Told | undefined;
  /** As {@link told}, of every alarm that has it. */
  toldOfAll(): ReadonlyMap<string, Told>;
  /** Called with the alarm when what `told` says of it may have changed, and that is durable. Returns what unsubscribes. */
  onReach(listener: (alarmId: string) => void): () => void;
  /** Sends one test, now. Seen twice, a command is carried out once and answered the same. */
  testContact(command: ContactTestCommand): ContactTestOutcome;
  presence(): PresenceRequest | undefined;
  /** Somebody at the desk says they are there. Nothing to answer changes nothing. */
  answerPresence(by: string): void;
}
