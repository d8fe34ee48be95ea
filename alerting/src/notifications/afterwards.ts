import {
  type Alarm,
  familyOfRecordCondition,
  isUnacknowledged,
  meaningOfRecordCondition,
  RECORD_CONDITIONS,
  type RecordConditionName,
} from "@labcanary/domain/alarm";
import { elapsed, minutes } from "@labcanary/domain/basics";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import { type NotificationKind, routeOf } from "@labcanary/domain/notification";
import { PRIORITIES } from "@labcanary/domain/rules";
import type { Afterwards, ChannelKind, Site } from "@labcanary/domain/site";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import type { Journal } from "../journal/journal.ts";
import { notificationId } from "../outbox/addressing.ts";
import type { DeliveryTable } from "../outbox/delivery-table.ts";
import type { OutboxRow, OutboxTable } from "../outbox/outbox-table.ts";
import type { Batch } from "../store/batch.ts";

/** Behind every alarm, before tests. */
const GRAVITY = PRIORITIES.length + 1;
/** Chosen: whoever was told of an alarm looks at the screen or is on the way by then, and an old all-clear is mistaken for one of a new alarm. */
const TOO_LATE = minutes(10);

/** Tells those who were told of an alarm what became of it: for their information, and nothing comes of it when it does not get through. */
export interface AfterwardsTelling {
  /** The alarm has moved, as the journal has it. Within the transaction that moves it. */
  moved(alarm: Alarm, kind: JournalEntryKind, batch: Batch): void;
  /** Whether it is not worth telling any more; says why. */
  isStale(row: OutboxRow, batch: Batch): "too-late" | "flood" | undefined;
}

export interface AfterwardsDeps {
  readonly alarms: Pick<AlarmTable, "activeOfRecord">;
  readonly journal: Journal;
  readonly outbox: OutboxTable;
  readonly deliveries: DeliveryTable;
  readonly site: () => Site;
  readonly isFlood: () => boolean;
}

const RECORD_CONDITION_NAMES = Object.keys(RECORD_CONDITIONS) as readonly RecordConditionName[];
const AFTERWARDS_KINDS: readonly NotificationKind[] = ["returned-to-normal", "all-clear"];

export function createAfterwards({ alarms, journal, outbox, deliveries, site, isFlood }: AfterwardsDeps): AfterwardsTelling {
  function tell(alarm: Alarm, kind: Afterwards, batch: Batch): void {
    if (!routeOf(alarm, site()).afterwards.includes(kind) || goesOn(alarm)) return;
    // Whoever was told of a test, of what has become real is told what has become of that.
    const rows = toldOf(alarm.id).map(({ row: { test: _test, ...row }, channel }) => ({
      ...row,
      ...(alarm.test === undefined ? {} : { test: alarm.test }),
      id: notificationId(alarm.id, kind, 1, row.personId),
      kind,
      round: alarm.id,
      step: kind,
      telling: 1,
      last: false,
      gravity: GRAVITY,
      dueAt: batch.at,
      state: "waiting" as const,
      channel,
      allowed: [channel],
      proof: "accepted" as const,
      resolved: true,
    }));
    const queued = rows.filter((row) => outbox.insert(row, batch.at));
    if (queued.length === 0) return;
    const notifications = queued.map(({ id, step, personId, dueAt }) => ({ id, step, personId, dueAt }));
    journal.append({ at: batch.at, kind: "notification-queued", actor: "system", alarmId: alarm.id, detail: { notifications } });
  }

  /** What is overdue is so still, and for longer, or is known to be lost; more of the same was found, or some of it stands elsewhere: nothing is clear. */
  function goesOn({ id, source }: Alarm): boolean {
    if (source.kind !== "record") return false;
    const { grade = Infinity, endsAs } = meaningOfRecordCondition(source.condition);
    const isGraver = (name: RecordConditionName): boolean => (meaningOfRecordCondition(name).grade ?? 0) > grade;
    const isKin = (name: RecordConditionName): boolean => familyOfRecordCondition(name) === familyOfRecordCondition(source.condition);
    return RECORD_CONDITION_NAMES.filter((name) => isGraver(name) || isKin(name) || name === endsAs)
      .flatMap((name) => alarms.activeOfRecord(name, source.record))
      .some((other) => other.id !== id);
  }

  /** Everybody who has been told of the alarm, once, with the channel that got through best. */
  function toldOf(alarmId: string): readonly { readonly row: OutboxRow; readonly channel: ChannelKind }[] {
    const told = new Map<string, { readonly row: OutboxRow; readonly channel: ChannelKind }>();
    for (const row of outbox.ofAlarm(alarmId)) {
      const channel = row.kind === "alarm" ? channelThatGotThrough(row) : undefined;
      if (channel !== undefined && !told.has(row.personId)) told.set(row.personId, { row, channel });
    }
    return [...told.values()];
  }

  function channelThatGotThrough({ id }: OutboxRow): ChannelKind | undefined {
    const taken = deliveries.all(id);
    const proven = taken.findLast(({ state }) => state === "read" || state === "delivered");
    return (proven ?? taken.findLast(({ state }) => state === "accepted" || state === "unproven"))?.channel;
  }

  return {
    moved(alarm, kind, batch) {
      // Its end is the drill's, which a real alarm may have brought about: nothing is clear then.
      if (kind === "drill-ended") return;
      if (alarm.annunciation === "normal") {
        // What is written down about it later does not end it again.
        if (alarm.endedAt === batch.at) tell(alarm, "all-clear", batch);
      } else if (kind === "returned-to-normal" && isUnacknowledged(alarm)) tell(alarm, "returned-to-normal", batch);
    },

    isStale({ kind, dueAt }, { at }) {
      if (!AFTERWARDS_KINDS.includes(kind)) return undefined;
      if (isFlood()) return "flood";
      return elapsed(dueAt, at) > TOO_LATE ? "too-late" : undefined;
    },
  };
}
