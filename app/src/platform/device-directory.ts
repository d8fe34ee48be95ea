import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { DeviceDirectory } from "@labcanary/domain/ports";
import type { DeviceId } from "@labcanary/domain/telemetry";
import { type KeptTokens, markUsed, readDeviceFile, stampOf, writeDeviceFile } from "./device-file.ts";
import { withFileLock } from "./device-file-lock.ts";

/** DESIGN 3.1: 32 random bytes. */
const TOKEN_BYTES = 32;

/** What a token of no device is held against, so that an unknown name costs as much as a wrong token. */
const NOBODY = Buffer.alloc(TOKEN_BYTES);

const isOneOf = (hash: Buffer, tokens: KeptTokens | undefined): boolean =>
  tokens !== undefined && (hash.equals(tokens.hash) || tokens.old?.hash.equals(hash) === true);

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

/** An old token that was taken away. */
export interface EndedToken {
  readonly deviceId: DeviceId;
  /** The new one was used, or else its time was over. */
  readonly isUsed: boolean;
}

/** The devices that may sign in, in `devices.json` of the data folder. Read anew when the file changes; processes change it one after the other. */
export interface EnrolledDevices extends DeviceDirectory {
  /** Gives each device a new token; an older one stops working. */
  enrol(ids: readonly DeviceId[]): readonly TokenTold[];
  /**
   * Gives each device a new token beside the one it has, which works until the new one was used, `until` at the latest. Of a device that has
   * not used the new one of an earlier rotation, that one is replaced, and the one it has goes on working. One without a token is enrolled.
   */
  rotate(ids: readonly DeviceId[], until: EpochMs, by: string): readonly TokenTold[];
  rotations(): readonly TokenRotation[];
  /** Takes away every old token that counts no more. Durable on return. */
  endOld(): readonly EndedToken[];
  /** The journal has these rotations. Durable on return; one that another has replaced meanwhile is not that one. */
  markTold(told: readonly Pick<TokenRotation, "deviceId" | "until" | "by">[]): void;
  /** Devices that came in last by a token that is theirs no more, since the start of the process, each told once: a connection one still has was made by it. */
  takeOutdated(): readonly DeviceId[];
  /** Attempts with a token that was rotated away, since the start of the process. */
  endedAttempts(deviceId: DeviceId): number;
  /** Takes a device's tokens away; false where it has none. */
  revoke(deviceId: DeviceId): boolean;
  enrolled(): ReadonlySet<DeviceId>;
}

export function openDeviceDirectory(dataFolder: string, now: () => EpochMs = () => epochMs(Date.now())): EnrolledDevices {
  const file = join(dataFolder, "devices.json");
  let loaded: { readonly stamp: string; readonly devices: ReadonlyMap<DeviceId, KeptTokens> } = { stamp: "", devices: new Map() };
  /** New tokens that were used, by device, as hex of the hash: their old ones count no more, whether or not a mark of it could be written. */
  const used = new Map<DeviceId, string>();
  /** What each device came in by last, as hash: whether before a rotation or after, a connection it has was made by it. */
  const cameBy = new Map<DeviceId, Buffer>();
  const attempts = new Map<DeviceId, number>();

  const current = (): ReadonlyMap<DeviceId, KeptTokens> => {
    const stamp = stampOf(file);
    if (stamp !== loaded.stamp) loaded = { stamp, devices: stamp === "" ? new Map() : readDeviceFile(file) };
    return loaded.devices;
  };
  /** The file and the marks beside it as they are while nobody else changes them. */
  const changing = <T>(change: (devices: Map<DeviceId, KeptTokens>) => T): T =>
    withFileLock(file, () => change(stampOf(file) === "" ? new Map() : readDeviceFile(file)));
  function change(ids: readonly DeviceId[], next: (tokens: KeptTokens | undefined, deviceId: DeviceId) => KeptTokens): void {
    changing((devices) => {
      for (const id of ids) devices.set(id, next(devices.get(id), id));
      writeDeviceFile(file, devices);
    });
  }
  const isUsed = (deviceId: DeviceId, { hash, old }: KeptTokens): boolean =>
    old?.used === true || used.get(deviceId) === hash.toString("hex");
  const isOver = (deviceId: DeviceId, tokens: KeptTokens): boolean =>
    isUsed(deviceId, tokens) || (tokens.old !== undefined && tokens.old.until <= now());
  const stillOld = (deviceId: DeviceId, tokens: KeptTokens | undefined): Buffer | undefined =>
    tokens?.old === undefined || isOver(deviceId, tokens) ? undefined : tokens.old.hash;
  const oldOf = (deviceId: DeviceId): Buffer | undefined => stillOld(deviceId, current().get(deviceId));
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
      if (tokens === undefined) return;
      const hash = hashOf(token);
      cameBy.set(deviceId, hash);
      if (tokens.old === undefined || isUsed(deviceId, tokens) || !isSame(hash, tokens.hash)) return;
      used.set(deviceId, tokens.hash.toString("hex"));
      try {
        withFileLock(file, () => markUsed(file, deviceId, tokens.hash));
      } catch {
        // A full disk keeps no device out. It counts here from now on, and `endOld` writes it or fails aloud within half a minute.
      }
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
        const still = stillOld(id, before);
        const ended = still === undefined ? (before.old?.hash ?? before.ended) : before.ended;
        const old = { hash: still ?? before.hash, until, by, told: false, used: false };
        return { hash, old, ...(ended === undefined ? {} : { ended }) };
      });
      return tokens;
    },
    rotations: () =>
      [...current()].flatMap(([deviceId, tokens]) => {
        const { old } = tokens;
        if (old === undefined) return [];
        return [{ deviceId, until: old.until, by: old.by, told: old.told, isUsed: isUsed(deviceId, tokens) }];
      }),
    endOld() {
      if (![...current()].some(([id, tokens]) => tokens.old !== undefined && isOver(id, tokens))) return [];
      return changing((devices) => {
        const over: EndedToken[] = [];
        for (const [deviceId, tokens] of devices) {
          const { hash, old } = tokens;
          if (old === undefined || !isOver(deviceId, tokens)) continue;
          devices.set(deviceId, { hash, ended: old.hash });
          over.push({ deviceId, isUsed: isUsed(deviceId, tokens) });
        }
        writeDeviceFile(file, devices);
        return over;
      });
    },
    markTold(told) {
      const toldOf = new Map(told.map((rotation) => [rotation.deviceId, rotation]));
      changing((devices) => {
        for (const [id, tokens] of devices) {
          const [rotation, { old }] = [toldOf.get(id), tokens];
          if (old !== undefined && rotation?.until === old.until && rotation.by === old.by)
            devices.set(id, { ...tokens, old: { ...old, told: true } });
        }
        writeDeviceFile(file, devices);
      });
    },
    takeOutdated() {
      const outdated = [...cameBy].flatMap(([id, hash]) => (isOneOf(hash, current().get(id)) ? [] : [id]));
      for (const id of outdated) cameBy.delete(id);
      return outdated;
    },
    endedAttempts: (deviceId) => attempts.get(deviceId) ?? 0,
    revoke(deviceId) {
      return changing((devices) => {
        if (!devices.delete(deviceId)) return false;
        writeDeviceFile(file, devices);
        return true;
      });
    },
    enrolled: () => new Set(current().keys()),
  };
}
