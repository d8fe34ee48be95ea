import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { err, ok, type Result } from "@labcanary/domain/basics";
import type { DeliveryReport } from "@labcanary/domain/notification";
import type { Clock } from "@labcanary/domain/ports";
import type { InboundRefusal } from "../ports.ts";
import { REPORT_STATUSES } from "./kannel-reply.ts";
import { openReceiptSigner, type ReceiptSigner } from "./receipt-signature.ts";

const PATH = "/receipt";
/** Chosen: a notification id is under 200 characters. */
const LONGEST_HEADERS = 8192;

/** Where Kannel calls back with delivery reports. */
export interface ReceiptListener {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** What Kannel is to call for this notification; `%d` is where it writes the status. */
  urlFor(notificationId: string): string;
}

export interface ReceiptHandlers {
  /** Throws when it could not keep the report; Kannel is then asked to come again. */
  report(report: DeliveryReport): void;
  refused(reason: InboundRefusal): void;
}

export function createReceiptListener(
  options: { readonly host: string; readonly port: number; readonly dataFolder: string },
  deps: { readonly clock: Clock; readonly handlers: ReceiptHandlers },
): ReceiptListener {
  let server: Server | undefined;
  let signer: ReceiptSigner | undefined;
  let port = options.port;

  const opened = (): ReceiptSigner => {
    if (signer === undefined) throw new Error("the receipt listener is not started");
    return signer;
  };

  function statusFor(request: IncomingMessage): number {
    const read = readReceipt(request, opened());
    try {
      if (read.ok) deps.handlers.report({ ...read.value, at: deps.clock.now() });
      else deps.handlers.refused(read.error);
    } catch {
      // Whoever could not keep it has said why; the provider keeps it for us.
      return 503;
    }
    return read.ok ? 200 : 403;
  }

  return {
    async start() {
      signer = openReceiptSigner(options.dataFolder);
      const listening = createServer(
        { maxHeaderSize: LONGEST_HEADERS, requestTimeout: 5000, headersTimeout: 5000 },
        (request, response) => {
          request.resume();
          response.writeHead(statusFor(request), { "content-length": "0" }).end();
        },
      );
      await new Promise<void>((resolve, reject) => {
        listening.once("error", reject);
        listening.listen(options.port, options.host, () => resolve());
      });
      port = (listening.address() as AddressInfo).port;
      server = listening;
    },
    async stop() {
      const closing = server;
      server = undefined;
      if (closing === undefined) return;
      await new Promise<void>((resolve) => {
        closing.close(() => resolve());
        closing.closeAllConnections();
      });
    },
    // Base64url holds no percent sign, which Kannel would take for one of its own escapes.
    urlFor(notificationId) {
      const id = Buffer.from(notificationId).toString("base64url");
      return `http://${options.host}:${port}${PATH}?id=${id}&signature=${opened().sign(notificationId)}&status=%d`;
    },
  };
}

function readReceipt(request: IncomingMessage, signer: ReceiptSigner): Result<Omit<DeliveryReport, "at">, InboundRefusal> {
  const url = URL.parse(request.url ?? "", "http://receipt");
  const id = url?.searchParams.get("id");
  const signature = url?.searchParams.get("signature");
  const status = REPORT_STATUSES[url?.searchParams.get("status") ?? ""];
  const isComplete = typeof id === "string" && typeof signature === "string" && status !== undefined;
  if (url?.pathname !== PATH || request.method !== "GET" || !isComplete) return err("REPORT_SHAPE");
  const notificationId = Buffer.from(id, "base64url").toString();
  return signer.verify(notificationId, signature) ? ok({ notificationId, status }) : err("REPORT_SIGNATURE");
}
