import { readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { LogReader } from "@labcanary/domain/ports";
import type { LogPosition } from "@labcanary/domain/telemetry";

const fileOf = (folder: string, reader: LogReader): string => join(folder, `${reader}.position`);

/** How far a reader had got; 0 when it never said. Throws when the file is there and makes no sense: starting over would be a guess. */
export function loadPosition(folder: string, reader: LogReader): LogPosition {
  let text: string;
  try {
    text = readFileSync(fileOf(folder, reader), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
  const position = Number(text);
  if (!Number.isSafeInteger(position) || position < 0) throw new Error(`${fileOf(folder, reader)} does not hold a position`);
  return position;
}

export const savePosition = (folder: string, reader: LogReader, position: LogPosition): Promise<void> =>
  replaceFile(fileOf(folder, reader), String(position));

/** Puts a file in the place of another so that after a crash there is the one or the other, whole. Durable on return. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, "w");
  try {
    await file.writeFile(content);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** A new or renamed file is only sure to be found again after its folder is on disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
