import { type Alarm, isAnnunciated, isUnacknowledged } from "@labcanary/domain/alarm";
import { type EpochMs, minutes, plus } from "@labcanary/domain/basics";
import { type DeliveryReport, isProven, proofOfReport, proofTime } from "@labcanary/domain/notification";
import { addressOn, type ChannelKind, type Person } from "@labcanary/domain/site";
import type { Channel } from "../ports.ts";
import type { Batch } from "../store/batch.ts";
import type { Answer } from "./answer-sender.ts";
import type { AnswerTable, WaitingAnswer } from "./answer-table.ts";
import { afterAttempt, waitBefore } from "./answer-ways.ts";

/** How often it is looked whether somebody still need have what was taken (chosen: nothing waits for it). */
const LOOKED_AT_AGAIN = minutes(1);

/** What is known of whether people have an urgent answer that a channel has taken. Within the transaction that is open. */
export interface AnswerProofs {
  /** Whether a channel's word that it has taken it is the last that is heard of it. */
  isLast(channel: ChannelKind): boolean;
  /** It waits for what the channel says of it. */
  await(answer: WaitingAnswer, channel: ChannelKind, providerRef: string, batch: Batch): void;
  /** The time for its proof is over, or it was looked at long ago. */
  lookAgain(answer: WaitingAnswer, batch: Batch): void;
  /** Of others than urgent answers nothing is done. */
  takeReport(id: string, channel: ChannelKind, status: DeliveryReport["status"], batch: Batch): void;
  /** Has channels go on asking for what they took before this start. */
  resume(): void;
}

interface Deps {
  readonly table: AnswerTable;
  readonly channels: readonly Channel[];
  readonly personOf: (answer: Answer) => Person | undefined;
  readonly alarmOf: (answer: Answer) => Alarm | undefined;
  readonly wayOf: (answer: WaitingAnswer, at: EpochMs) => ChannelKind | undefined;
  readonly isUnderWay: (id: string) => boolean;
  readonly fail: (answer: WaitingAnswer, channel: ChannelKind, detail: object, batch: Batch) => void;
  readonly count: (channel: ChannelKind, outcome: Batch["outcomes"][number]["outcome"], batch: Batch) => void;
  readonly note: (
    answer: Answer,
    channel: ChannelKind,
    kind: "notification-failed" | "notification-unproven",
    detail: object,
    batch: Batch,
  ) => void;
}

export function createAnswerProofs({ table, channels, personOf, alarmOf, wayOf, isUnderWay, fail, count, note }: Deps): AnswerProofs {
  /** One that was not tried, and would be next. */
  function otherOf(answer: WaitingAnswer, at: EpochMs): ChannelKind | undefined {
    const next = wayOf(answer, at);
    return next === undefined || answer.tried?.[next] !== undefined ? undefined : next;
  }
  const without = ({ given: _given, ...answer }: WaitingAnswer): WaitingAnswer => answer;

  /** The provider has lost it: by the next channel at once, where there is one. */
  function lose(answer: WaitingAnswer, channel: ChannelKind, status: DeliveryReport["status"], batch: Batch): void {
    const tried = { ...answer.tried, [channel]: { attempts: answer.tried?.[channel]?.attempts ?? 1, isRefused: status === "rejected" } };
    const after = { ...without(answer), tried };
    const next = wayOf(after, batch.at);
    const reason = `report-${status}`;
    if (next === undefined) return fail(after, channel, { reason }, batch);
    table.keep(after, plus(batch.at, waitBefore(next, tried)));
    count(channel, "failed", batch);
    note(answer, channel, "notification-failed", { reason, ...(next === channel ? {} : { next }) }, batch);
  }

  return {
    isLast: (kind) => channels.find((channel) => channel.kind === kind)?.proves !== "delivered",

    await(answer, channel, providerRef, batch) {
      const given = { channel, at: batch.at, providerRef };
      const taken = { ...answer, given, tried: afterAttempt(answer.tried ?? {}, channel, false) };
      const known = answer.reported?.[channel];
      // Reports may come before the answer to the attempt they belong to.
      if (known !== undefined && isProven(proofOfReport(known), "delivered")) return table.remove(answer.id);
      if (known === "failed" || known === "rejected") return lose(taken, channel, known, batch);
      const span = proofTime({}, otherOf(taken, batch.at) !== undefined) ?? LOOKED_AT_AGAIN;
      table.keep(taken, plus(batch.at, span));
    },

    lookAgain(answer, batch) {
      const alarm = alarmOf(answer);
      if (alarm === undefined || !isAnnunciated(alarm)) return table.remove(answer.id);
      const next = isUnacknowledged(alarm) ? otherOf(answer, batch.at) : undefined;
      // As long as the alarm stands it may be said to be lost.
      if (next === undefined) return table.keep(answer, plus(batch.at, LOOKED_AT_AGAIN));
      table.keep(without(answer), batch.at);
      if (answer.given !== undefined) note(answer, answer.given.channel, "notification-unproven", { next }, batch);
    },

    takeReport(id, channel, status, batch) {
      const answer = table.get(id);
      if (answer === undefined) return;
      if (isProven(proofOfReport(status), "delivered")) {
        count(channel, "delivered", batch);
        // An attempt that is under way comes to its own end, which is nobody's to wait for.
        table.remove(id);
      } else if (status === "failed" || status === "rejected") {
        if (answer.given?.channel === channel) lose(answer, channel, status, batch);
        else if (isUnderWay(id)) table.keep({ ...answer, reported: { ...answer.reported, [channel]: status } }, batch.at);
      }
    },

    resume() {
      for (const answer of table.given()) {
        const { id: notificationId, given } = answer;
        const person = personOf(answer);
        const address = person === undefined || given === undefined ? undefined : addressOn(person, given.channel);
        if (given === undefined || address === undefined) continue;
        const channel = channels.find(({ kind }) => kind === given.channel);
        channel?.follow?.({ notificationId, address, providerRef: given.providerRef, acceptedAt: given.at });
      }
    },
  };
}
