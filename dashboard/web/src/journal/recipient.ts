import type { JournalEntry } from "@labcanary/domain/messages";

/** Whom one notification is for. */
export interface Recipient {
  readonly notificationId: string;
  readonly step: string;
  readonly personId: string;
}

/** Somebody who is to be told when `dueAt` comes. */
export interface Planned extends Recipient {
  readonly dueAt: number;
}

/** A step that is told again has its number behind. */
const TOLD_AGAIN = /#\d+$/;

/** Whom a line about one notification is about, from the notification's id `alarm:step:person`; undefined for any other line. */
export function recipientOf(entry: JournalEntry): Recipient | undefined {
  const notificationId = entry.detail["notificationId"];
  if (typeof notificationId !== "string") return undefined;
  const [, step = "", ...person] = notificationId.split(":");
  const personId = person.join(":");
  return personId === "" ? undefined : { notificationId, step: step.replace(TOLD_AGAIN, ""), personId };
}

/** Who is to be told, as the line that queued them has it. */
export function plannedIn(entry: JournalEntry): readonly Planned[] {
  if (entry.kind !== "notification-queued") return [];
  const notifications = entry.detail["notifications"] as readonly (Omit<Planned, "notificationId"> & { readonly id: string })[];
  return notifications.map(({ id, step, personId, dueAt }) => ({ notificationId: id, step, personId, dueAt }));
}
