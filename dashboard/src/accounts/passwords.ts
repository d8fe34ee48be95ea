import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(argon2);

/** OWASP Password Storage Cheat Sheet (2024), argon2id: 19 MiB, two passes, one lane. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** Chosen between 8 (NIST SP 800-63B, with a second factor) and 15 (without): there is a rate limit and no public listener. */
export const MINIMUM_PASSWORD_CHARACTERS = 12;
/** Bounds the work of one attempt (chosen: far above any pass phrase). */
export const MAXIMUM_PASSWORD_CHARACTERS = 256;

/** A password as it is kept: `argon2id$<salt>$<key>`, both base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await keyOf(password, salt);
  return `argon2id$${salt.toString("base64url")}$${key.toString("base64url")}`;
}

/** Whether the password is the one hashed. Without a hash (an unknown user) it does the same work and says no. */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, salt = "", key = ""] = hash?.split("$") ?? [];
  const known = hash === undefined ? Buffer.alloc(KEY_BYTES) : Buffer.from(key, "base64url");
  const derived = await keyOf(password, hash === undefined ? Buffer.alloc(SALT_BYTES) : Buffer.from(salt, "base64url"));
  return timingSafeEqual(derived, known) && hash !== undefined;
}

/** Input methods write the same letters in different ways: NFKC makes them one. */
const keyOf = (password: string, nonce: Buffer): Promise<Buffer> =>
  derive("argon2id", {
    message: password.normalize("NFKC"),
    nonce,
    parallelism: 1,
    tagLength: KEY_BYTES,
    memory: MEMORY_KIB,
    passes: PASSES,
  });
