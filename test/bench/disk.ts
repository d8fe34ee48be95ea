import { open } from "node:fs/promises";
import { join } from "node:path";
import { type Distribution, distributionOf } from "./durations.ts";

const WRITES = 200;
const BYTES = 4096;

/** How long the disk takes to make 4 KiB durable: every alarm waits for that several times, so it bounds the latencies from below. */
export async function syncDurations(folder: string): Promise<Distribution> {
  const file = await open(join(folder, "sync-probe"), "w");
  const block = Buffer.alloc(BYTES, 1);
  const durations: number[] = [];
  for (let count = 0; count < WRITES; count++) {
    const begunAt = performance.now();
    await file.write(block, 0, BYTES, count * BYTES);
    await file.datasync();
    durations.push(performance.now() - begunAt);
  }
  await file.close();
  return distributionOf(durations);
}
