import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
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
}

/** Changes whenever the file does; empty when there is none. */
export function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? "" : `${found.ino}:${found.mtimeNs}`;
}

/**
 * `{"cab-17": TOKEN, "cab-18": {"token": TOKEN, "old"?: {"token": TOKEN, "until": ms, "by", "told"}, "ended"?: TOKEN}}`, TOKEN being 64 hex
 * digits. Earlier releases know the first form alone, and it is what is written of a device that was never rotated.
 */
export function readDeviceFile(file: string): Map<DeviceId, KeptTokens> {
  const content = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<DeviceId, string | WrittenTokens>>;
  return new Map(
    Object.entries(content).map(([id, written]) => [id, typeof written === "string" ? { hash: hex(written) } : kept(written)]),
  );
}

/** Replaces the file whole: after a crash there is this one or the one before. Readable by its owner only. */
export function writeDeviceFile(file: string, devices: ReadonlyMap<DeviceId, KeptTokens>): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const content = Object.fromEntries([...devices].map(([id, tokens]) => [id, written(tokens)]));
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

interface WrittenTokens {
  readonly token: string;
  readonly old?: { readonly token: string; readonly until: number; readonly by: string; readonly told: boolean };
  readonly ended?: string;
}

const hex = (text: string): Buffer => Buffer.from(text, "hex");

const kept = ({ token, old, ended }: WrittenTokens): KeptTokens => ({
  hash: hex(token),
  ...(old === undefined ? {} : { old: { hash: hex(old.token), until: epochMs(old.until), by: old.by, told: old.told } }),
  ...(ended === undefined ? {} : { ended: hex(ended) }),
});

function written({ hash, old, ended }: KeptTokens): string | WrittenTokens {
  const token = hash.toString("hex");
  if (old === undefined && ended === undefined) return token;
  return {
    token,
    ...(old === undefined ? {} : { old: { token: old.hash.toString("hex"), until: old.until, by: old.by, told: old.told } }),
    ...(ended === undefined ? {} : { ended: ended.toString("hex") }),
  };
}
