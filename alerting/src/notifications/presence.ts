import { type Alarm, isUnacknowledged, isWithheld, type SystemConditionName, isOfDrill } from "@labcanary/domain/alarm";
import { type EpochMs, elapsed, plus } from "@labcanary/domain/basics";
import type { PresenceRequest } from "@labcanary/domain/notification";
import type { Site } from "@labcanary/domain/site";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import type { Told } from "../alarms/keeper.ts";
import type { Journal } from "../journal/journal.ts";
import type { NextStep } from "../outbox/next-step.ts";
import type { Batch } from "../store/batch.ts";
import type { OpenQuestion, PresenceTable } from "./presence-table.ts";

/** Asks the desk whether anybody is there. Everything happens within the transaction that is open. */
export interface Presence {
  /** An alarm has come before the operators. */
  annunciated(alarm: Alarm, batch: Batch): void;
  /** Somebody at the desk has shown that they are there; of whatever alarm it was, it answers for all. */
  answer(by: string, batch: Batch): void;
  /** Ends a question that is about nothing any more. */
  settle(): void;
  isMissed(now: EpochMs): boolean;
  /** Nobody has answered in time: the next step of the alarms it was about is due. */
  miss(batch: Batch): void;
  /** The question's time was over, and nobody has answered since. */
  isUnattended(): boolean;
  question(): PresenceRequest | undefined;
}

export interface PresenceDeps {
  readonly alarms: Pick<AlarmTable, "get">;
  readonly journal: Journal;
  readonly nextStep: Pick<NextStep, "come">;
  readonly table: PresenceTable;
  readonly site: () => Site;
}

/** These come of nobody being there: they ask nobody. */
const OF_ABSENCE: readonly SystemConditionName[] = ["desk-unattended", "nobody-reached"];

export function createPresence({ alarms, journal, nextStep, table, site }: PresenceDeps): Presence {
  const isOpen = (alarmId: string): boolean => {
    const alarm = alarms.get(alarmId);
    return alarm !== undefined && isUnacknowledged(alarm) && !isWithheld(alarm);
  };

  function ask(alarm: Alarm, before: OpenQuestion | undefined, batch: Batch): void {
    const { presence } = site();
    if (presence === undefined) return;
    // While an answer is waited for, one question is enough, and its time is that of the first alarm.
    if (before !== undefined && !before.missed) {
      table.keep({ ...before, alarmIds: [...new Set([...before.alarmIds, alarm.id])] });
      return;
    }
    const id = `presence-${(journal.head().number + 1).toString(36)}`;
    const answerBy = plus(batch.at, presence.answerWithin);
    const alarmIds = [...(before?.alarmIds ?? []).filter(isOpen), alarm.id];
    table.keep({ id, askedAt: batch.at, answerBy, missed: false, unattended: before?.unattended ?? false, alarmIds });
    journal.append({ at: batch.at, kind: "presence-asked", actor: "system", alarmId: alarm.id, detail: { requestId: id, answerBy } });
  }

  return {
    annunciated(alarm, batch) {
      if (alarm.priority !== "critical" || isOfDrill(alarm)) return;
      if (alarm.source.kind === "system" && OF_ABSENCE.includes(alarm.source.condition)) return;
      ask(alarm, table.open(), batch);
    },

    answer(by, batch) {
      const open = table.open();
      if (open === undefined) return;
      table.end();
      const detail = { requestId: open.id, after: elapsed(open.askedAt, batch.at) };
      journal.append({ at: batch.at, kind: "presence-answered", actor: `user:${by}`, detail });
    },

    settle() {
      const open = table.open();
      if (open !== undefined && !open.unattended && !open.alarmIds.some(isOpen)) table.end();
    },

    isMissed(now) {
      const open = table.open();
      return open !== undefined && !open.missed && elapsed(open.answerBy, now) >= 0;
    },

    miss(batch) {
      const open = table.open();
      if (open === undefined || open.missed || elapsed(open.answerBy, batch.at) < 0) return;
      table.keep({ ...open, missed: true, unattended: true });
      for (const alarmId of open.alarmIds.filter(isOpen)) {
        const came = nextStep.come(alarmId, batch);
        journal.append({ at: batch.at, kind: "presence-missed", actor: "system", alarmId, detail: { requestId: open.id, came } });
      }
    },

    isUnattended: () => table.open()?.unattended === true,

    question() {
      const open = table.open();
      if (open === undefined) return undefined;
      const { id, askedAt, answerBy } = open;
      const gravest = open.alarmIds.filter(isOpen).toSorted((a, b) => Number(isForLife(b)) - Number(isForLife(a)));
      return { id, askedAt, answerBy, alarmIds: gravest };
    },
  };

  /** All of them are critical. */
  function isForLife(alarmId: string): boolean {
    return alarms.get(alarmId)?.lifeSafety === true;
  }
}

/** Asks for presence whenever people begin to be told of an alarm. */
export function askingPresence<T extends Pick<Told, "start" | "startAnew">>(told: T, presence: Pick<Presence, "annunciated">): T {
  return {
    ...told,
    start(alarm, batch) {
      told.start(alarm, batch);
      presence.annunciated(alarm, batch);
    },
    startAnew(alarm, batch) {
      told.startAnew(alarm, batch);
      presence.annunciated(alarm, batch);
    },
  };
}
