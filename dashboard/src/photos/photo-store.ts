import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { err, ok, type Result } from "@labcanary/domain/basics";

/** Pictures by the SHA-256 of their bytes, in a folder; the same picture is kept once. */
export interface PhotoStore {
  /**
   * Keeps a picture and does the work that names it, one after the other for all: where the work refuses, a picture that was not there
   * before goes again. Durable before the work begins.
   */
  keep<T extends { readonly ok: boolean }>(content: Uint8Array, work: (sha256: string) => T): Promise<Result<T, "PHOTO_STORE_FULL">>;
  /** The bytes of the hash; `PHOTO_DAMAGED` when they are others, or gone. */
  read(sha256: string): Promise<Result<Uint8Array, "PHOTO_DAMAGED">>;
}

export interface PhotoStoreOptions {
  readonly folder: string;
  /** Most bytes all pictures may take. */
  readonly budgetBytes: number;
}

const hashOf = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

export function createPhotoStore({ folder, budgetBytes }: PhotoStoreOptions): PhotoStore {
  const fileOf = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256);
  let used: Promise<number> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function read(sha256: string): Promise<Result<Uint8Array, "PHOTO_DAMAGED">> {
    const content = await readFile(fileOf(sha256)).catch(() => undefined);
    return content !== undefined && hashOf(content) === sha256 ? ok(content) : err("PHOTO_DAMAGED");
  }

  async function keepNow<T extends { readonly ok: boolean }>(
    content: Uint8Array,
    work: (sha256: string) => T,
  ): Promise<Result<T, "PHOTO_STORE_FULL">> {
    const sha256 = hashOf(content);
    const file = fileOf(sha256);
    // One that is damaged is written again.
    const isNew = !(await read(sha256)).ok;
    const before = await (used ??= bytesIn(folder));
    if (isNew) {
      if (before + content.byteLength > budgetBytes) return err("PHOTO_STORE_FULL");
      const written = await writeWhole(file, content);
      if (!written) return err("PHOTO_STORE_FULL");
    }
    const outcome = work(sha256);
    if (isNew && !outcome.ok) await rm(file, { force: true });
    else if (isNew) used = Promise.resolve(before + content.byteLength);
    return ok(outcome);
  }

  return {
    keep(content, work) {
      const kept = last.then(() => keepNow(content, work));
      last = kept.catch(() => undefined);
      return kept;
    },
    read,
  };
}

const sizeOf = (file: string): Promise<number | undefined> =>
  stat(file).then(
    ({ size }) => size,
    () => undefined,
  );

/** What a crash left half written counts as well, until the same picture comes again. */
async function bytesIn(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(files.filter((file) => file.isFile()).map(({ parentPath, name }) => sizeOf(join(parentPath, name))));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

/** Writes a file for its owner only: after a crash it is whole or not there. False when the disk is full. */
async function writeWhole(file: string, content: Uint8Array): Promise<boolean> {
  const folder = join(file, "..");
  const next = `${file}.next`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const handle = await open(next, "w", 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(next, file);
    // The entry in its folder, and that of a new folder in the one above.
    for (const changed of [folder, join(folder, "..")]) {
      const entries = await open(changed, "r");
      try {
        await entries.sync();
      } finally {
        await entries.close();
      }
    }
    return true;
  } catch (error) {
    await rm(next, { force: true });
    if (["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}
