import { type DurationMs, seconds } from "@labcanary/domain/basics";
import { type DeliveryOutcome, type DeliveryReport, type Reply, smsSize } from "@labcanary/domain/notification";
import type { Clock, Logger, Metrics } from "@labcanary/domain/ports";
import { Agent, request } from "undici";
import { TIMED_OUT, UNREACHABLE } from "./failures.ts";
import type { Channel, InboundRefusal } from "../ports.ts";
import { ALL_REPORTS, detailOfReply, outcomeOfReply } from "./kannel-reply.ts";
import { createReceiptListener } from "./receipt-listener.ts";
import { healthOfReply } from "./probed.ts";

export interface KannelOptions {
  /** Kannel's sendsms listener, `http://127.0.0.1:13013`; where its service has another name than `/cgi-bin/sendsms`, with that path. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Sender the phone shows; without it Kannel's own default. */
  readonly from?: string;
  /** Where Kannel calls back with delivery reports. The port must stay the same, so that a report finds us after a restart. */
  readonly callback: { readonly host: string; readonly port: number };
  /** Kannel brings us what people answer (`kannelGroups`). Without it texts carry no code to answer with. Default false. */
  readonly takesReplies?: boolean;
  /** Where the key that signs call-backs is kept. */
  readonly dataFolder: string;
  /** For one attempt; default 3 s (DESIGN 6.3). */
  readonly timeout?: DurationMs;
}

export interface KannelDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

const DEFAULT_TIMEOUT = seconds(3);
/** Bytes of a reply that are read at all (chosen: Kannel's are one line). */
const AGENT = { maxResponseSize: 8192 };

/** Kannel's own name of its service. */
const SENDSMS = "/cgi-bin/sendsms";

function sendsmsAddress(url: string): URL {
  const address = new URL(url);
  if (address.pathname === "/") address.pathname = SENDSMS;
  return address;
}

/** Text messages through a Kannel gateway's HTTP interface. Throws when the URL is none. */
export function createKannelChannel(options: KannelOptions, { clock, logger, metrics }: KannelDeps): Channel {
  const timeout = options.timeout ?? DEFAULT_TIMEOUT;
  const sendsms = sendsmsAddress(options.url);
  const takesReplies = options.takesReplies ?? false;
  const reportListeners: ((report: DeliveryReport) => void)[] = [];
  const replyListeners: ((reply: Reply) => void)[] = [];
  const refusalListeners: ((reason: InboundRefusal) => void)[] = [];
  let agent = new Agent(AGENT);

  const receipts = createReceiptListener(
    { ...options.callback, dataFolder: options.dataFolder, takesAnswers: takesReplies },
    {
      clock,
      handlers: {
        report(report) {
          for (const listener of reportListeners) listener(report);
        },
        reply(reply) {
          for (const listener of replyListeners) listener(reply);
        },
        refused(reason) {
          metrics.counter("labcanary_refused_total", reason.startsWith("REPLY") ? "reply" : "receipt", reason).inc();
          for (const listener of refusalListeners) listener(reason);
        },
      },
    },
  );

  /** Asks the gateway, for at most `timeout` and not after the signal. */
  async function ask(address: URL, headers: Record<string, string>, signal?: AbortSignal): Promise<Answer> {
    const limit = new AbortController();
    const cancel = clock.after(timeout, () => limit.abort());
    try {
      const either = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]);
      const response = await request(address, { dispatcher: agent, headers, signal: either });
      const body = await response.body.text();
      return { kind: "answered", status: response.statusCode, body, retryAfter: response.headers["retry-after"]?.toString() };
    } catch (error) {
      if (limit.signal.aborted || signal?.aborted === true) return { kind: "timeout" };
      return { kind: "unreachable", code: (error as NodeJS.ErrnoException).code ?? "unknown" };
    } finally {
      cancel();
    }
  }

  return {
    kind: "sms",
    proves: "delivered",
    takesReplies,
    budgets: [],
    async start() {
      agent = new Agent(AGENT);
      await receipts.start();
    },
    async stop() {
      await receipts.stop();
      await agent.destroy();
    },

    async deliver(notification, signal): Promise<DeliveryOutcome> {
      const address = new URL(sendsms);
      const fields = {
        username: options.username,
        password: options.password,
        ...(options.from === undefined ? {} : { from: options.from }),
        to: notification.address,
        text: notification.text,
        charset: "utf-8",
        coding: smsSize(notification.text).encoding === "gsm-7" ? "0" : "2",
        "dlr-mask": ALL_REPORTS,
        "dlr-url": receipts.urlFor(notification.id),
      };
      for (const [name, value] of Object.entries(fields)) address.searchParams.set(name, value);
      // Kannel has no idempotency key of its own; a proxy or another gateway in its place may mind the header.
      const reply = await ask(address, { "idempotency-key": encodeURIComponent(notification.id) }, signal);
      switch (reply.kind) {
        case "answered": {
          const outcome = outcomeOfReply(reply.status, reply.body, reply.retryAfter);
          if (outcome.kind === "accepted") return outcome;
          const { address: number, text } = notification;
          return { ...outcome, detail: detailOfReply(reply.status, reply.body, [options.password, text, number, number.slice(1)]) };
        }
        case "timeout":
          return TIMED_OUT;
        case "unreachable":
          logger.debug({ notificationId: notification.id, code: reply.code }, "The SMS gateway could not be reached");
          return { ...UNREACHABLE, detail: reply.code };
      }
    },

    onReport: (listener) => void reportListeners.push(listener),
    onReply: (listener) => void replyListeners.push(listener),
    onRefused: (listener) => void refusalListeners.push(listener),

    async probe() {
      // Any answer will do: smsbox says 404 to a path it does not know.
      const reply = await ask(new URL("/", sendsms), {});
      return healthOfReply(reply);
    },
  };
}

type Answer =
  | { readonly kind: "answered"; readonly status: number; readonly body: string; readonly retryAfter: string | undefined }
  | { readonly kind: "timeout" }
  | { readonly kind: "unreachable"; readonly code: string };
