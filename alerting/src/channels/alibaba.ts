import { randomUUID } from "node:crypto";
import { type DurationMs, hours } from "@labcanary/domain/basics";
import type { DeliveryReport, Notification, NotificationKind } from "@labcanary/domain/notification";
import type { Clock, Logger } from "@labcanary/domain/ports";
import type { Channel } from "../ports.ts";
import { outcomeOfAlibaba, statusInDetails } from "./alibaba-reply.ts";
import { type AlibabaKey, signedAlibabaCall } from "./alibaba-signature.ts";
import { templateVariables } from "./alibaba-template.ts";
import { createHttpAsker, failureOfNoAnswer, type HttpAsker, type HttpRequest, mayHaveArrived, shortIdOf } from "./http-request.ts";
import { detailOfReply } from "./kannel-reply.ts";
import { createReceiptPolling } from "./receipt-polling.ts";
import { createRemembered } from "./remembered.ts";
import { healthOfReply } from "./probed.ts";

export interface AlibabaOptions {
  /** `https://dysmsapi.aliyuncs.com`, or that of a region. */
  readonly url: string;
  readonly key: AlibabaKey;
  /** The approved signature, without brackets. */
  readonly signName: string;
  /** Codes of approved templates (`SMS_…`). A kind without one takes that of an alarm. */
  readonly templates: Readonly<Partial<Record<NotificationKind, string>>> & { readonly alarm: string };
  /** For one attempt; default 3 s (DESIGN 6.3). */
  readonly timeout?: DurationMs;
}

export interface AlibabaDeps {
  readonly clock: Clock;
  readonly logger: Logger;
}

const VERSION = "2017-05-25";

/** Attempts without an answer that are remembered (chosen: far more than wait at a time; of one that is forgotten a text may come twice). */
const MOST_UNANSWERED = 10_000;

/** What the service calls a sending: `900619746936498440^0` (SendSms, BizId). */
const BIZ_ID = /^\d+\^\d+$/;

/** Which record of a number and day is ours. */
interface SentText {
  readonly phone: string;
  readonly sendDate: string;
  /** The receipt's number; absent where the answer that had it was lost. */
  readonly bizId?: string;
  readonly outId: string;
}

/**
 * Text messages through Alibaba Cloud's SMS service, which fills approved templates. What became of a text is asked for. The service has
 * no idempotency key; where an earlier attempt may have got through, its records are asked first for a text with our OutId.
 */
