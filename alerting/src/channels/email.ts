import { type DurationMs, elapsed, type EpochMs, milliseconds, seconds } from "@labcanary/domain/basics";
import type { DeliveryOutcome, Notification } from "@labcanary/domain/notification";
import type { Clock, Logger } from "@labcanary/domain/ports";
import { INVALID_ADDRESS, UNREACHABLE } from "./failures.ts";
import type { Channel, ChannelHealth } from "../ports.ts";
import { createPngPainter } from "./chart/png.ts";
import { CHART, drawCurve } from "./chart/svg.ts";
import type { MailChart, MailFacts } from "./email-content.ts";
import type { EvidenceSource, MailEvidence } from "./email-evidence.ts";
import { composeMail, domainOf, isMailAddress } from "./email-message.ts";
import { detailOfSmtp, greetServer, outcomeOfFailure, sendMail, type SmtpFailure, type SmtpServer } from "./email-smtp.ts";
import { filled } from "@labcanary/domain/messages";
import { MAIL_WORDS } from "./email-words.ts";
import { fullTime } from "@labcanary/domain/schedule";
import { ANSWERS, refuses } from "./probed.ts";

export interface EmailOptions {
  readonly server: Omit<SmtpServer, "clientName" | "timeout">;
  /** The sender's address. */
  readonly from: string;
  /** For one attempt, the preparation not counted; default 3 s (DESIGN 6.3). */
  readonly timeout?: DurationMs;
}

export interface EmailDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly evidence: EvidenceSource;
}

const DEFAULT_TIMEOUT = seconds(3);
/** Longest the readings and the picture are waited for. Chosen: with the attempt inside the 7 s that one may keep its place. */
const CHART_WITHIN: DurationMs = milliseconds(1500);
/** Pixels for one of the chart's own. Chosen: sharp on a phone, and still some 30 kB. */
const SHARPNESS = 1.5;
/** Alarms of a mail about many that are listed (chosen: what somebody reads; all are on the screen). */
const LISTED = 30;
/** How long an answer of the server counts. Chosen: providers count connections, and an attempt that fails is looked at again at once. */
const ANSWER_COUNTS: DurationMs = seconds(30);

/**
 * E-mail by SMTP. Proves acceptance alone: that the provider has a mail says nothing of a person. Throws when the sender is no address, or
 * a server elsewhere is to be spoken to without TLS.
 */
export function createEmailChannel(options: EmailOptions, { clock, logger, evidence }: EmailDeps): Channel {
  const { from } = options;
  if (!isMailAddress(from)) throw new RangeError(`"${from}" is no e-mail address to send from`);
  if (options.server.security === "none" && !isLoopback(options.server.host)) {
    throw new RangeError(`${options.server.host} is not this machine: mail goes there by TLS only`);
  }
  const timeout = options.timeout ?? DEFAULT_TIMEOUT;
  const server: SmtpServer = { ...options.server, clientName: domainOf(from), timeout };
  const painter = createPngPainter();
  let isRunning = false;
  let answered: { readonly at: EpochMs } | undefined;

  /** Runs it under the limit; the signal given to it is aborted by both. */
  async function limited<T>(signal: AbortSignal | undefined, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const limit = new AbortController();
    const cancel = clock.after(timeout, () => limit.abort());
    try {
      return await run(signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]));
    } finally {
      cancel();
    }
  }

  /** What it comes to, or undefined when that takes too long. */
  function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const cancel = clock.after(CHART_WITHIN, () => resolve(undefined));
      signal.addEventListener("abort", () => resolve(undefined), { once: true });
      work.then(resolve, reject).finally(cancel);
    });
  }

  async function chartOf({ alarm }: MailEvidence, { language, simulated }: Notification, signal: AbortSignal): Promise<MailChart> {
    const draw = async (): Promise<MailChart> => {
      const named = await evidence.curve(alarm);
      if (named === undefined) return { kind: "none" };
      const timeOf = fullTime(evidence.timeZone());
      const { from: start, to, unit } = named.curve;
      const values = { signal: named.signal[language], unit: unit === "" ? "" : ` (${unit})`, from: timeOf(start), to: timeOf(to) };
      const marked = { ...named.curve, isSimulated: named.curve.isSimulated || simulated };
      const png = await painter.paint(drawCurve(marked, evidence.timeZone()), CHART.width * SHARPNESS);
      return { kind: "painted", png, caption: filled(MAIL_WORDS.chart, language, values) };
    };
    try {
      return (await inTime(draw(), signal)) ?? { kind: "late" };
    } catch (error) {
      logger.warn({ error: String(error), alarmId: alarm.id }, "A mail goes without its chart");
      return { kind: "late" };
    }
  }

  async function factsOf(notification: Notification, signal: AbortSignal): Promise<MailFacts> {
    const { alarmId, alarmIds } = notification;
    const common = { notification, timeZone: evidence.timeZone(), nameOf: (id: string) => evidence.nameOf(id) };
    const without = { ...common, others: [], chart: { kind: "none" } } as const;
    if (alarmId === "") return { ...without, isIncomplete: false };
    try {
      const found = evidence.evidence(alarmId);
      if (found === undefined) return { ...without, isIncomplete: true };
      const listed = alarmIds.length > 1 ? alarmIds.slice(0, LISTED).flatMap((id) => evidence.evidence(id)?.alarm ?? []) : [];
      return { ...common, isIncomplete: false, evidence: found, others: listed, chart: await chartOf(found, notification, signal) };
    } catch (error) {
      logger.error({ error: String(error), alarmId }, "A mail goes without what is known of its alarm");
      return { ...without, isIncomplete: true };
    }
  }

  async function deliver(notification: Notification, signal: AbortSignal): Promise<DeliveryOutcome> {
    const { address } = notification;
    if (!isRunning) return { ...UNREACHABLE, detail: "not started" };
    if (!isMailAddress(address)) return { ...INVALID_ADDRESS, detail: "not an e-mail address" };
    const hidden = [address, server.login?.password ?? "", server.login?.username ?? ""];
    try {
      const facts = await factsOf(notification, signal);
      const message = await composeMail(facts, { from, at: clock.now() });
      const said = await limited(signal, (either) => sendMail(server, { from, to: address, message }, either));
      return { kind: "accepted", providerRef: detailOfSmtp(said, hidden) };
    } catch (error) {
      answered = undefined;
      const failure = error as SmtpFailure & Error;
      logger.debug({ notificationId: notification.id, code: failure.code, responseCode: failure.responseCode }, "A mail was not taken");
      const outcome = outcomeOfFailure(failure);
      return outcome.kind === "accepted" ? outcome : { ...outcome, detail: detailOfSmtp(failure.response ?? failure.message, hidden) };
    }
  }

  return {
    kind: "email",
    proves: "accepted",
    takesReplies: false,
    budgets: [],
    async start() {
      isRunning = true;
    },
    async stop() {
      isRunning = false;
      await painter.stop();
    },
    deliver,
    // A delivery status notification tells of mailboxes, not of people; none is asked for, and answers are not read.
    onReport() {},
    onReply() {},
    onRefused() {},
    async probe(): Promise<ChannelHealth> {
      const now = clock.now();
      if (answered !== undefined && elapsed(answered.at, now) < ANSWER_COUNTS) return ANSWERS;
      try {
        await limited(undefined, (signal) => greetServer(server, signal));
        answered = { at: now };
        return ANSWERS;
      } catch (error) {
        answered = undefined;
        const { response, message } = error as SmtpFailure & Error;
        return refuses(detailOfSmtp(response ?? message, []));
      }
    },
  };
}

/** Whether what is sent there stays on this machine. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
