import type { EpochMs } from "@labcanary/domain/basics";
import type { CheckInAnswer, CheckInTexts } from "@labcanary/domain/ports";
import { PRIORITIES } from "@labcanary/domain/rules";
import type { Site } from "@labcanary/domain/site";
import { notificationId } from "../outbox/addressing.ts";
import type { OutboxRow, OutboxTable } from "../outbox/outbox-table.ts";
import { expectedWay, type Installed } from "../outbox/ways.ts";
import type { Answer } from "../replies/answer-sender.ts";
import type { CodedText } from "../replies/reply-code-table.ts";
import type { Batch, Commit } from "../store/batch.ts";
import type { CheckInTable, KeptCheckIn } from "./check-in-table.ts";

/** Behind everything that is about an alarm, before tests: whoever is asked has some time. */
const GRAVITY = PRIORITIES.length + 1;
const STEP = "check-in";

/** The texts of check-ins, in the outbox as every other. */
export interface CheckIns extends Omit<CheckInTexts, "onCheckInAnswer"> {
  /** What a notification of the outbox asks for. */
  of(row: Pick<OutboxRow, "round">): KeptCheckIn | undefined;
  /** Whether it is not worth asking any more; says why. */
  isStale(row: OutboxRow, batch: Batch): "too-late" | "answered" | undefined;
  /** What a text with a code asked for; undefined of every other text. */
  ofText(text: Pick<CodedText, "notificationId">): KeptCheckIn | undefined;
  /**
   * Whether an answer without a code may be meant for the text. Of a check-in only while there is time for it, nobody has checked in, and
   * its person has not answered it: two letters sent to an alarm must not be in doubt for what is done with.
   */
  mayBeMeant(text: Pick<CodedText, "notificationId" | "personId" | "at">, now: EpochMs): boolean;
  /** Whether somebody was asked for it, or reminded. */
  wasAsked(checkIn: KeptCheckIn, personId: string): boolean;
  /** Within the transaction that is open. */
  take(answer: CheckInAnswer): void;
}

export interface CheckInsDeps {
  readonly table: CheckInTable;
  readonly outbox: Pick<OutboxTable, "insert" | "get">;
  readonly site: () => Site;
  readonly channels: Installed;
  readonly commit: Commit;
  /** Whether one more answer may be sent to somebody, as ReplyLimits has it. */
  readonly takeAnswer: (personId: string, at: EpochMs) => boolean;
  readonly queueAnswer: (answer: Answer, at: EpochMs) => void;
}

export function createCheckIns({ table, outbox, site, channels, commit, takeAnswer, queueAnswer }: CheckInsDeps): CheckIns {
  const of = ({ round }: Pick<OutboxRow, "round">): KeptCheckIn | undefined => table.get(round);

  function ofText({ notificationId: id }: Pick<CodedText, "notificationId">): KeptCheckIn | undefined {
    const row = outbox.get(id);
    return row?.kind === "check-in" ? of(row) : undefined;
  }

  return {
    of,
    ofText,

    askCheckIn: ({ id, period, by, people, telling }) =>
      commit((batch) => {
        table.keep({ id, period, by }, batch.at);
        const inserted = people.map((personId) =>
          outbox.insert(
            {
              id: notificationId(id, STEP, telling, personId),
              kind: "check-in",
              alarmId: "",
              round: id,
              step: STEP,
              telling,
              last: false,
              personId,
              as: "on-duty",
              escalated: false,
              gravity: GRAVITY,
              raisedAt: batch.at,
              dueAt: batch.at,
              state: "waiting",
              channel: expectedWay(
                site().people.find((person) => person.id === personId),
                undefined,
                channels,
              ),
              // That it is missed is an alarm: no further channel is tried for want of a receipt.
              proof: "accepted",
              resolved: true,
            },
            batch.at,
          ),
        );
        return inserted.includes(true);
      }),

    endCheckIn: (id) => commit(() => table.end(id)),
    checkInAnswers: table.answers,

    settleCheckInAnswer: (id, outcome) =>
      commit((batch) => {
        const answer = table.answer(id);
        const checkIn = answer === undefined ? undefined : table.get(answer.checkIn);
        if (answer === undefined) return;
        table.settleAnswer(id);
        if (outcome === "in-time" || outcome === "late") table.end(answer.checkIn);
        const { personId, channel } = answer;
        if (checkIn === undefined || !takeAnswer(personId, batch.at)) return;
        queueAnswer(
          {
            id: `${id}:answer:${personId}`,
            personId,
            channel,
            mark: "none",
            outcome: { kind: "check-in", period: checkIn.period, outcome },
          },
          batch.at,
        );
      }),

    isStale(row, { at }) {
      if (row.kind !== "check-in") return undefined;
      const checkIn = of(row);
      if (checkIn === undefined || checkIn.by <= at) return "too-late";
      return checkIn.hasEnded ? "answered" : undefined;
    },

    mayBeMeant(text, now) {
      const checkIn = ofText(text);
      if (checkIn === undefined) return true;
      return !checkIn.hasEnded && now < checkIn.by && !table.hasAnsweredSince(checkIn.id, text.personId, text.at);
    },

    wasAsked: ({ id }, personId) =>
      ([1, 2] as const).some((telling) => outbox.get(notificationId(id, STEP, telling, personId)) !== undefined),

    take: table.keepAnswer,
  };
}
