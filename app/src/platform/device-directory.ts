import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { DeviceDirectory } from "@labcanary/domain/ports";
import type { DeviceId } from "@labcanary/domain/telemetry";
import { type KeptTokens, readDeviceFile, stampOf, writeDeviceFile } from "./device-file.ts";

/** DESIGN 3.1: 32 random bytes. */
const TOKEN_BYTES = 32;

/** What a token of no device is held against, so that an unknown name costs as much as a wrong token. */
const NOBODY = Buffer.alloc(TOKEN_BYTES);

const hashOf = (token: Uint8Array): Buffer => createHash("sha256").update(token).digest();

interface TokenTold {
  readonly deviceId: DeviceId;
  /** Told once and never again. */
  readonly token: string;
}

/** How a rotation of a device's token stands. */
export interface TokenRotation {
  readonly deviceId: DeviceId;
  readonly until: EpochMs;
  readonly by: string;
  /** The journal has it. */
  readonly told: boolean;
  /** The new one has been used: the old one counts no more. */
  readonly isUsed: boolean;
}

/** The devices that may sign in, in `devices.json` of the data folder. Read anew when the file changes. */
export interface EnrolledDevices extends DeviceDirectory {
  /** Gives each device a new token; an older one stops working. */
  enrol(ids: readonly DeviceId[]): readonly TokenTold[];
  /**
   * Gives each device a new token beside the one it has, which works until the new one was used, `until` at the latest. Of a device that has
   * not used the new one of an earlier rotation, that one is replaced, and the one it has goes on working. One without a token is enrolled.
   */
  rotate(ids: readonly DeviceId[], until: EpochMs, by: string): readonly TokenTold[];
  rotations(): readonly TokenRotation[];
  /** Takes the old tokens of these devices away. Durable on return. */
  endOld(ids: readonly DeviceId[]): void;
  /** The journal has these rotations. Durable on return. */
  markTold(ids: readonly DeviceId[]): void;
  /** Came in last by the old token, since the start of the process. */
  cameByOld(deviceId: DeviceId): boolean;
  /** Attempts with a token that was rotated away, since the start of the process. */
  endedAttempts(deviceId: DeviceId): number;
  /** Takes a device's tokens away; false where it has none. */
  revoke(deviceId: DeviceId): boolean;
  enrolled(): ReadonlySet<DeviceId>;
}

export function openDeviceDirectory(dataFolder: string, now: () => EpochMs = () => epochMs(Date.now())): EnrolledDevices {
  const file = join(dataFolder, "devices.json");
  let loaded: { readonly stamp: string; readonly devices: ReadonlyMap<DeviceId, KeptTokens> } = { stamp: "", devices: new Map() };
  /** New tokens that were used, by device, as hex of the hash: their old ones count no more, whether or not the file says so yet. */
  const used = new Map<DeviceId, string>();
  const byOld = new Set<DeviceId>();
  const attempts = new Map<DeviceId, number>();

  const current = (): ReadonlyMap<DeviceId, KeptTokens> => {
    const stamp = stampOf(file);
    if (stamp !== loaded.stamp) loaded = { stamp, devices: stamp === "" ? new Map() : readDeviceFile(file) };
    return loaded.devices;
  };
  function change(ids: readonly DeviceId[], next: (tokens: KeptTokens | undefined, deviceId: DeviceId) => KeptTokens | undefined): void {
    const devices = new Map(current());
    for (const id of ids) {
      const tokens = next(devices.get(id), id);
      if (tokens !== undefined) devices.set(id, tokens);
    }
    writeDeviceFile(file, devices);
  }
  const isUsed = (deviceId: DeviceId, { hash }: KeptTokens): boolean => used.get(deviceId) === hash.toString("hex");
  const oldOf = (deviceId: DeviceId): Buffer | undefined => {
    const tokens = current().get(deviceId);
    return tokens?.old === undefined || tokens.old.until <= now() || isUsed(deviceId, tokens) ? undefined : tokens.old.hash;
  };
  const isSame = (token: Buffer, expected: Buffer | undefined): boolean =>
    timingSafeEqual(token, expected ?? NOBODY) && expected !== undefined;
  const newTokens = (ids: readonly DeviceId[]): readonly TokenTold[] =>
    ids.map((deviceId) => ({ deviceId, token: randomBytes(TOKEN_BYTES).toString("base64url") }));
  const hashesOf = (tokens: readonly TokenTold[]): ReadonlyMap<DeviceId, Buffer> =>
    new Map(tokens.map(({ deviceId, token }) => [deviceId, hashOf(Buffer.from(token))]));

  return {
    verifyToken(deviceId, token) {
      const hash = hashOf(token);
      const [isNew, isOld] = [isSame(hash, current().get(deviceId)?.hash), isSame(hash, oldOf(deviceId))];
      return isNew || isOld;
    },
    isEnrolled: (deviceId) => current().has(deviceId),
    signedIn(deviceId, token) {
      const tokens = current().get(deviceId);
      if (tokens?.old === undefined) return;
      const hash = hashOf(token);
      if (isSame(hash, tokens.hash)) {
        used.set(deviceId, tokens.hash.toString("hex"));
        byOld.delete(deviceId);
      } else if (isSame(hash, tokens.old.hash)) byOld.add(deviceId);
    },
    isEndedToken(deviceId, token) {
      const { old, ended } = current().get(deviceId) ?? {};
      const hash = hashOf(token);
      const isEnded = isSame(hash, ended) || (isSame(hash, old?.hash) && oldOf(deviceId) === undefined);
      if (isEnded) attempts.set(deviceId, (attempts.get(deviceId) ?? 0) + 1);
      return isEnded;
    },
    enrol(ids) {
      const tokens = newTokens(ids);
      const hashes = hashesOf(tokens);
      change(ids, (_before, id) => ({ hash: hashes.get(id) as Buffer }));
      return tokens;
    },
    rotate(ids, until, by) {
      const tokens = newTokens(ids);
      const hashes = hashesOf(tokens);
      change(ids, (before, id) => {
        const hash = hashes.get(id) as Buffer;
        if (before === undefined) return { hash };
        // What the device has: the new one of an earlier rotation only if it has used it.
        const has = oldOf(id) ?? before.hash;
        const { ended } = before;
        return { hash, old: { hash: has, until, by, told: false }, ...(ended === undefined ? {} : { ended }) };
      });
      return tokens;
    },
    rotations: () =>
      [...current()].flatMap(([deviceId, tokens]) => {
        const { old } = tokens;
        if (old === undefined) return [];
        return [{ deviceId, until: old.until, by: old.by, told: old.told, isUsed: isUsed(deviceId, tokens) }];
      }),
    endOld(ids) {
      change(ids, (tokens) => (tokens?.old === undefined ? tokens : { hash: tokens.hash, ended: tokens.old.hash }));
      for (const id of ids) byOld.delete(id);
    },
    markTold: (ids) => change(ids, (tokens) => (tokens?.old === undefined ? tokens : { ...tokens, old: { ...tokens.old, told: true } })),
    cameByOld: (deviceId) => byOld.has(deviceId),
    endedAttempts: (deviceId) => attempts.get(deviceId) ?? 0,
    revoke(deviceId) {
      const devices = new Map(current());
      if (!devices.delete(deviceId)) return false;
      writeDeviceFile(file, devices);
      return true;
    },
    enrolled: () => new Set(current().keys()),
  };
}
