import type { EpochMs } from "@labcanary/domain/basics";
import type { LedgerName, RecordAlarm } from "@labcanary/domain/governance";
import type { AlarmDesk, Logger, RecordConditionSink } from "@labcanary/domain/ports";
import type { ZoneId } from "@labcanary/domain/site";
import type { RecordConditionName } from "@labcanary/domain/alarm";

/** Tells which items are an alarm, and which are no longer. */
export interface StandingAlarms {
  /** Reads which stand already, of before this start. */
  open(): void;
  /** Numbers of the items of a ledger of which some alarm stands. */
  of(ledger: LedgerName): readonly number[];
  /** Compares what is to stand of one item, and with what value, with what stands. What could not be told is told with the next call. */
  settle(record: AlarmedRecord, at: EpochMs): void;
}

export interface AlarmedRecord {
  readonly ledger: LedgerName;
  readonly number: number;
  readonly zoneId: ZoneId;
  /** What is to stand. One record of which it cannot be told must not keep the others from being told. */
  readonly alarms: () => readonly RecordAlarm[];
}

interface StandingAlarmDeps {
  readonly desk: Pick<AlarmDesk, "list">;
  readonly sink: RecordConditionSink;
  readonly logger: Logger;
}

interface Standing {
  readonly name: RecordConditionName;
  /** Where it was raised. */
  readonly zoneId: ZoneId;
  /** What it is about where that is elsewhere: it was taken over. */
  readonly about?: ZoneId;
  /** The value it was told with last, in English. */
  readonly value: string;
}

export function createStandingAlarms({ desk, sink, logger }: StandingAlarmDeps): StandingAlarms {
  /** The conditions that stand, and where, by record. */
  const standing = new Map<string, Standing[]>();
  /** Records with alarms of before this start that have not been compared since. */
  const unread = new Set<string>();
  return {
    open() {
      standing.clear();
      unread.clear();
      for (const { source, conditionActive, description } of desk.list()) {
        if (source.kind !== "record" || !conditionActive) continue;
        unread.add(source.record);
        of(source.record).push({ name: source.condition, zoneId: source.zoneId, value: description.valueText.en });
      }
    },
    of(ledger) {
      const records = [...standing.keys()].filter((record) => record.startsWith(`${ledger}/`));
      return records.map((record) => Number(record.slice(ledger.length + 1)));
    },
    settle({ ledger, number, zoneId: zoneOfItem, alarms }, at) {
      const record = `${ledger}/${number}`;
      const known = of(record);
      const told = { kind: "record-condition", record, at } as const;
      try {
        const wanted = alarms();
        /**
         * Nobody is called anew for what is only told elsewhere now: a door of a key period that the site has in another zone, and what an
         * earlier release raised where the period is. Later, one in the place of another is about something else.
         */
        const isTakenOver = (each: Standing, { name, value, zoneId }: RecordAlarm): boolean =>
          ledger === "key-period" &&
          zoneId !== undefined &&
          each.name === name &&
          !wanted.some((other) => isOf(each, other)) &&
          (each.value === value.en || (unread.has(record) && each.zoneId === zoneOfItem));
        for (const alarm of wanted) {
          const stands = known.find((each) => isOf(each, alarm)) ?? known.find((each) => isTakenOver(each, alarm));
          const { name, value, detail } = alarm;
          const zoneId = stands?.zoneId ?? alarm.zoneId ?? zoneOfItem;
          if (stands?.value !== value.en) sink.takeRecordCondition({ ...told, name, zoneId, active: true, value, detail });
          const about = alarm.zoneId === undefined || alarm.zoneId === zoneId ? {} : { about: alarm.zoneId };
          known.splice(stands === undefined ? known.length : known.indexOf(stands), 1, { name, zoneId, ...about, value: value.en });
        }
        for (const each of known.filter((stands) => !wanted.some((alarm) => isOf(stands, alarm)))) {
          const { name, zoneId } = each;
          sink.takeRecordCondition({ ...told, name, zoneId, active: false, value: { en: "", zh: "" }, detail: "" });
          known.splice(known.indexOf(each), 1);
        }
        unread.delete(record);
      } catch (error) {
        logger.error({ error: String(error), record }, "An alarm of a record could not be kept; tried again in a minute");
      }
      if (known.length === 0) standing.delete(record);
    },
  };

  function of(record: string): Standing[] {
    const known = standing.get(record) ?? [];
    standing.set(record, known);
    return known;
  }
}

/** An alarm without a place of its own goes on where it was raised, also when its item has moved. */
const isOf = (each: Standing, { name, zoneId }: RecordAlarm): boolean =>
  each.name === name && (zoneId === undefined || zoneId === (each.about ?? each.zoneId));
