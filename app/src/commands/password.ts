import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { UsageError } from "../command-line.ts";

/** What is asked for without being shown: from standard input where it is piped, else in the terminal. */
export const passwordFrom = (isPiped: boolean, question: string): Promise<string> => (isPiped ? readAll() : ask(question));

async function readAll(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

/** Asks without showing what is typed. */
async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError("there is no terminal to ask in; give the password with --password-stdin");
  process.stderr.write(question);
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: hidden, terminal: true });
  try {
    return await terminal.question("");
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
