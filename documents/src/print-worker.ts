import { parentPort } from "node:worker_threads";
import type { PrintReply, PrintRequest } from "./press.ts";
import { printDocument } from "./print.ts";

async function answer({ id, document }: PrintRequest): Promise<void> {
  let reply: PrintReply;
  try {
    reply = { id, pdf: await printDocument(document) };
  } catch (error) {
    reply = { id, error: String(error) };
  }
  parentPort?.postMessage(reply);
}

/** One after another: each needs its memory once. */
let before: Promise<void> = Promise.resolve();
parentPort?.on("message", (request: PrintRequest) => {
  before = before.then(() => answer(request));
});
