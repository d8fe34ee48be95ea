#!/usr/bin/env node
import { runCommandLine } from "./cli/command-line.ts";

const interrupted = new Promise<void>((resolve) => {
  process.once("SIGINT", () => resolve());
  process.once("SIGTERM", () => resolve());
});
process.exitCode = await runCommandLine(process.argv.slice(2), {
  out: (text) => void process.stdout.write(`${text}\n`),
  error: (text) => void process.stderr.write(`${text}\n`),
  interrupted,
  ...(process.stdout.isTTY
    ? { screen: { write: (text: string) => void process.stdout.write(text), columns: process.stdout.columns } }
    : {}),
});
