import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { err, ok, type Result } from "@labcanary/domain/basics";
import type { DeliveryReport, Reply } from "@labcanary/domain/notification";
import type { Clock } from "@labcanary/domain/ports";
import type { InboundRefusal } from "../ports.ts";
import { closeAtOnce, listenOn } from "./listening.ts";
import { TWILIO_STATUSES } from "./twilio-reply.ts";
import { isTwilioSignature } from "./twilio-signature.ts";

/** Where Twilio calls back: `{url}/status` with what became of a message, `{url}/reply` with what somebody answered. */
export interface TwilioListener {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** What Twilio is to call for this notification. */
  urlFor(notificationId: string): string;
}

export interface TwilioListenerOptions {
  readonly host: string;
  readonly port: number;
  /** As Twilio calls it from outside, without a slash at its end. */
  readonly url: string;
  readonly authToken: string;
}

export interface TwilioHandlers {
  /** Both throw when they could not keep it; Twilio is then told so. */
  report(report: DeliveryReport): void;
  reply(reply: Reply): void;
  refused(reason: InboundRefusal): void;
}

/** Bytes of a call. Chosen: a message has at most 1600 characters (Twilio), nine bytes each in a form, and the other fields half as much. */
const LONGEST_CALL = 24_576;
/** Characters of a message (twilio.com/docs/api/errors/21617). */
const LONGEST_TEXT = 1600;
/** Calls remembered, so that none is taken twice (chosen: a day of a large site). */
const REMEMBERED = 10_000;

type Call = { readonly kind: "status"; readonly report: DeliveryReport } | { readonly kind: "reply"; readonly reply: Reply };

export function createTwilioListener(
  options: TwilioListenerOptions,
  deps: { readonly clock: Clock; readonly handlers: TwilioHandlers },
): TwilioListener {
  const { clock, handlers } = deps;
  const taken = new Set<string>();
  let server: Server | undefined;

  function remember(key: string): void {
    taken.add(key);
    const [oldest] = taken;
    if (taken.size > REMEMBERED && oldest !== undefined) taken.delete(oldest);
  }

  /** The status to answer with. */
  function take(request: IncomingMessage, body: string | undefined): number {
    const read = readCall(request, body, options, clock);
    try {
      if (!read.ok) {
        handlers.refused(read.error);
        return 403;
      }
      const { key, call } = read.value;
      if (taken.has(key)) {
        handlers.refused(call.kind === "reply" ? "REPLY_REPLAYED" : "REPORT_REPLAYED");
        return 403;
      }
      if (call.kind === "status") handlers.report(call.report);
      else handlers.reply(call.reply);
      remember(key);
      return 200;
    } catch {
      // Whoever could not keep it has said why. It is not remembered, and may come again.
      return 503;
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const status = take(request, await bodyOf(request));
    // TwiML that does nothing: no text is sent back this way.
    const answer = status === 200 ? "<Response/>" : "";
    response.writeHead(status, { "content-type": "text/xml", connection: "close" }).end(answer);
  }

  return {
    async start() {
      const listening = createServer({ requestTimeout: 5000, headersTimeout: 5000 }, (request, response) => {
        // The caller went away before its call was whole: there is nobody to answer.
        handle(request, response).catch(() => response.destroy());
      });
      await listenOn(listening, options);
      server = listening;
    },
    async stop() {
      const closing = server;
      server = undefined;
      if (closing !== undefined) await closeAtOnce(closing);
    },
    urlFor: (notificationId) => `${options.url}/status?id=${Buffer.from(notificationId).toString("base64url")}`,
  };
}

/** The body, or undefined when it is longer than any call: the rest is read and thrown away, so that the answer arrives. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    length += (piece as Buffer).length;
    if (length <= LONGEST_CALL) pieces.push(piece as Buffer);
    else pieces.length = 0;
  }
  return length > LONGEST_CALL ? undefined : Buffer.concat(pieces).toString();
}

function readCall(
  request: IncomingMessage,
  body: string | undefined,
  { url, authToken }: TwilioListenerOptions,
  clock: Clock,
): Result<{ readonly key: string; readonly call: Call }, InboundRefusal> {
  const asked = URL.parse(request.url ?? "", "http://twilio");
  // A proxy may have taken away the beginning of the path; what is signed is the address as Twilio knows it.
  const isReply = asked?.pathname.endsWith("/reply") ?? false;
  const isStatus = asked?.pathname.endsWith("/status") ?? false;
  if (asked === null || request.method !== "POST" || !(isReply || isStatus)) return err("REPORT_SHAPE");
  if (body === undefined) return err(isReply ? "REPLY_TOO_LONG" : "REPORT_SHAPE");
  const fields = new URLSearchParams(body);
  const signature = request.headers["x-twilio-signature"];
  const address = `${url}/${isReply ? "reply" : "status"}${asked.search}`;
  if (typeof signature !== "string" || !isTwilioSignature(signature, authToken, address, fields)) {
    return err(isReply ? "REPLY_SIGNATURE" : "REPORT_SIGNATURE");
  }
  const sid = fields.get("MessageSid") ?? "";
  return isReply ? readReply(sid, fields, clock) : readStatus(sid, asked.searchParams.get("id") ?? "", fields, clock);
}

function readReply(
  sid: string,
  fields: URLSearchParams,
  clock: Clock,
): Result<{ readonly key: string; readonly call: Call }, InboundRefusal> {
  const from = fields.get("From");
  const text = fields.get("Body");
  if (sid === "" || from === null || from === "" || text === null) return err("REPLY_SHAPE");
  if (text.length > LONGEST_TEXT) return err("REPLY_TOO_LONG");
  return ok({ key: `reply ${sid}`, call: { kind: "reply", reply: { channel: "sms", from, text, providerRef: sid, at: clock.now() } } });
}

function readStatus(
  sid: string,
  id: string,
  fields: URLSearchParams,
  clock: Clock,
): Result<{ readonly key: string; readonly call: Call }, InboundRefusal> {
  const word = fields.get("MessageStatus") ?? "";
  const status = Object.hasOwn(TWILIO_STATUSES, word) ? TWILIO_STATUSES[word] : undefined;
  if (sid === "" || id === "" || status === undefined) return err("REPORT_SHAPE");
  const notificationId = Buffer.from(id, "base64url").toString();
  return ok({ key: `${word} ${sid}`, call: { kind: "status", report: { notificationId, status, at: clock.now() } } });
}
