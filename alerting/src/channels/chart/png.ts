import { extname } from "node:path";
import { Worker } from "node:worker_threads";

export interface PngRequest {
  readonly id: number;
  readonly svg: string;
  /** In pixels of the picture. */
  readonly width: number;
}
export type PngReply = { readonly id: number; readonly png: Uint8Array } | { readonly id: number; readonly error: string };

/**
 * Makes pictures in a thread of its own, which is begun with the first and again should it end: one takes 15 to 30 ms of a processor,
 * which the alarm path is not to wait for.
 */
export interface PngPainter {
  /** Rejects when it cannot be painted, or the painter is stopped. */
  paint(svg: string, width: number): Promise<Uint8Array>;
  stop(): Promise<void>;
}

interface Waiting {
  resolve(png: Uint8Array): void;
  reject(error: Error): void;
}

export function createPngPainter(): PngPainter {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let requests = 0;

  function start(): Worker {
    const started = new Worker(new URL(`./png-worker${extname(import.meta.url)}`, import.meta.url));
    const ended = (detail: string): void => {
      if (worker !== started) return; // both events tell of one end, and by the second a new thread may be at work
      worker = undefined;
      for (const { reject } of waiting.values()) reject(new Error(detail));
      waiting.clear();
    };
    started.on("message", (reply: PngReply) => {
      const asked = waiting.get(reply.id);
      waiting.delete(reply.id);
      if (waiting.size === 0) started.unref();
      if ("png" in reply) asked?.resolve(reply.png);
      else asked?.reject(new Error(reply.error));
    });
    started.on("error", (error) => ended(error.message));
    started.on("exit", () => ended("the painting thread ended"));
    return started;
  }

  return {
    paint: (svg, width) =>
      new Promise((resolve, reject) => {
        worker ??= start();
        worker.ref();
        const id = requests++;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, svg, width } satisfies PngRequest);
      }),
    async stop() {
      await worker?.terminate();
    },
  };
}
