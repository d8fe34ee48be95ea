import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Memory that looks like a folder, where there is such: what is written there waits for no disk, whoever asks for it to be durable. */
const IN_MEMORY = "/dev/shm";

/** Chosen: more than the longest rehearsal writes; a container that has less of it uses the disk. */
const ROOM_BYTES = 512 * 2 ** 20;

/**
 * Makes a folder for a rehearsal, gone with it. Everything in it is written as durably as ever; only that the place itself is not, and no
 * setting of a platform that watches something leads here.
 */
export function makeThrowAwayFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(hasRoom() ? IN_MEMORY : tmpdir(), "labcanary-rehearsal-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    // There is no such place on this machine.
    return false;
  }
}
