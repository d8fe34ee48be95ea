import { randomBytes } from "node:crypto";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFileSync } from "./replace-file.ts";

/** As HMAC-SHA-256 takes it without shortening (RFC 2104, 3: at least the length of the hash). */
const KEY_BYTES = 32;
const HEX_KEY = /^[0-9a-f]{64}\n?$/;

export const INSTALLATION_KEY_ERRORS = {
  INSTALLATION_KEY_DAMAGED: "the installation's key is not 64 hexadecimal digits",
} as const;

class InstallationKeyError extends Error {
  readonly code = "INSTALLATION_KEY_DAMAGED" satisfies keyof typeof INSTALLATION_KEY_ERRORS;

  constructor(file: string) {
    super(
      `${INSTALLATION_KEY_ERRORS.INSTALLATION_KEY_DAMAGED}: ${file}. Put it back from a backup, or remove it: then a new one is made, and every ` +
        "address counts as unproven until it is reached again. (INSTALLATION_KEY_DAMAGED)",
    );
    this.name = "InstallationKeyError";
  }
}

export const installationKeyFile = (dataFolder: string): string => join(dataFolder, "installation.key");

/**
 * The secret that is this installation's alone: made at its first start, for its owner only, and never another. Durable on return, so that
 * nothing is kept under a key that a crash takes away. Throws INSTALLATION_KEY_DAMAGED.
 */
export function openInstallationKey(dataFolder: string): Uint8Array {
  const file = installationKeyFile(dataFolder);
  const kept = readIfThere(file);
  if (kept === undefined) return makeKey(file);
  if (!HEX_KEY.test(kept)) throw new InstallationKeyError(file);
  chmodSync(file, 0o600);
  return Buffer.from(kept.trim(), "hex");
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function makeKey(file: string): Uint8Array {
  const key = randomBytes(KEY_BYTES);
  replaceFileSync(file, `${key.toString("hex")}\n`);
  return key;
}
