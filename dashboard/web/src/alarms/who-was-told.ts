import type { JournalEntry } from "@labcanary/domain/messages";
import { textOf } from "../journal/journal-line.ts";
import { plannedIn, type Recipient, recipientOf } from "../journal/recipient.ts";

/** How far the text to one person has come, and by what proof. */
export interface Telling extends Recipient {
  /**
   * `waiting`: due at `at` unless somebody acknowledges before. `trying`: the gateway has not taken it. `accepted`: the gateway has
   * it. `delivered`: the provider reports that the phone has it.
   */
  readonly state: "waiting" | "trying" | "accepted" | "delivered" | "failed" | "called-off";
  readonly at: number;
  readonly reason: string;
}

/** Who has been told of an alarm, from its timeline, in the order of the route. */
export function whoWasTold(timeline: readonly JournalEntry[]): readonly Telling[] {
  const tellings = new Map<string, Telling>();
  const move = (id: string, to: Partial<Telling>): void => {
    const telling = tellings.get(id);
    // A delivery is proof whatever is written later: the answer of the gateway may come after the provider's report.
    if (telling !== undefined && telling.state !== "delivered") tellings.set(id, { ...telling, ...to });
  };
  for (const entry of timeline) {
    for (const { dueAt, ...recipient } of plannedIn(entry))
      tellings.set(recipient.notificationId, { ...recipient, state: "waiting", at: dueAt, reason: "" });
    if (entry.kind === "notification-cancelled")
      for (const id of entry.detail["notificationIds"] as readonly string[]) move(id, { state: "called-off", at: entry.at });
    const recipient = recipientOf(entry);
    const state = recipient === undefined ? undefined : stateAfter(entry);
    if (recipient !== undefined && state !== undefined)
      move(recipient.notificationId, {
        state,
        at: entry.kind === "notification-held" ? Number(entry.detail["until"]) : entry.at,
        reason: textOf(entry.detail["reason"]),
      });
  }
  return [...tellings.values()];
}

/** What a line about one notification proves; undefined for a report that it is still under way. */
function stateAfter(entry: JournalEntry): Telling["state"] | undefined {
  switch (entry.kind) {
    case "notification-held":
      return "waiting";
    case "notification-retry":
      return "trying";
    case "notification-accepted":
      return "accepted";
    case "notification-failed":
      return "failed";
    case "delivery-report":
      return entry.detail["status"] === "delivered" ? "delivered" : undefined;
    default:
      return undefined;
  }
}
