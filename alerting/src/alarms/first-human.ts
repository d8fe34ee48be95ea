import type { Alarm, FirstHuman } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import { hasOutlived } from "@labcanary/domain/commissioning";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import type { Site } from "@labcanary/domain/site";
import type { OutboxRow } from "../outbox/outbox-table.ts";
import type { Batch } from "../store/batch.ts";
import type { AlarmTable } from "./alarm-table.ts";
import type { AlarmKeeper } from "./keeper.ts";

/** What somebody does who has the alarm. */
const HUMAN_ACTS: readonly JournalEntryKind[] = [
  "acknowledged",
  "attended",
  "assignment-accepted",
  "commented",
  "reported-safe",
  "photo-added",
  "reset",
];

/** Who did it, when it was a person: `user:NAME` at the screen, `person:ID` by an answer. */
function humanOf(actor: string, at: EpochMs): FirstHuman | undefined {
  const [, kind, by = ""] = /^(user|person):(.*)$/.exec(actor) ?? [];
  if (kind === undefined) return undefined;
  return { at, by, through: kind === "user" ? "screen" : "reply" };
}

/** What somebody did, as the journal has it. */
interface Act {
  readonly kind: JournalEntryKind;
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The alarm with the first person who had it, when this is what shows it. */
export function metByHuman(alarm: Alarm, act: Act, at: EpochMs): Alarm {
  const { kind, actor } = act;
  if (alarm.firstHuman !== undefined || !HUMAN_ACTS.includes(kind) || isFromBefore(alarm, act)) return alarm;
  const firstHuman = humanOf(actor, at);
  return firstHuman === undefined ? alarm : { ...alarm, firstHuman };
}

/** A photo may have waited for the link since before the alarm came on the list, or was a test still. */
const isFromBefore = ({ annunciatedAt }: Alarm, { kind, detail: { takenAt } }: Act): boolean =>
  kind === "photo-added" && annunciatedAt !== undefined && typeof takenAt === "number" && takenAt < annunciatedAt;

export interface ReaderFacts {
  readonly alarms: Pick<AlarmTable, "get">;
  readonly keeper: Pick<AlarmKeeper, "move">;
  readonly site: Site;
}

/**
 * A provider says that somebody has opened what they were sent: of a group, nobody knows who. Whoever has read that it was a test knows
 * nothing of the real alarm.
 */
export function keepReader({ alarmId, personId, channel, test }: OutboxRow, { alarms, keeper, site }: ReaderFacts, batch: Batch): void {
  const alarm = alarms.get(alarmId);
  const person = site.people.find(({ id }) => id === personId);
  if (alarm === undefined || alarm.firstHuman !== undefined || person === undefined || person.kind !== undefined) return;
  if (hasOutlived(alarm, test)) return;
  const firstHuman: FirstHuman = { at: batch.at, by: personId, through: "report" };
  // The report itself is in the journal.
  const because = { kind: "delivery-report", actor: `channel:${channel}`, detail: {}, effects: [], journaled: false, met: true } as const;
  keeper.move({ ...alarm, firstHuman }, because, batch);
}
