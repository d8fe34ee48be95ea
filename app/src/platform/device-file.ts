import { appendFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { DeviceId } from "@labcanary/domain/telemetry";

/** What is kept of a device's tokens: SHA-256 of each, never the token. */
export interface KeptTokens {
  readonly hash: Buffer;
  /** The one before, while it still counts. */
  readonly old?: OldToken;
  /** The last one that counts no more: whoever comes with it has missed the rotation. */
  readonly ended?: Buffer;
}

export interface OldToken {
  readonly hash: Buffer;
  /** It counts until the new one is used, and no longer than this. */
  readonly until: EpochMs;
  /** Who rotated it, as the journal names them. */
  readonly by: string;
  /** The journal has it. */
  readonly told: boolean;
  /** The new one was used: this one counts no more. */
  readonly used: boolean;
}

/** Changes whenever the file does; empty when there is none. */
export function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? "" : `${found.ino}:${found.mtimeNs}`;
}

/**
 * `{"cab-17": TOKEN, "cab-18": {"token": TOKEN, "old"?: {"token": TOKEN, "until": ms, "by", "told", "used"?: true}, "ended"?: TOKEN}}`, TOKEN being 64 hex
 * digits. Earlier releases know the first form alone, and it is what is written of a device that was never rotated. Marks of use beside it count.
 */
export function readDeviceFile(file: string): Map<DeviceId, KeptTokens> {
  const content = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<DeviceId, string | WrittenTokens>>;
  const marks = marksOf(file);
  return new Map(
    Object.entries(content).map(([id, written]) => {
      if (typeof written === "string") return [id, { hash: hex(written) }];
      const tokens = kept(written);
      return [id, marks.has(markOf(id, tokens.hash)) ? usedNow(tokens) : tokens];
    }),
  );
}

/** As `tokens`, with the old one used up. */
const usedNow = (tokens: KeptTokens): KeptTokens => (tokens.old === undefined ? tokens : { ...tokens, old: { ...tokens.old, used: true } });

/** Where marks of use stand until the file is written anew: a line is written in the time of one, of ten thousand devices as of ten. */
const marksFile = (file: string): string => `${file}.used`;
const markOf = (id: DeviceId, hash: Buffer): string => `${id} ${hash.toString("hex")}`;

/** Marks that the device came in by the new token with this hash. Durable on return; a mark of a token that is gone by then says nothing. */
export function markUsed(file: string, id: DeviceId, hash: Buffer): void {
  // Begins with its own line break, so that one cut off by a crash does not take this one along.
  appendFileSync(marksFile(file), `\n${markOf(id, hash)}\n`, { mode: 0o600, flush: true });
}

function marksOf(file: string): ReadonlySet<string> {
  const isThere = statSync(marksFile(file), { throwIfNoEntry: false }) !== undefined;
  return new Set(isThere ? readFileSync(marksFile(file), "utf8").split("\n") : []);
}

/**
 * Replaces the file whole, with what was marked as used: after a crash there is this one or the one before. Readable by its owner only.
 * `devices` were read under the lock that is still held.
 */
export function writeDeviceFile(file: string, devices: ReadonlyMap<DeviceId, KeptTokens>): void {
  const content = Object.fromEntries([...devices].map(([id, tokens]) => [id, written(tokens)]));
  const next = `${file}.${process.pid}.new`;
  try {
    writeFileSync(next, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
  rmSync(marksFile(file), { force: true });
}

interface WrittenTokens {
  readonly token: string;
  readonly old?: { readonly token: string; readonly until: number; readonly by: string; readonly told: boolean; readonly used?: boolean };
  readonly ended?: string;
}

const hex = (text: string): Buffer => Buffer.from(text, "hex");

const kept = ({ token, old, ended }: WrittenTokens): KeptTokens => ({
  hash: hex(token),
  ...(old === undefined
    ? {}
    : { old: { hash: hex(old.token), until: epochMs(old.until), by: old.by, told: old.told, used: old.used === true } }),
  ...(ended === undefined ? {} : { ended: hex(ended) }),
});

function written({ hash, old, ended }: KeptTokens): string | WrittenTokens {
  const token = hash.toString("hex");
  if (old === undefined && ended === undefined) return token;
  return {
    token,
    ...(old === undefined ? {} : { old: writtenOld(old) }),
    ...(ended === undefined ? {} : { ended: ended.toString("hex") }),
  };
}

const writtenOld = ({ hash, until, by, told, used }: OldToken): NonNullable<WrittenTokens["old"]> => ({
  token: hash.toString("hex"),
  until,
  by,
  told,
  ...(used ? { used } : {}),
});
