import type { DatabaseSync } from "node:sqlite";
import { milliseconds } from "@labcanary/domain/basics";
import { TEXT_WINDOW } from "@labcanary/domain/notification";
import type { AlertingDeps } from "../alerting.ts";
import { type CanaryOptions, createCanaryMail } from "../canary/canary-mail.ts";
import { createLoopback } from "../canary/loopback.ts";
import { createCheckIns } from "../check-ins/check-ins.ts";
import { createAddressing } from "../outbox/addressing.ts";
import { createBudgets, longestBudget } from "../outbox/budgets.ts";
import { createDispatcher } from "../outbox/dispatcher.ts";
import { createFollowedTexts } from "../outbox/followed-texts.ts";
import { createTextTable } from "../outbox/text-table.ts";
import type { Following } from "../outbox/ways.ts";
import { createAnswerSender } from "../replies/answer-sender.ts";
import { createHelp } from "../replies/help.ts";
import { sharersOf } from "../replies/senders.ts";
import type { AddressHash } from "../store/address-hash.ts";
import type { Commit } from "../store/batch.ts";
import type { Keeping } from "./keeping.ts";
import type { Tables } from "./tables.ts";

const DEFAULT_CONCURRENCY = 8;
/** Breaches of the canary are sent within the platform, and nobody asks how far they came. */
const NO_CANARY: CanaryOptions = { passed() {} };

export interface SendingDeps extends Pick<AlertingDeps, "clock" | "logger" | "site" | "channels" | "canary"> {
  readonly installed: Following;
  readonly addressHash: AddressHash;
  readonly commit: Commit;
  /** AlertingOptions.concurrency. */
  readonly concurrency: number | undefined;
}

/** What sends: what lies in the outbox, and what people are told of their answers. */
export type Sending = ReturnType<typeof createSending>;

export function createSending(database: DatabaseSync, tables: Tables, keeping: Keeping, deps: SendingDeps) {
  const { clock, logger, site, channels, installed, addressHash, commit, concurrency = DEFAULT_CONCURRENCY } = deps;
  const { alarms, journal, outbox, deliveries, codes } = tables;
  const { keeper, proofs, afterwards, note } = keeping;
  const texts = createTextTable(database, milliseconds(Math.max(TEXT_WINDOW, longestBudget(channels))));
  const budgets = createBudgets({ channels, texts, site, addressHash });
  const canary = createCanaryMail(deps.canary ?? NO_CANARY, { database, outbox, addressHash });
  const followed = createFollowedTexts(database, addressHash);
  const loopback = createLoopback({ clock, logger });
  const help = createHelp(database, keeping.nextStep);
  const answers = createAnswerSender(database, { clock, logger, site, channels, alarms, journal, commit });
  const checkIns = createCheckIns({
    table: tables.checkIns,
    outbox,
    site,
    channels: installed,
    commit,
    takeAnswer: tables.replyLimits.takeAnswer,
    queueAnswer: answers.queue,
  });
  const dispatcher = createDispatcher(
    { concurrency },
    {
      clock,
      logger,
      site,
      channels,
      installed,
      alarms,
      outbox,
      deliveries,
      texts,
      budgets,
      addressHash,
      followed,
      addressing: createAddressing({ alarms, journal, outbox, site, channels: installed }),
      proofs,
      afterwards,
      checkIns,
      note,
      isFlood: keeper.floods.isFlood,
      replyCodeOf: (text) => codes.codeOf(text, sharersOf(text.personId, site())),
      isHelpAsked: help.isAsked,
      canary,
      loopback,
      commit,
    },
  );
  return {
    dispatcher,
    answers,
    checkIns,
    help,
    budgets,
    texts,
    followed,
    canary,
    /** Begins what is due. Never throws. */
    sweep(): void {
      dispatcher.sweep();
      answers.sweep();
    },
    /** Goes on with what a stop or crash left unsent or unasked. */
    takeUp(): void {
      loopback.start((report) => dispatcher.takeReport("loopback", report));
      dispatcher.start();
      for (const channel of channels) followed.resume(channel, site(), clock.now());
      answers.resume();
    },
    /** Breaks off what is under way. */
    async stop(): Promise<void> {
      await dispatcher.stop();
      await answers.stop();
      loopback.stop();
    },
  };
}
