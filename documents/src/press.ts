import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { DocumentPress, PrintedDocument } from "@labcanary/domain/document";
import type { Service } from "@labcanary/domain/ports";

export interface PrintRequest {
  readonly id: number;
  readonly document: PrintedDocument;
}
export type PrintReply = { readonly id: number; readonly pdf: Uint8Array } | { readonly id: number; readonly error: string };

/** Chosen: a page takes some 50 ms of a processor, a long report seconds; who comes after eight others is better told to come again. */
const MOST_WAITING = 8;

interface Waiting {
  resolve(pdf: Uint8Array): void;
  reject(error: Error): void;
}

/**
 * Prints in a thread of its own, one document after another; it is begun with the first, and again should it end. A document that cannot be
 * printed is a bug and rejects, as do those that wait when it is stopped.
 */
export function createDocumentPress(): DocumentPress & Service {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let requests = 0;

  function start(): Worker {
    const started = new Worker(new URL(`./print-worker${extname(import.meta.url)}`, import.meta.url));
    const ended = (detail: string): void => {
      if (worker !== started) return; // both events tell of one end, and by the second a new thread may be at work
      worker = undefined;
      for (const { reject } of waiting.values()) reject(new Error(detail));
      waiting.clear();
    };
    started.on("message", (reply: PrintReply) => {
      const asked = waiting.get(reply.id);
      waiting.delete(reply.id);
      if (waiting.size === 0) started.unref();
      if ("pdf" in reply) asked?.resolve(reply.pdf);
      else asked?.reject(new Error(reply.error));
    });
    started.on("error", (error) => ended(error.message));
    started.on("exit", () => ended("the printing thread ended"));
    return started;
  }

  return {
    name: "documents",
    async start() {},
    async print(document) {
      if (waiting.size >= MOST_WAITING) return { ok: false, error: { code: "DOCUMENT_BUSY", waiting: waiting.size } };
      const pdf = await new Promise<Uint8Array>((resolve, reject) => {
        worker ??= start();
        worker.ref();
        const id = requests++;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, document } satisfies PrintRequest);
      });
      return { ok: true, value: pdf };
    },
    async stop() {
      await worker?.terminate();
    },
  };
}
