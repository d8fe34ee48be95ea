import type { DatabaseSync } from "node:sqlite";
import { elapsed, type EpochMs, milliseconds, minutes, plus } from "@labcanary/domain/basics";
import {
  type AnswerOutcome,
  composeMessage,
  type DeliveryOutcome,
  type MessageMark,
  type Notification,
  retryDelay,
} from "@labcanary/domain/notification";
import type { Clock, Logger } from "@labcanary/domain/ports";
import type { Priority } from "@labcanary/domain/rules";
import { addressOn, type ChannelKind, type Site } from "@labcanary/domain/site";
import type { Journal } from "../journal/journal.ts";
import { ATTEMPT_LIMIT, deliver } from "../outbox/attempt.ts";
import { maskAddress } from "../outbox/mask-address.ts";
import type { Channel } from "../ports.ts";
import type { Batch, Commit } from "../store/batch.ts";

/** Chosen: whoever has waited so long for word has looked at the screen, or answered again. */
const KEPT_FOR = minutes(10);
/** Answers under way at once (chosen: few are ever waiting, and they must not crowd out alarms at the provider). */
const AT_ONCE = 2;

/** What somebody is told of their answer, by the channel it came by. Their address is that of the site when it is sent. */
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
 */
export interface AnswerSender {
  /** Within the transaction that is open. */
  queue(answer: Answer, at: EpochMs): void;
  /** Begins what is due. Never throws. */
  sweep(): void;
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
  readonly journal: Journal;
  readonly commit: Commit;
}

interface WaitingAnswer extends Answer {
  readonly at: EpochMs;
  readonly attempts: number;
}

export function createAnswerSender(database: DatabaseSync, deps: AnswerSenderDeps): AnswerSender {
  const { clock, logger, site, channels, journal, commit } = deps;
  const insert = database.prepare("INSERT OR IGNORE INTO reply_answers (id, body, at, next_at) VALUES (?, ?, ?, ?)");
  const due = database.prepare("SELECT body, at, attempts FROM reply_answers WHERE next_at <= ? ORDER BY at, rowid LIMIT ?");
  const again = database.prepare("UPDATE reply_answers SET attempts = attempts + 1, next_at = ? WHERE id = ?");
  const remove = database.prepare("DELETE FROM reply_answers WHERE id = ?");
  const shift = database.prepare("UPDATE reply_answers SET at = at + :span, next_at = next_at + :span");
  const underWay = new Map<string, { readonly abort: AbortController; readonly done: Promise<void> }>();
  let isStopped = false;

  function note(answer: Answer, kind: "notification-accepted" | "notification-failed", detail: object, batch: Batch): void {
    const { id: notificationId, personId, alarmId, channel } = answer;
    remove.run(notificationId);
    batch.outcomes.push({ channel, outcome: kind === "notification-accepted" ? "accepted" : "failed" });
    const about = alarmId === undefined ? {} : { alarmId };
    journal.append({
      at: batch.at,
      kind,
      actor: `channel:${channel}`,
      ...about,
      detail: { notificationId, personId, step: "answer", ...detail },
    });
  }

  function notificationOf(answer: WaitingAnswer): Notification | undefined {
    const { id, personId, channel, alarmId = "", priority = "low", mark, outcome, at } = answer;
    const person = site().people.find((other) => other.id === personId);
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
      lifeSafety: false,
      simulated: mark !== "none",
      dueAt: at,
    };
  }

  function begin(answer: WaitingAnswer): void {
    const channel = channels.find(({ kind }) => kind === answer.channel);
    const notification = notificationOf(answer);
    if (channel === undefined || notification === undefined) {
      const reason = channel === undefined ? "no-channel" : "person-unknown";
      commit((batch) => note(answer, "notification-failed", { reason }, batch));
      return;
    }
    const abort = new AbortController();
    const cancelLimit = clock.after(ATTEMPT_LIMIT, () => abort.abort());
    const attempt = deliver(channel, notification, abort.signal).catch((error: unknown): DeliveryOutcome => {
      logger.error({ error: String(error), notificationId: answer.id }, "The channel failed on an answer, which is tried again");
      return { kind: "retry", reason: "unreachable", after: milliseconds(0) };
    });
    const done = attempt.then((outcome) => {
      cancelLimit();
      underWay.delete(answer.id);
      if (isStopped && outcome.kind === "retry") return;
      try {
        commit((batch) => record(answer, notification, outcome, batch));
      } catch (error) {
        logger.error({ error: String(error), notificationId: answer.id }, "What became of an answer could not be kept; it is sent again");
      }
    });
    underWay.set(answer.id, { abort, done });
  }

  function record(answer: WaitingAnswer, { address, text }: Notification, outcome: DeliveryOutcome, batch: Batch): void {
    const detail = { attempt: answer.attempts + 1, to: maskAddress(address) };
    switch (outcome.kind) {
      case "accepted":
        note(answer, "notification-accepted", { ...detail, providerRef: outcome.providerRef, text }, batch);
        break;
      case "retry": {
        const wait = milliseconds(Math.max(outcome.after, retryDelay(answer.attempts + 1)));
        if (elapsed(answer.at, plus(batch.at, wait)) > KEPT_FOR)
          note(answer, "notification-failed", { ...detail, reason: outcome.reason }, batch);
        else again.run(plus(batch.at, wait), answer.id);
        break;
      }
      case "give-up":
        note(answer, "notification-failed", { ...detail, reason: outcome.reason, said: outcome.detail }, batch);
    }
  }

  return {
    queue: (answer, at) => void insert.run(answer.id, JSON.stringify(answer), at, at),

    sweep() {
      if (isStopped || underWay.size >= AT_ONCE) return;
      try {
        for (const { body, at, attempts } of due.all(clock.now(), 2 * AT_ONCE)) {
          const answer: WaitingAnswer = { ...JSON.parse(String(body)), at, attempts: Number(attempts) };
          if (underWay.size < AT_ONCE && !underWay.has(answer.id)) begin(answer);
        }
      } catch (error) {
        logger.error({ error: String(error) }, "Answers could not be sent; the next sweep tries again");
      }
    },

    shift: (span) => void shift.run({ span }),

    async stop() {
      isStopped = true;
      for (const { abort } of underWay.values()) abort.abort();
      await Promise.all([...underWay.values()].map(({ done }) => done));
    },
  };
}
