import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

/** A process of the bench's own that does the work of many clients, and says what it sees as lines of JSON. */
export interface Helper<Said> {
  readonly pid: number;
  /** What it says next. Rejects when it has ended. */
  next(): Promise<Said>;
  stop(): Promise<void>;
}

/** Starts `file` of this folder and gives it `order` on standard input, where thousands of tokens have room. */
export function startHelper<Said>(file: string, order: object): Helper<Said> {
  const words = ["--conditions=development", join(import.meta.dirname, file)];
  const child = spawn(process.execPath, words, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(order));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid ?? 0,
    async next() {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${file} ended without an answer`);
      return JSON.parse(value) as Said;
    },
    stop: () => endProcess(child),
  };
}

/** In the helper: what it was told to do. */
export async function readOrder<Order>(): Promise<Order> {
  return JSON.parse(await text(process.stdin)) as Order;
}

/** A process that has not ended this long after being asked to is killed. Chosen: longer than any orderly end of ours takes. */
const PATIENCE_MS = 10_000;

export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  await exited;
  clearTimeout(timer);
}