export function createAlibabaChannel(options: AlibabaOptions, { clock, logger }: AlibabaDeps): Channel {
  const { url, key, signName, templates, timeout } = options;
  const endpoint = new URL(url);
  const limits = timeout === undefined ? {} : { timeout };
  const sending = createHttpAsker(limits, clock);
  /** Two at once: asking what became of old texts must not be in the way of a new one. */
  const asking = createHttpAsker({ ...limits, connections: 2 }, clock);
  const reportListeners: ((report: DeliveryReport) => void)[] = [];
  const polling = createReceiptPolling<SentText>({
    clock,
    ask: (text) => statusOf(text, asking),
    report(report) {
      for (const listener of reportListeners) listener(report);
    },
  });

  const call = (action: string, parameters: Readonly<Record<string, string>>): HttpRequest =>
    signedAlibabaCall({ endpoint, action, version: VERSION, parameters, at: clock.now(), nonce: randomUUID() }, key);

  /** Attempts without an answer: nobody knows whether they got through. */
  const unanswered = createRemembered<true>(MOST_UNANSWERED);
  let startedAt = clock.now();

  async function statusOf(
    { phone, sendDate, bizId, outId }: SentText,
    asker: HttpAsker,
    signal?: AbortSignal,
  ): Promise<DeliveryReport["status"] | undefined> {
    const receipt = bizId === undefined ? {} : { BizId: bizId };
    const page = { PhoneNumber: phone, ...receipt, SendDate: sendDate, PageSize: "50", CurrentPage: "1" };
    const reply = await asker.ask(call("QuerySendDetails", page), signal);
    return reply.kind === "answered" ? statusInDetails(reply.body, outId) : undefined;
  }

  /** The provider's record of an earlier attempt at a notification, if there may have been one: here, or in a process before this one. */
  async function earlierAttempt({ id, address, dueAt }: Notification, signal: AbortSignal): Promise<SentText | undefined> {
    if (unanswered.get(id) === undefined && dueAt >= startedAt) return undefined;
    const days = new Set([chineseDay(clock.now()), chineseDay(dueAt)]);
    for (const sendDate of days) {
      const text = { phone: alibabaNumber(address), sendDate, outId: shortIdOf(id) };
      if ((await statusOf(text, sending, signal)) !== undefined) return text;
    }
    return undefined;
  }

  return {
    kind: "sms",
    proves: "delivered",
    takesReplies: false,
    budgets: [
      {
        count: 50,
        per: hours(24),
        scope: "address",
        source: "help.aliyun.com 2881383 and 44335: 50 notifications in 24 h for the same signature, template and number, delivered or not",
      },
    ],
    async start() {
      sending.start();
      asking.start();
      startedAt = clock.now();
    },
    async stop() {
      polling.stop();
      await asking.stop();
      await sending.stop();
    },

    async deliver(notification, signal) {
      const earlier = await earlierAttempt(notification, signal);
      if (earlier !== undefined) {
        unanswered.delete(notification.id);
        polling.watch(notification.id, earlier);
        return { kind: "accepted", providerRef: earlier.outId };
      }
      const phone = alibabaNumber(notification.address);
      const outId = shortIdOf(notification.id);
      const variables = templateVariables(notification);
      const sentAt = clock.now();
      const request = call("SendSms", {
        PhoneNumbers: phone,
        SignName: signName,
        TemplateCode: templates[notification.kind] ?? templates.alarm,
        TemplateParam: JSON.stringify(variables),
        OutId: outId,
      });
      const reply = await sending.ask(request, signal);
      if (reply.kind !== "answered") {
        logger.debug({ notificationId: notification.id, reply }, "Alibaba Cloud could not be reached");
        if (mayHaveArrived(reply)) unanswered.set(notification.id, true);
        return failureOfNoAnswer(reply);
      }
      unanswered.delete(notification.id);
      const { outcome, bizId } = outcomeOfAlibaba(reply);
      if (bizId !== undefined) polling.watch(notification.id, { phone, sendDate: chineseDay(sentAt), bizId, outId });
      if (outcome.kind === "accepted") return outcome;
      const hidden = [key.id, key.secret, notification.text, notification.address, phone, ...Object.values(variables).filter(isLong)];
      return { ...outcome, detail: detailOfReply(reply.status, reply.body, hidden) };
    },

    follow({ notificationId, address, providerRef, acceptedAt }) {
      const outId = shortIdOf(notificationId);
      const receipt = BIZ_ID.test(providerRef) ? { bizId: providerRef } : undefined;
      if (receipt === undefined && providerRef !== outId) return;
      polling.watch(notificationId, { phone: alibabaNumber(address), sendDate: chineseDay(acceptedAt), outId, ...receipt }, acceptedAt);
    },
    onReport: (listener) => void reportListeners.push(listener),
    // The service passes answers on by a message queue of its own only; nothing comes in.
    onReply() {},
    onRefused() {},

    async probe() {
      const reply = await asking.ask({ url: new URL("/", endpoint), method: "GET", headers: {} });
      return healthOfReply(reply);
    },
  };
}

/** Chosen: shorter ones are in any sentence. */
const isLong = (text: string): boolean => text.length > 3;

/** Numbers of the mainland as their eleven digits, others with their country's code, without a plus (SendSms, PhoneNumbers). */
export const alibabaNumber = (address: string): string => address.replace(/^\+86(?=1\d{10}$)/, "").replace(/^\+/, "");

/** The day of the provider's records, yyyyMMdd at UTC+8, which has no summer time (tzdata, Asia/Shanghai, since 1991). */
const chineseDay = (at: number): string => new Date(at + hours(8)).toISOString().slice(0, 10).replaceAll("-", "");
