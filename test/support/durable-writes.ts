import { writeSync } from "node:fs";
import type { open } from "node:fs/promises";
import promises, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { basename } from "node:path";
import { DatabaseSync, StatementSync } from "node:sqlite";

/** What is to be done at a write that is meant to outlast the process: `what` is done to which file. */
export interface AtWrite {
  /** Before it is done. */
  before(what: string): void;
  /** When half of the bytes are written, and before they are written as a whole: what a power cut or a full disk can leave. */
  halfWay(what: string): void;
}

/**
 * Stops at every durable write of this thread, in the order in which they are begun: writes, cuts and syncs of files and
 * folders, renames, deletions, and whatever SQLite commits. Cannot be undone: for processes of their own.
 */
export async function watchDurableWrites(at: AtWrite): Promise<void> {
  const next: Next = (what, half) => {
    at.before(what);
    if (half === undefined) return;
    half();
    at.halfWay(what);
  };
  await patchFiles(next);
  patchSqlite(next);
}

type Next = (what: string, half?: () => void) => void;

async function patchFiles(next: Next): Promise<void> {
  const names = new WeakMap<FileHandle, string>();
  const originalOpen = promises.open;
  promises.open = async (...given: Parameters<typeof open>) => {
    const handle = await originalOpen(...given);
    names.set(handle, nameOf(String(given[0])));
    return handle;
  };
  const probe = await originalOpen("/dev/null", "r");
  const prototype = Object.getPrototypeOf(probe) as Record<string, (this: FileHandle, ...given: unknown[]) => unknown>;
  await probe.close();
  for (const method of ["write", "writeFile", "truncate", "datasync", "sync"]) {
    const original = prototype[method] as (this: FileHandle, ...given: unknown[]) => unknown;
    prototype[method] = function (...given) {
      const what = `${method} ${names.get(this) ?? "?"}`;
      if (method.startsWith("write")) next(what, () => writeHalf(this, method, given));
      else next(what);
      return original.apply(this, given);
    };
  }
  for (const method of ["rename", "rm", "unlink"] as const) {
    const original = promises[method] as (...given: unknown[]) => Promise<void>;
    promises[method] = ((...given: unknown[]) => {
      next(`${method} ${nameOf(String(given.at(method === "rename" ? 1 : 0)))}`);
      return original(...given);
    }) as never;
  }
  syncBuiltinESMExports();
}

function writeHalf(handle: FileHandle, method: string, given: readonly unknown[]): void {
  if (method === "write") {
    const [bytes, offset, length, position] = given as [Uint8Array, number, number, number];
    writeSync(handle.fd, bytes, offset, Math.floor(length / 2), position);
  }
  if (method === "writeFile") {
    const bytes = Buffer.from(given[0] as string);
    writeSync(handle.fd, bytes, 0, Math.floor(bytes.length / 2), 0);
  }
}

function patchSqlite(next: Next): void {
  const owners = new WeakMap<StatementSync, DatabaseSync>();
  const { exec, prepare } = DatabaseSync.prototype;
  const { run } = StatementSync.prototype;
  DatabaseSync.prototype.exec = function (sql) {
    if (sql === "COMMIT" || !(this.isTransaction || sql.startsWith("BEGIN") || sql.startsWith("ROLLBACK")))
      next(`sqlite ${sql.trim().split(/\s/)[0]}`);
    exec.call(this, sql);
  };
  DatabaseSync.prototype.prepare = function (...given) {
    const statement = prepare.apply(this, given);
    owners.set(statement, this);
    return statement;
  };
  StatementSync.prototype.run = function (this: StatementSync, ...given: Parameters<typeof run>) {
    if (owners.get(this)?.isTransaction !== true) next("sqlite statement");
    return run.apply(this, given);
  } as typeof run;
}

/** The last part of a path; positions in the names of segments tell the runs apart, not the kinds of write. */
const nameOf = (path: string): string => basename(path).replace(/\d{4,}/, "N");
