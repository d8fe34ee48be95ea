import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { err, ok, type Result } from "@labcanary/domain/basics";
import type { DeliveryReport, Reply } from "@labcanary/domain/notification";
import type { Clock } from "@labcanary/domain/ports";
import type { InboundRefusal } from "../ports.ts";
import { ANSWER_PATH, answerQuery, LONGEST_REQUEST, readAnswer } from "./kannel-answer.ts";
import { REPORT_STATUSES } from "./kannel-reply.ts";
import { closeAtOnce, listenOn } from "./listening.ts";
import { openReceiptSigner, type ReceiptSigner } from "./receipt-signature.ts";

const PATH = "/receipt";

/** Where Kannel calls back with delivery reports and, if it may, with what people answer. */
export interface ReceiptListener {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** What Kannel is to call for this notification; `%d` is where it writes the status. */
  urlFor(notificationId: string): string;
}

export interface ReceiptHandlers {
  /** Throws when it could not keep the report; Kannel is then asked to come again. */
  report(report: DeliveryReport): void;
  /** As for reports. */
  reply(reply: Reply): void;
  refused(reason: InboundRefusal): void;
}

export function createReceiptListener(
  options: { readonly host: string; readonly port: number; readonly dataFolder: string; readonly takesAnswers: boolean },
  deps: { readonly clock: Clock; readonly handlers: ReceiptHandlers },
): ReceiptListener {
  let server: Server | undefined;
  let signer: ReceiptSigner | undefined;
  let port = options.port;

  const opened = (): ReceiptSigner => {
    if (signer === undefined) throw new Error("the receipt listener is not started");
    return signer;
  };

  /** Does it, or has the gateway come again: whoever could not keep it has said why. */
  function statusAfter(keep: () => void, status: 200 | 403 | 431): number {
    try {
      keep();
      return status;
    } catch {
      return 503;
    }
  }

  function statusFor(request: IncomingMessage): number {
    const url = URL.parse(request.url ?? "", "http://gateway");
    if (options.takesAnswers && url?.pathname === ANSWER_PATH) return statusForAnswer(url, request.method);
    const read = readReceipt(url, request.method, opened());
    if (read.ok) return statusAfter(() => deps.handlers.report({ ...read.value, at: deps.clock.now() }), 200);
    return statusAfter(() => deps.handlers.refused(read.error), 403);
  }

  function statusForAnswer(url: URL, method: string | undefined): number {
    const read = method === "GET" ? readAnswer(url.search.slice(1), opened().isAnswerSecret) : err("REPLY_SHAPE" as const);
    if (read.ok) return statusAfter(() => deps.handlers.reply({ ...read.value, at: deps.clock.now() }), 200);
    // Our own gateway need not bring again what will never be right.
    return statusAfter(() => deps.handlers.refused(read.error), read.error === "REPLY_SIGNATURE" || method !== "GET" ? 403 : 200);
  }

  /** A request that is none, or too long to be read. Told more than once of the same socket, where more of it comes. */
  function refuseUnread(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (!socket.writable) return;
    const isTooLong = error.code === "HPE_HEADER_OVERFLOW";
    if (isTooLong) statusAfter(() => deps.handlers.refused(options.takesAnswers ? "REPLY_TOO_LONG" : "REPORT_SHAPE"), 431);
    socket.end(`HTTP/1.1 ${isTooLong ? "431 Request Header Fields Too Large" : "400 Bad Request"}\r\nconnection: close\r\n\r\n`);
  }

  return {
    async start() {
      signer = openReceiptSigner(options.dataFolder);
      const listening = createServer(
        { maxHeaderSize: LONGEST_REQUEST, requestTimeout: 5000, headersTimeout: 5000 },
        (request, response) => {
          request.resume();
          response.writeHead(statusFor(request), { "content-length": "0" }).end();
        },
      );
      listening.on("clientError", refuseUnread);
      port = await listenOn(listening, options);
      server = listening;
    },
    async stop() {
      const closing = server;
      server = undefined;
      if (closing !== undefined) await closeAtOnce(closing);
    },
    // Base64url holds no percent sign, which Kannel would take for one of its own escapes.
    urlFor(notificationId) {
      const id = Buffer.from(notificationId).toString("base64url");
      return `http://${options.host}:${port}${PATH}?id=${id}&signature=${opened().sign(notificationId)}&status=%d`;
    },
  };
}

function readReceipt(
  url: URL | null,
  method: string | undefined,
  signer: ReceiptSigner,
): Result<Omit<DeliveryReport, "at">, InboundRefusal> {
  const id = url?.searchParams.get("id");
  const signature = url?.searchParams.get("signature");
  const status = REPORT_STATUSES[url?.searchParams.get("status") ?? ""];
  const isComplete = typeof id === "string" && typeof signature === "string" && status !== undefined;
  if (url?.pathname !== PATH || method !== "GET" || !isComplete) return err("REPORT_SHAPE");
  const notificationId = Buffer.from(id, "base64url").toString();
  return signer.verify(notificationId, signature) ? ok({ notificationId, status }) : err("REPORT_SIGNATURE");
}

/** The address Kannel is to bring answers to, with its own escapes in it. Makes the key of the installation when there is none yet. */
export function answerAddress(options: { readonly host: string; readonly port: number; readonly dataFolder: string }): string {
  return `http://${options.host}:${options.port}${ANSWER_PATH}?${answerQuery(openReceiptSigner(options.dataFolder).answerSecret)}`;
}
