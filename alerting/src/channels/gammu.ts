import { days, type DurationMs, elapsed, type EpochMs, milliseconds, minus, seconds } from "@labcanary/domain/basics";
import type { DeliveryOutcome, DeliveryReport, Notification, Reply } from "@labcanary/domain/notification";
import type { Clock, Logger, Metrics } from "@labcanary/domain/ports";
import { PRIORITIES } from "@labcanary/domain/rules";
import { BUSY, TIMED_OUT, UNREACHABLE } from "./failures.ts";
import type { Channel, InboundRefusal } from "../ports.ts";
import { createPartJoiner, type InboxText } from "./gammu-answers.ts";
import { type GammuDatabase, gammuTrouble, openGammuDatabase } from "./gammu-database.ts";
import { senderOf } from "./phone-number.ts";
import { ANSWERS, refuses } from "./probed.ts";

export interface GammuOptions {
  /** SQLite database of gammu-smsd; it and its folder may be written by us and by smsd. */
  readonly databaseFile: string;
  /** Asks the network for receipts. Without them a text is proven accepted and no more. */
  readonly receipts: boolean;
  /** Takes what comes in as answers. */
  readonly takesReplies: boolean;
  /** For smsd to begin on a text; default 3 s (DESIGN 6.3). Its `CommTimeout` must be shorter. */
  readonly timeout?: DurationMs;
  /** Without a sign of life from smsd; default 75 s, longer than its `StatusFrequency` of 60 s where nobody changes that. */
  readonly silentAfter?: DurationMs;
}

export interface GammuDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

const DEFAULT_TIMEOUT = seconds(3);
const DEFAULT_SILENT_AFTER = seconds(75);
/** How often a text in line is looked at (chosen: a question of some microseconds, and smsd itself looks once a second). */
const LOOK_EVERY = milliseconds(100);
/** How often reports and answers are looked for (chosen: an answer is taken within the time it takes to look up from the phone). */
const ASK_EVERY = seconds(2);
/** After that no receipt is waited for (chosen: networks give a text up after two or three days). */
const REPORTS_KEPT = days(7);
/** Longest answer taken, in characters; no text message is longer. */
const LONGEST_ANSWER = 10_000;

/**
 * Text messages through a GSM modem that gammu-smsd serves. They meet in smsd's database: a text counts as accepted once smsd has begun on
 * it, and is taken back out of the line when it has not in time, so that it goes another way without going twice.
 */
