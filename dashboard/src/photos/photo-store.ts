import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type EpochMs, err, ok, type Result } from "@labcanary/domain/basics";

/** Why a picture is not there any more. */
export interface GonePhoto {
  readonly at: EpochMs;
  /** `removed`: somebody did, and the journal says who and why. `expired`: the time of all that showed it was over. */
  readonly because: "removed" | "expired";
}

export interface StoredPhoto {
  readonly sha256: string;
  readonly bytes: number;
  /** When it was written. */
  readonly since: EpochMs;
  /** It is marked as gone, and whoever was to take it away was killed. */
  readonly isMarked: boolean;
}

/** Pictures by the SHA-256 of their bytes, in a folder; the same picture is kept once. */
export interface PhotoStore {
  /**
   * Keeps a picture and does the work that names it, one after the other for all: where the work refuses, a picture that was not there
   * before goes again. Durable before the work begins. One that somebody has removed is not taken again: `PHOTO_REMOVED`.
   */
  keep<T extends { readonly ok: boolean }>(
    content: Uint8Array,
    work: (sha256: string) => T,
  ): Promise<Result<T, "PHOTO_STORE_FULL" | "PHOTO_REMOVED">>;
  /** The bytes of the hash; `PHOTO_DAMAGED` when they are others, or gone without anybody's having said so. */
  read(sha256: string): Promise<Result<Uint8Array, "PHOTO_DAMAGED" | "PHOTO_REMOVED" | "PHOTO_EXPIRED">>;
  /** What became of a picture that is gone. */
  gone(sha256: string): Promise<GonePhoto | undefined>;
  /**
   * Takes a picture away for good, where `mayGo` still says so, of the mark it has by then, when its turn has come; nothing that names it is kept meanwhile. What is gone is
   * marked first: whoever is killed in between leaves a picture that is marked, and takes it away by the next call. False where it was not there, or stays.
   */
  remove(sha256: string, gone: GonePhoto, mayGo: (mark: GonePhoto | undefined) => boolean): Promise<boolean>;
  /**
   * Pictures that are to be gone and could not be taken away, as where the disk is full and no mark can be written: from then on they are given to nobody, until they are gone
   * or the process ends. After that the journal's lines say so again.
   */
  heldBack(): ReadonlyMap<string, GonePhoto>;
  /** Resolves once nothing is written any more; what is asked for afterwards is refused. A request whose connection is cut goes on, and must not write into a folder that is done with. */
  stop(): Promise<void>;
  /** Everything there is, in no order. */
  list(): Promise<readonly StoredPhoto[]>;
  /** Bytes all pictures take, and at most may. */
  room(): Promise<{ readonly bytes: number; readonly budgetBytes: number }>;
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

  const markOf = (sha256: string): string => `${fileOf(sha256)}.gone`;
  const usedBytes = (): Promise<number> => {
    used ??= bytesIn(folder);
    return used;
  };

  const heldBack = new Map<string, GonePhoto>();

  const gone = async (sha256: string): Promise<GonePhoto | undefined> => heldBack.get(sha256) ?? markedAs(sha256);

  async function markedAs(sha256: string): Promise<GonePhoto | undefined> {
    try {
      return JSON.parse(await readFile(markOf(sha256), "utf8")) as GonePhoto;
    } catch (error) {
      // A mark that is there and cannot be read is no leave to give the picture out.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      return undefined;
    }
  }

  async function read(sha256: string): Promise<Result<Uint8Array, "PHOTO_DAMAGED" | "PHOTO_REMOVED" | "PHOTO_EXPIRED">> {
    const mark = await gone(sha256);
    if (mark !== undefined) return err(mark.because === "removed" ? "PHOTO_REMOVED" : "PHOTO_EXPIRED");
    const content = await readFile(fileOf(sha256)).catch(() => undefined);
    return content !== undefined && hashOf(content) === sha256 ? ok(content) : err("PHOTO_DAMAGED");
  }

