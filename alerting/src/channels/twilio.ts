import type { DurationMs } from "@labcanary/domain/basics";
import type { DeliveryReport, Reply } from "@labcanary/domain/notification";
import type { Clock, Logger, Metrics } from "@labcanary/domain/ports";
import type { Channel, InboundRefusal } from "../ports.ts";
import { createHttpAsker, failureOfNoAnswer, jsonOf } from "./http-request.ts";
import { detailOfReply } from "./kannel-reply.ts";
import { createReceiptPolling, isLastWord } from "./receipt-polling.ts";
import { createTwilioListener } from "./twilio-listener.ts";
import { outcomeOfTwilio, TWILIO_STATUSES } from "./twilio-reply.ts";
import { healthOfReply } from "./probed.ts";

export interface TwilioOptions {
  /** `https://api.twilio.com`, or that of a region. */
  readonly url: string;
  readonly accountSid: string;
  /** Signs what Twilio sends us; without an API key, also our password. */
  readonly authToken: string;
  readonly apiKey?: { readonly sid: string; readonly secret: string };
  /** A number of ours in E.164, or the SID of a messaging service (`MG…`). */
  readonly from: string;
  /** Where Twilio calls back, as it sees it (`url`, without a slash at its end) and as we listen. Absent: states are asked for, answers do not come. */
  readonly callback?: { readonly url: string; readonly host: string; readonly port: number };
  /** For one attempt; default 3 s (DESIGN 6.3). */
  readonly timeout?: DurationMs;
}

export interface TwilioDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Of a text message, or one with a picture (twilio.com/docs/glossary/what-is-a-sid). */
const MESSAGE_SID = /^(?:SM|MM)[0-9a-f]{32}$/;

/**
 * Text messages through Twilio's Messages resource. A message's state is asked for until it is final, and taken from Twilio's calls where
 * they can reach us. Twilio has no idempotency key for messages: an attempt whose answer was lost is made again.
 */
export function createTwilioChannel(options: TwilioOptions, { clock, logger, metrics }: TwilioDeps): Channel {
  const { accountSid, authToken, apiKey = { sid: accountSid, secret: authToken }, from, callback, timeout } = options;
  const messages = new URL(`/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`, options.url);
  const authorization = `Basic ${Buffer.from(`${apiKey.sid}:${apiKey.secret}`).toString("base64")}`;
  const reportListeners: ((report: DeliveryReport) => void)[] = [];
  const replyListeners: ((reply: Reply) => void)[] = [];
  const refusalListeners: ((reason: InboundRefusal) => void)[] = [];

  const limits = timeout === undefined ? {} : { timeout };
  const sending = createHttpAsker(limits, clock);
  /** Two at once: asking what became of old messages must not be in the way of a new one. */
  const asking = createHttpAsker({ ...limits, connections: 2 }, clock);

  const report = (said: DeliveryReport): void => {
    for (const listener of reportListeners) listener(said);
  };
  const polling = createReceiptPolling<string>({ clock, ask: statusOf, report });

  const listener =
    callback === undefined
      ? undefined
      : createTwilioListener(
          { ...callback, authToken },
          {
            clock,
            handlers: {
              report(said) {
                report(said);
                if (isLastWord(said.status)) polling.forget(said.notificationId);
              },
              reply(said) {
                for (const replyListener of replyListeners) replyListener(said);
              },
              refused(reason) {
                metrics.counter("labcanary_refused_total", reason.startsWith("REPLY") ? "reply" : "receipt", reason).inc();
                for (const refusalListener of refusalListeners) refusalListener(reason);
              },
            },
          },
        );

  async function statusOf(sid: string): Promise<DeliveryReport["status"] | undefined> {
    const url = new URL(messages);
    url.pathname = url.pathname.replace(/\.json$/, `/${encodeURIComponent(sid)}.json`);
    const reply = await asking.ask({ url, method: "GET", headers: { authorization } });
    const word = reply.kind === "answered" ? jsonOf(reply.body)?.["status"] : undefined;
    return typeof word === "string" && Object.hasOwn(TWILIO_STATUSES, word) ? TWILIO_STATUSES[word] : undefined;
  }

  return {
    kind: "sms",
    proves: "delivered",
    takesReplies: callback !== undefined,
    // Twilio queues what comes too fast for the sender; it states no number that may be sent to one phone.
    budgets: [],
    async start() {
      sending.start();
      asking.start();
      await listener?.start();
    },
    async stop() {
      polling.stop();
      await listener?.stop();
      await asking.stop();
      await sending.stop();
    },

    async deliver(notification, signal) {
      const { id, address, text } = notification;
      const fields = new URLSearchParams({
        To: address,
        Body: text,
        [from.startsWith("MG") ? "MessagingServiceSid" : "From"]: from,
        ...(listener === undefined ? {} : { StatusCallback: listener.urlFor(id) }),
      });
      const headers = { authorization, "content-type": "application/x-www-form-urlencoded" };
      const reply = await sending.ask({ url: messages, method: "POST", headers, body: fields.toString() }, signal);
      if (reply.kind !== "answered") {
        logger.debug({ notificationId: id, reply }, "Twilio could not be reached");
        return failureOfNoAnswer(reply);
      }
      const { outcome, sid } = outcomeOfTwilio(reply);
      if (sid !== undefined) polling.watch(id, sid);
      if (outcome.kind === "accepted") return outcome;
      const hidden = [authToken, apiKey.secret, apiKey.sid, accountSid, text, address, address.slice(1)];
      return { ...outcome, detail: detailOfReply(reply.status, reply.body, hidden) };
    },

    follow({ notificationId, providerRef, acceptedAt }) {
      if (MESSAGE_SID.test(providerRef)) polling.watch(notificationId, providerRef, acceptedAt);
    },
    onReport: (reportListener) => void reportListeners.push(reportListener),
    onReply: (replyListener) => void replyListeners.push(replyListener),
    onRefused: (refusalListener) => void refusalListeners.push(refusalListener),

    async probe() {
      const reply = await asking.ask({ url: new URL("/", options.url), method: "GET", headers: {} });
      return healthOfReply(reply);
    },
  };
}
