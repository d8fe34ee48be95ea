import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Replaces a file whole, for its owner only: after a crash it is the old one or the new one. Durable on return. */
export async function replaceFile(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const next = await open(`${file}.next`, "w", 0o600);
  try {
    await next.writeFile(content);
    await next.sync();
  } finally {
    await next.close();
  }
  await rename(`${file}.next`, file);
  const folder = await open(dirname(file), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The same for what is small, rare, and must be kept before anything else is done. */
export function replaceFileSync(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  withOpen(`${file}.next`, "w", (next) => {
    writeSync(next, content);
    fsyncSync(next);
  });
  renameSync(`${file}.next`, file);
  withOpen(dirname(file), "r", fsyncSync);
}

function withOpen(path: string, flags: "r" | "w", work: (descriptor: number) => void): void {
  const descriptor = openSync(path, flags, 0o600);
  try {
    work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
