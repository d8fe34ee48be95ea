import { type Alarm, isAnnunciated, isUnacknowledged, testOfDrill } from "@labcanary/domain/alarm";
import type { Site } from "@labcanary/domain/site";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import { expectedWay, type Installed } from "../outbox/ways.ts";
import type { Answer } from "../replies/answer-sender.ts";
import type { CodedText, ReplyCodeTable } from "../replies/reply-code-table.ts";
import { sharersOf } from "../replies/senders.ts";
import type { Batch } from "../store/batch.ts";
import type { DrillTable } from "./drill-table.ts";

/** What people of a drill that a real alarm ended are told, and what their answers to its texts may not be taken for. */
export interface DrillEndings {
  /** Within the transaction that is open: each is told that the drill is over, of the real alarm, and with what code to take charge of it. */
  tell(personIds: readonly string[], alarm: Alarm, batch: Batch): void;
  /** The real alarm that ended the drill a text is of, while it stands. */
  realBehind(text: Pick<CodedText, "tests">): readonly Alarm[];
  /** Whether an answer of theirs without a code may be meant for the drill, and would be taken for the real alarm. */
  mayMeanDrill(personIds: readonly string[]): boolean;
}

export interface DrillEndingDeps {
  readonly table: Pick<DrillTable, "get">;
  readonly alarms: Pick<AlarmTable, "get">;
  readonly codes: Pick<ReplyCodeTable, "codeOf">;
  readonly site: () => Site;
  readonly channels: Installed;
  readonly queueAnswer: (answer: Answer, at: Batch["at"]) => void;
}

export function createDrillEndings({ table, alarms, codes, site, channels, queueAnswer }: DrillEndingDeps): DrillEndings {
  function interrupted() {
    const drill = table.get();
    const alarm = drill?.ended?.alarm === undefined ? undefined : alarms.get(drill.ended.alarm.id);
    return drill === undefined || alarm === undefined || !isAnnunciated(alarm) ? undefined : { drill, alarm };
  }

  return {
    tell(personIds, alarm, batch) {
      for (const personId of personIds) {
        const person = site().people.find(({ id }) => id === personId);
        if (person === undefined) continue;
        const id = `${alarm.id}:drill-over:${personId}`;
        const coded = { notificationId: id, personId, alarmIds: [alarm.id], tests: {}, at: batch.at };
        const outcome = {
          kind: "drill-over",
          subject: { kind: "one", alarm },
          replyCode: codes.codeOf(coded, sharersOf(personId, site())),
        } as const;
        const channel = expectedWay(person, undefined, channels);
        queueAnswer({ id, personId, channel, mark: "none", outcome, alarmId: alarm.id, priority: alarm.priority }, batch.at);
      }
    },

    realBehind({ tests }) {
      const found = interrupted();
      return found !== undefined && Object.values(tests).includes(testOfDrill(found.drill.number)) ? [found.alarm] : [];
    },

    mayMeanDrill(personIds) {
      const found = interrupted();
      return found !== undefined && isUnacknowledged(found.alarm) && found.drill.told.some((id) => personIds.includes(id));
    },
  };
}