export function createGammuChannel(options: GammuOptions, { clock, logger, metrics }: GammuDeps): Channel {
  const timeout = options.timeout ?? DEFAULT_TIMEOUT;
  const silentAfter = options.silentAfter ?? DEFAULT_SILENT_AFTER;
  const reportListeners: ((report: DeliveryReport) => void)[] = [];
  const replyListeners: ((reply: Reply) => void)[] = [];
  const refusalListeners: ((reason: InboundRefusal) => void)[] = [];
  const joiner = createPartJoiner();
  let opened: GammuDatabase | undefined;
  /** Present between start and stop. */
  let stopAsking: (() => void) | undefined;
  let isInTrouble = false;
  /** What smsd last noted of its modem, and since when that has stood. */
  let lastNote: { readonly note: string | undefined; readonly since: EpochMs } | undefined;

  /** Opened when it is first wanted, and again after trouble: smsd may be installed, or its disk mounted, after us. */
  function database(): GammuDatabase {
    opened ??= openGammuDatabase({ file: options.databaseFile, receipts: options.receipts });
    return opened;
  }

  function retryFor(error: unknown): DeliveryOutcome {
    const { reason, detail } = gammuTrouble(error);
    if (reason !== "busy") close();
    return { kind: "retry", reason, after: milliseconds(0), detail };
  }

  function close(): void {
    opened?.close();
    opened = undefined;
  }

  /** Smsd is alive while its note of its modem changes. After our start it has the benefit of the doubt: a text it does not take is taken back. */
  function signOfLife(from: GammuDatabase): { readonly isAlive: boolean; readonly signal: number | undefined } {
    const { note, signal } = from.modem();
    if (lastNote === undefined || lastNote.note !== note) lastNote = { note, since: clock.now() };
    return { isAlive: note !== undefined && elapsed(lastNote.since, clock.now()) < silentAfter, signal };
  }

  function takeReports(from: GammuDatabase): void {
    for (const { id, status } of from.news(minus(clock.now(), REPORTS_KEPT))) {
      const report = { notificationId: id, status, at: clock.now() };
      if (isKept(() => reportListeners.forEach((listener) => listener(report)))) from.mark(id, status);
    }
  }

  function takeAnswers(from: GammuDatabase): void {
    for (const text of joiner.join(from.inbox(), clock.now())) {
      if (isKept(() => takeAnswer(text))) from.dealtWith(text.numbers);
    }
  }

  /** Throws when a listener could not keep it. */
  function takeAnswer({ numbers, from, text, isText }: InboxText): void {
    const sender = senderOf(from);
    const refusal =
      !isText || sender === "" || text.trim() === "" ? "REPLY_SHAPE" : text.length > LONGEST_ANSWER ? "REPLY_TOO_LONG" : undefined;
    if (refusal !== undefined) {
      metrics.counter("labcanary_refused_total", "reply", refusal).inc();
      for (const listener of refusalListeners) listener(refusal);
      return;
    }
    const reply = { channel: "sms", from: sender, text, providerRef: `gammu-${numbers[0]}`, at: clock.now() } as const;
    for (const listener of replyListeners) listener(reply);
  }

  function ask(): void {
    try {
      const from = database();
      signOfLife(from);
      takeReports(from);
      if (options.takesReplies) takeAnswers(from);
      isInTrouble = false;
    } catch (error) {
      const { detail, reason } = gammuTrouble(error);
      if (reason !== "busy") close();
      // Once for each trouble; the probe shows it for as long as it lasts.
      if (!isInTrouble) logger.warn({ code: detail }, "Reports and answers of the modem could not be taken; they stay in its database");
      isInTrouble = true;
    }
  }

  /** Resolves after the span, or as soon as the signal is aborted. */
  function pause(span: DurationMs, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        signal.removeEventListener("abort", end);
        resolve();
      };
      const cancel = clock.after(span, end);
      signal.addEventListener("abort", end, { once: true });
    });
  }

  /** Waits until smsd has begun on a text, or takes it back. */
  async function untilTaken(number: number, signal: AbortSignal): Promise<DeliveryOutcome> {
    const since = clock.now();
    const accepted: DeliveryOutcome = { kind: "accepted", providerRef: `gammu-${number}` };
    for (;;) {
      const progress = database().progress(number);
      if (progress === "taken") return accepted;
      if (progress === "failed") {
        return { ...BUSY, detail: "the modem could not send it" };
      }
      if (signal.aborted || elapsed(since, clock.now()) >= timeout) {
        // Begun on in this very moment: then it is on its way.
        return database().withdraw(number) ? TIMED_OUT : accepted;
      }
      await pause(LOOK_EVERY, signal);
    }
  }

  return {
    kind: "sms",
    proves: options.receipts ? "delivered" : "accepted",
    takesReplies: options.takesReplies,
    // What a SIM card may send is between the site and its operator, and is not known here.
    budgets: [],

    async start() {
      const stopForgetting = clock.every(days(1), forget);
      const stopLooking = clock.every(ASK_EVERY, ask);
      stopAsking = () => {
        stopForgetting();
        stopLooking();
      };
      forget();
      ask();
    },
    async stop() {
      stopAsking?.();
      stopAsking = undefined;
      close();
    },

    async deliver(notification, signal) {
      if (stopAsking === undefined) return { ...UNREACHABLE, detail: "not started" };
      try {
        const line = database();
        if (!signOfLife(line).isAlive) {
          return { ...UNREACHABLE, detail: "gammu-smsd gives no sign of life" };
        }
        const { id, address, text } = notification;
        const number = line.queue({ id, to: address, text, priority: gravityOf(notification), at: clock.now() });
        return await untilTaken(number, signal);
      } catch (error) {
        return retryFor(error);
      }
    },

    onReport: (listener) => void reportListeners.push(listener),
    onReply: (listener) => void replyListeners.push(listener),
    onRefused: (listener) => void refusalListeners.push(listener),

    async probe() {
      try {
        const { isAlive, signal } = signOfLife(database());
        if (!isAlive) return { healthy: false, detail: "gammu-smsd gives no sign of life", says: { code: "modem-silent", values: {} } };
        return signal === undefined
          ? ANSWERS
          : { healthy: true, detail: `answers, signal ${signal} %`, says: { code: "signal", values: { signal } } };
      } catch (error) {
        return refuses(gammuTrouble(error).detail);
      }
    },
  };

  function forget(): void {
    try {
      database().forget(minus(clock.now(), REPORTS_KEPT));
    } catch {
      // The next look at the database finds the same, and says so.
    }
  }
}

/** Whoever could not keep it has said why; it stays where it is and comes again. */
function isKept(keep: () => void): boolean {
  try {
    keep();
    return true;
  } catch {
    return false;
  }
}

/** The highest goes first in smsd's line: what lives depend on, then by priority. */
const gravityOf = ({ priority, lifeSafety }: Notification): number =>
  PRIORITIES.length - PRIORITIES.indexOf(priority) + (lifeSafety ? PRIORITIES.length : 0);