  async function keepNow<T extends { readonly ok: boolean }>(
    content: Uint8Array,
    work: (sha256: string) => T,
  ): Promise<Result<T, "PHOTO_STORE_FULL" | "PHOTO_REMOVED">> {
    const sha256 = hashOf(content);
    const file = fileOf(sha256);
    // One that is damaged is written again.
    const found = await read(sha256);
    if (!found.ok && found.error === "PHOTO_REMOVED") return err("PHOTO_REMOVED");
    const isNew = !found.ok;
    const mark = isNew ? await gone(sha256) : undefined;
    const before = await usedBytes();
    if (isNew) {
      if (before + content.byteLength > budgetBytes) return err("PHOTO_STORE_FULL");
      const written = await writeWhole(file, content);
      if (!written) return err("PHOTO_STORE_FULL");
      heldBack.delete(sha256);
      // Before a line shows it again: whoever is killed in between leaves one that nothing shows, and not one that is marked and taken away.
      if (mark !== undefined) await removeWhole(markOf(sha256));
    }
    const outcome = work(sha256);
    if (isNew && !outcome.ok) {
      await rm(file, { force: true });
      if (mark !== undefined) await writeWhole(markOf(sha256), Buffer.from(JSON.stringify(mark)));
    } else if (isNew) used = Promise.resolve(before + content.byteLength);
    return ok(outcome);
  }

  async function removeNow(sha256: string, mark: GonePhoto, mayGo: (mark: GonePhoto | undefined) => boolean): Promise<boolean> {
    const [size, marked] = [await sizeOf(fileOf(sha256)), await markedAs(sha256)];
    if (size === undefined || !mayGo(marked)) return false;
    // From now on, whatever becomes of the mark: that somebody removed it is more than that its time was over.
    if (heldBack.get(sha256)?.because !== "removed") heldBack.set(sha256, mark);
    // That somebody removed it is more than that its time was over: it is not taken again.
    if (
      marked?.because !== "removed" &&
      marked?.because !== mark.because &&
      !(await writeWhole(markOf(sha256), Buffer.from(JSON.stringify(mark))))
    )
      throw new Error("the disk is full: that a photo is gone cannot be written down, and so it stays, and is given to nobody");
    await rm(fileOf(sha256), { force: true });
    heldBack.delete(sha256);
    used = Promise.resolve(Math.max(0, (await usedBytes()) - size));
    return true;
  }

  let isStopped = false;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (isStopped) return Promise.reject(new Error("the platform is stopping: no photo is kept or taken away any more"));
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  return {
    keep: (content, work) => inTurn(() => keepNow(content, work)),
    read,
    gone,
    heldBack: () => heldBack,
    async stop() {
      isStopped = true;
      await last;
    },
    remove: (sha256, mark, mayGo) => inTurn(() => removeNow(sha256, mark, mayGo)),
    async list() {
      const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      const photos: StoredPhoto[] = [];
      const marks = new Set(files.map(({ name }) => name).filter((name) => name.endsWith(".gone")));
      for (const file of files) {
        if (!file.isFile() || !/^[0-9a-f]{64}$/.test(file.name)) continue;
        const found = await stat(join(file.parentPath, file.name)).catch(() => undefined);
        if (found !== undefined)
          photos.push({
            sha256: file.name,
            bytes: found.size,
            since: Math.floor(found.mtimeMs) as EpochMs,
            isMarked: marks.has(`${file.name}.gone`),
          });
      }
      return photos;
    },
    room: async () => ({ bytes: await usedBytes(), budgetBytes }),
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
    for (const changed of [folder, join(folder, "..")]) await syncFolder(changed);
    return true;
  } catch (error) {
    await rm(next, { force: true });
    if (["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

/** After a crash it is gone. */
async function removeWhole(file: string): Promise<void> {
  await rm(file, { force: true });
  await syncFolder(join(file, ".."));
}

async function syncFolder(folder: string): Promise<void> {
  const entries = await open(folder, "r");
  try {
    await entries.sync();
  } finally {
    await entries.close();
  }
}
