import { createHmac, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Site, ZoneId } from "@labcanary/domain/site";

/** What a sticker on a door carries: short enough for a small square code, without letters that look alike. */
export const DOOR_CODE = "^[A-HJ-NP-Z2-9]{10}$";
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const LETTERS = 10;
const KEY_BYTES = 32;

export interface DoorCodes {
  of(zoneId: ZoneId): string;
  zoneOf(code: string): ZoneId | undefined;
}

/**
 * Codes of a site's zones. They follow from the zone's id and the installation's key: a sticker stays right when the site changes, and
 * nobody makes up one of a door they have not stood at.
 */
export function createDoorCodes(dataFolder: string, site: () => Site): DoorCodes {
  let key: Uint8Array | undefined;
  const known = new WeakMap<Site, ReadonlyMap<string, ZoneId>>();

  const of = (zoneId: ZoneId): string => {
    key ??= openKey(dataFolder);
    const digest = createHmac("sha256", key).update(zoneId).digest();
    // 32 letters: five bits of each byte, none likelier than another.
    return Array.from(digest.subarray(0, LETTERS), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
  };

  return {
    of,
    zoneOf(code) {
      const current = site();
      const zones = known.get(current) ?? new Map(current.zones.map(({ id }) => [of(id), id]));
      known.set(current, zones);
      return zones.get(code);
    },
  };
}

/** Made where it is missing, readable by its owner only. */
function openKey(dataFolder: string): Uint8Array {
  const file = join(dataFolder, "door-codes.key");
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    const key = randomBytes(KEY_BYTES);
    writeFileSync(file, key, { mode: 0o600, flush: true, flag: "wx" });
    return key;
  }
}
