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
  readonly zoneId: ZoneId;
  /** The value it was told with last, in English. */
  readonly value: string;
}

export function createStandingAlarms({ desk, sink, logger }: StandingAlarmDeps): StandingAlarms {
  /** The conditions that stand, and where, by record. */
  const standing = new Map<string, Standing[]>();
  return {
    open() {
      standing.clear();
      for (const { source, conditionActive, description } of desk.list()) {
        if (source.kind !== "record" || !conditionActive) continue;
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
        for (const alarm of wanted) {
          const before = known.findIndex((each) => isOf(each, alarm));
          const { name, value, detail, zoneId = known[before]?.zoneId ?? zoneOfItem } = alarm;
          if (known[before]?.value === value.en) continue;
          sink.takeRecordCondition({ ...told, name, zoneId, active: true, value, detail });
          known.splice(before === -1 ? known.length : before, 1, { name, zoneId, value: value.en });
        }
        for (const each of known.filter((stands) => !wanted.some((alarm) => isOf(stands, alarm)))) {
          const { name, zoneId } = each;
          sink.takeRecordCondition({ ...told, name, zoneId, active: false, value: { en: "", zh: "" }, detail: "" });
          known.splice(known.indexOf(each), 1);
        }
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
  each.name === name && (zoneId === undefined || zoneId === each.zoneId);
