import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DeviceDirectory } from "@labcanary/domain/ports";
import type { DeviceId } from "@labcanary/domain/telemetry";

/** DESIGN 3.1: 32 random bytes. */
const TOKEN_BYTES = 32;

/** What a token of no device is held against, so that an unknown name costs as much as a wrong token. */
const NOBODY = Buffer.alloc(TOKEN_BYTES);

const hashOf = (token: Uint8Array): Buffer => createHash("sha256").update(token).digest();

/** The devices that may sign in, in `devices.json` of the data folder: id → SHA-256 of the token. Read anew when the file changes. */
export interface EnrolledDevices extends DeviceDirectory {
  /** Gives each device a new token, told once and never again; an older one stops working. */
  enrol(ids: readonly DeviceId[]): readonly { readonly deviceId: DeviceId; readonly token: string }[];
  /** Takes a device's token away; false where it has none. */
  revoke(deviceId: DeviceId): boolean;
  enrolled(): ReadonlySet<DeviceId>;
}

export function openDeviceDirectory(dataFolder: string): EnrolledDevices {
  const file = join(dataFolder, "devices.json");
  let loaded: { readonly stamp: string; readonly hashes: ReadonlyMap<DeviceId, Buffer> } = { stamp: "", hashes: new Map() };

  const current = (): ReadonlyMap<DeviceId, Buffer> => {
    const stamp = stampOf(file);
    if (stamp !== loaded.stamp) loaded = { stamp, hashes: stamp === "" ? new Map() : read(file) };
    return loaded.hashes;
  };

  function write(hashes: ReadonlyMap<DeviceId, Buffer>): void {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const content = Object.fromEntries([...hashes].map(([id, hash]) => [id, hash.toString("hex")]));
    writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
  }

  return {
    verifyToken(deviceId, token) {
      const expected = current().get(deviceId);
      return timingSafeEqual(hashOf(token), expected ?? NOBODY) && expected !== undefined;
    },
    isEnrolled: (deviceId) => current().has(deviceId),
    enrol(ids) {
      const tokens = ids.map((deviceId) => ({ deviceId, token: randomBytes(TOKEN_BYTES).toString("base64url") }));
      const hashes = new Map(current());
      for (const { deviceId, token } of tokens) hashes.set(deviceId, hashOf(Buffer.from(token)));
      write(hashes);
      return tokens;
    },
    revoke(deviceId) {
      const hashes = new Map(current());
      if (!hashes.delete(deviceId)) return false;
      write(hashes);
      return true;
    },
    enrolled: () => new Set(current().keys()),
  };
}

/** Changes whenever the file does; empty when there is none. */
function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? "" : `${found.ino}:${found.mtimeNs}`;
}

function read(file: string): Map<DeviceId, Buffer> {
  const content = JSON.parse(readFileSync(file, "utf8")) as Record<DeviceId, string>;
  return new Map(Object.entries(content).map(([id, hash]) => [id, Buffer.from(hash, "hex")]));
}
