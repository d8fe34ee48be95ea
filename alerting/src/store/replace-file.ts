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
