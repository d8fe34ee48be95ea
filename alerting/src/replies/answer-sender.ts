import type { DatabaseSync } from "node:sqlite";
import { type Alarm, isAnnunciated, isUnacknowledged } from "@labcanary/domain/alarm";
import { elapsed, type EpochMs, milliseconds, minutes, plus, seconds } from "@labcanary/domain/basics";
import {
  type AnswerOutcome,
  composeMessage,
  type DeliveryOutcome,
  type DeliveryReport,
  type MessageMark,
  type Notification,
  retryDelay,
} from "@labcanary/domain/notification";
import type { Clock, Logger } from "@labcanary/domain/ports";
import type { Priority } from "@labcanary/domain/rules";
import { addressOn, type ChannelKind, type Person, type Site } from "@labcanary/domain/site";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import type { Journal } from "../journal/journal.ts";
import { ATTEMPT_LIMIT, deliver, LONGEST_WISH } from "../outbox/attempt.ts";
import { TROUBLING_ATTEMPTS } from "../outbox/circuit.ts";
import { maskAddress } from "../outbox/mask-address.ts";
import type { Channel } from "../ports.ts";
import type { Batch, Commit } from "../store/batch.ts";
import { createAnswerTable, isUrgent, type WaitingAnswer } from "./answer-table.ts";
import { createAnswerProofs } from "./answer-proofs.ts";
import { afterAttempt, createChannelTroubles, nextWay, waitBefore, waysOf } from "./answer-ways.ts";

/** Chosen: whoever has waited so long for word has looked at the screen, or answered again. What is urgent is kept while its alarm is. */
const KEPT_FOR = minutes(10);
/** Answers under way at once (chosen: few are ever waiting, and they must not crowd out alarms at the provider). */
const AT_ONCE = 2;
/** Urgent ones, besides these (chosen: everybody who took part in a drill of a department, so that none waits for another's stalled channel). */
const URGENT_AT_ONCE = 20;
/** When somebody with no channel left is looked at again: the site may say another by then. Chosen: as long as the longest wait for another attempt. */
const LOOKED_AT_AGAIN = seconds(30);

/** What somebody is told of their answer, by the channel it came by; what is urgent by the others too. Their address is that of the site when it is sent. */
export interface Answer {
  /** Unique; the same answer is told of once. */
  readonly id: string;
  readonly personId: string;
  readonly channel: ChannelKind;
  readonly mark: MessageMark;
  readonly outcome: AnswerOutcome;
  /** The alarm it is about, where it is about any. */
  readonly alarmId?: string;
  readonly priority?: Priority;
}

/**
 * Tells people what became of their answers. Apart from the outbox: an answer never escalates, is no sign that people cannot be reached
 * when it fails, and is worth nothing after ten minutes. At least once, as everything that is sent.
 *
 * That a drill is over and what is real is urgent: it goes before the others, by each channel of the person until one takes it, for as long
 * as the alarm is annunciated, and that it does not get through is told as of the alarm's own texts. What a channel took and lost later, or
 * does not prove to have come in time, goes by the next one as well.
 */
export interface AnswerSender {
  /** Within the transaction that is open. */
  queue(answer: Answer, at: EpochMs): void;
  /** Begins what is due. Never throws. */
  sweep(): void;
  /** What a channel says of something it took: of urgent answers alone it matters. Within the transaction that is open. */
  takeReport(id: string, channel: ChannelKind, status: DeliveryReport["status"], batch: Batch): void;
  /** Has channels go on asking for what they took before this start. */
  resume(): void;
  /** Urgent ones of an unacknowledged alarm do not get through. */
  isTroubled(): boolean;
  /** The clock was set back by the span (negative). Within the transaction that is open. */
  shift(span: number): void;
  /** Breaks off what is under way; it is sent again after the next start. */
  stop(): Promise<void>;
}

export interface AnswerSenderDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly site: () => Site;
  readonly channels: readonly Channel[];
  readonly alarms: Pick<AlarmTable, "get">;
  readonly journal: Journal;
  readonly commit: Commit;
}

