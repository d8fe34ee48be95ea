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
  /** Compares what is to stand of one item with what stands. What could not be told is told with the next call. */
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

export function createStandingAlarms({ desk, sink, logger }: StandingAlarmDeps): StandingAlarms {
  /** Names of the conditions that stand, by record. */
  const standing = new Map<string, Set<RecordConditionName>>();
  return {
    open() {
      standing.clear();
      for (const { source, conditionActive } of desk.list()) {
        if (source.kind === "record" && conditionActive) namesOf(source.record).add(source.condition);
      }
    },
    of(ledger) {
      const records = [...standing.keys()].filter((record) => record.startsWith(`${ledger}/`));
      return records.map((record) => Number(record.slice(ledger.length + 1)));
    },
    settle({ ledger, number, zoneId, alarms }, at) {
      const record = `${ledger}/${number}`;
      const known = namesOf(record);
      const told = { kind: "record-condition", record, zoneId, at } as const;
      try {
        const wanted = new Map(alarms().map((alarm) => [alarm.name, alarm]));
        for (const [name, { value, detail }] of wanted) {
          if (known.has(name)) continue;
          sink.takeRecordCondition({ ...told, name, active: true, value, detail });
          known.add(name);
        }
        for (const name of known) {
          if (wanted.has(name)) continue;
          sink.takeRecordCondition({ ...told, name, active: false, value: { en: "", zh: "" }, detail: "" });
          known.delete(name);
        }
      } catch (error) {
        logger.error({ error: String(error), record }, "An alarm of a record could not be kept; tried again in a minute");
      }
      if (known.size === 0) standing.delete(record);
    },
  };

  function namesOf(record: string): Set<RecordConditionName> {
    const names = standing.get(record) ?? new Set();
    standing.set(record, names);
    return names;
  }
}