export function createAnswerSender(database: DatabaseSync, deps: AnswerSenderDeps): AnswerSender {
  const { clock, logger, site, channels, alarms, journal, commit } = deps;
  const table = createAnswerTable(database);
  const troubles = createChannelTroubles();
  const underWay = new Map<string, { readonly isUrgent: boolean; readonly abort: AbortController; readonly done: Promise<void> }>();
  let isSweeping = false;
  let isStopped = false;

  type Told = "notification-accepted" | "notification-retry" | "notification-failed" | "notification-cancelled" | "notification-unproven";
  function note(answer: Answer, channel: ChannelKind, kind: Told, detail: object, batch: Batch): void {
    const { id: notificationId, personId, alarmId } = answer;
    const about = alarmId === undefined ? {} : { alarmId };
    const actor = kind === "notification-cancelled" ? "system" : `channel:${channel}`;
    journal.append({ at: batch.at, kind, actor, ...about, detail: { notificationId, personId, step: "answer", ...detail } });
  }

  function count(channel: ChannelKind, outcome: Batch["outcomes"][number]["outcome"], batch: Batch): void {
    batch.outcomes.push({ channel, outcome });
  }

  const personOf = ({ personId }: Answer): Person | undefined => site().people.find(({ id }) => id === personId);
  const alarmOf = ({ alarmId }: Answer): Alarm | undefined => (alarmId === undefined ? undefined : alarms.get(alarmId));

  function notificationOf(answer: WaitingAnswer, channel: ChannelKind): Notification | undefined {
    const { id, personId, alarmId = "", priority = "low", mark, outcome, at } = answer;
    const person = personOf(answer);
    const address = person === undefined ? undefined : addressOn(person, channel);
    if (person === undefined || address === undefined) return undefined;
    const { language } = person;
    const message = composeMessage({ kind: "answer", language, mark, outcome });
    return {
      id,
      kind: "answer",
      alarmId,
      alarmIds: alarmId === "" ? [] : [alarmId],
      step: "answer",
      personId,
      channel,
      language,
      address,
      ...message,
      priority,
      lifeSafety: isUrgent(answer) && alarmOf(answer)?.lifeSafety === true,
      simulated: mark !== "none",
      dueAt: at,
    };
  }

  const wayOf = (answer: WaitingAnswer, at: EpochMs): ChannelKind | undefined =>
    nextWay(waysOf(personOf(answer), answer.channel, channels), answer.tried ?? {}, (channel) => troubles.has(channel, at));

  const proofs = createAnswerProofs({
    table,
    channels,
    personOf,
    alarmOf,
    wayOf,
    isUnderWay: (id) => underWay.has(id),
    fail: failUrgent,
    count,
    note,
  });

  function begin(answer: WaitingAnswer): void {
    if (!isUrgent(answer)) return attempt(answer, answer.channel, () => commit((batch) => giveUp(answer, batch)));
    if (answer.given !== undefined) return commit((batch) => proofs.lookAgain(answer, batch));
    const alarm = alarmOf(answer);
    if (alarm === undefined || !isAnnunciated(alarm)) return commit((batch) => callOff(answer, batch));
    const way = wayOf(answer, clock.now());
    const haveNone = (): void => commit((batch) => failUrgent(answer, answer.channel, { reason: reasonOfNone(answer) }, batch));
    if (way === undefined) haveNone();
    else attempt(answer, way, haveNone);
  }

  const reasonOfNone = (answer: Answer): string => (personOf(answer) === undefined ? "person-unknown" : "no-channel");

  function attempt(answer: WaitingAnswer, kind: ChannelKind, haveNone: () => void): void {
    const channel = channels.find((each) => each.kind === kind);
    const notification = notificationOf(answer, kind);
    if (channel === undefined || notification === undefined) return haveNone();
    const abort = new AbortController();
    const cancelLimit = clock.after(ATTEMPT_LIMIT, () => abort.abort());
    const delivery = deliver(channel, notification, abort.signal).catch((error: unknown): DeliveryOutcome => {
      logger.error({ error: String(error), notificationId: answer.id }, "The channel failed on an answer, which is tried again");
      return { kind: "retry", reason: "unreachable", after: milliseconds(0) };
    });
    const done = delivery.then((outcome) => {
      cancelLimit();
      underWay.delete(answer.id);
      if (isStopped && outcome.kind === "retry") return;
      try {
        commit((batch) => record(answer, notification, outcome, batch));
      } catch (error) {
        logger.error({ error: String(error), notificationId: answer.id }, "What became of an answer could not be kept; it is sent again");
      }
    });
    underWay.set(answer.id, { isUrgent: isUrgent(answer), abort, done });
  }

  function giveUp(answer: WaitingAnswer, batch: Batch): void {
    const reason = channels.some(({ kind }) => kind === answer.channel) ? "person-unknown" : "no-channel";
    end(answer, answer.channel, "failed", { reason }, batch);
  }

  function take(answer: WaitingAnswer, channel: ChannelKind, providerRef: string, detail: object, batch: Batch): void {
    const kept = table.get(answer.id);
    if (!isUrgent(answer) || proofs.isLast(channel) || kept === undefined) return end(answer, channel, "accepted", detail, batch);
    proofs.await({ ...answer, ...(kept.reported === undefined ? {} : { reported: kept.reported }) }, channel, providerRef, batch);
    count(channel, "accepted", batch);
    note(answer, channel, "notification-accepted", detail, batch);
  }

  function end(answer: Answer, channel: ChannelKind, outcome: "accepted" | "failed", detail: object, batch: Batch): void {
    table.remove(answer.id);
    count(channel, outcome, batch);
    note(answer, channel, `notification-${outcome}`, detail, batch);
  }

  /** The alarm is over: nobody need be told of it any more. */
  function callOff(answer: WaitingAnswer, batch: Batch): void {
    table.remove(answer.id);
    if (answer.hasFailed === true) return;
    count(answer.channel, "cancelled", batch);
    note(answer, answer.channel, "notification-cancelled", { notificationIds: [answer.id], reason: "alarm-over" }, batch);
  }

  /** It is told once, and stays among what did not get through. */
  function failUrgent(answer: WaitingAnswer, channel: ChannelKind, detail: object, batch: Batch): void {
    table.keep({ ...answer, hasFailed: true }, plus(batch.at, LOOKED_AT_AGAIN));
    if (answer.hasFailed === true) return;
    count(channel, "failed", batch);
    note(answer, channel, "notification-failed", detail, batch);
  }

  function record(answer: WaitingAnswer, { address, text, channel }: Notification, outcome: DeliveryOutcome, batch: Batch): void {
    const attempts = answer.attempts + 1;
    const detail = { attempt: attempts, to: maskAddress(address) };
    troubles.note(channel, outcome.kind !== "retry", batch.at);
    if (outcome.kind === "accepted") {
      const { providerRef } = outcome;
      take({ ...answer, attempts }, channel, providerRef, { ...detail, providerRef, text }, batch);
    } else if (isUrgent(answer)) goOn({ ...answer, attempts }, channel, outcome, detail, batch);
    else if (outcome.kind === "give-up") end(answer, channel, "failed", { ...detail, reason: outcome.reason, said: outcome.detail }, batch);
    else {
      const wait = milliseconds(Math.max(outcome.after, retryDelay(attempts)));
      const isTooLate = elapsed(answer.at, plus(batch.at, wait)) > KEPT_FOR;
      if (isTooLate) end(answer, channel, "failed", { ...detail, reason: outcome.reason }, batch);
      else table.keep({ ...answer, attempts }, plus(batch.at, wait));
    }
  }

  /** By the next channel at once, where there is one that was not tried yet. */
  function goOn(
    answer: WaitingAnswer,
    channel: ChannelKind,
    outcome: Exclude<DeliveryOutcome, { kind: "accepted" }>,
    about: object,
    batch: Batch,
  ): void {
    const tried = afterAttempt(answer.tried ?? {}, channel, outcome.kind === "give-up");
    const after: WaitingAnswer = { ...answer, tried };
    const next = wayOf(after, batch.at);
    const detail = { ...about, reason: outcome.reason, said: outcome.detail };
    if (next === undefined) return failUrgent(after, channel, detail, batch);
    const asked = outcome.kind === "retry" && next === channel ? Math.min(outcome.after, LONGEST_WISH) : 0;
    const wait = milliseconds(Math.max(asked, waitBefore(next, tried)));
    table.keep(after, plus(batch.at, wait));
    count(channel, outcome.kind === "give-up" ? "failed" : "retry", batch);
    const other = next === channel ? {} : { next };
    if (outcome.kind === "give-up") note(answer, channel, "notification-failed", { ...detail, ...other }, batch);
    // The 1st, 2nd, 4th … as of every notification.
    else if (Number.isInteger(Math.log2(answer.attempts)))
      note(answer, channel, "notification-retry", { ...detail, ...other, after: wait }, batch);
  }

  function beginDue(urgent: boolean, places: number): void {
    const taken = [...underWay.values()].filter((each) => each.isUrgent === urgent).length;
    if (taken >= places) return;
    let free = places - taken;
    for (const answer of table.due(urgent, clock.now(), 2 * places)) {
      if (free === 0) return;
      if (underWay.has(answer.id)) continue;
      begin(answer);
      if (underWay.has(answer.id)) free--;
    }
  }

  return {
    queue: (answer, at) => table.insert(answer, at),

    sweep() {
      // What is committed below sweeps again.
      if (isStopped || isSweeping) return;
      isSweeping = true;
      try {
        beginDue(true, URGENT_AT_ONCE);
        beginDue(false, AT_ONCE);
      } catch (error) {
        logger.error({ error: String(error) }, "Answers could not be sent; the next sweep tries again");
      } finally {
        isSweeping = false;
      }
    },

    isTroubled() {
      return table.troubled(TROUBLING_ATTEMPTS).some((id) => {
        const alarm = alarms.get(id);
        return alarm !== undefined && isUnacknowledged(alarm);
      });
    },

    takeReport: proofs.takeReport,
    resume: proofs.resume,
    shift: table.shift,

    async stop() {
      isStopped = true;
      for (const { abort } of underWay.values()) abort.abort();
      await Promise.all([...underWay.values()].map(({ done }) => done));
    },
  };
}
