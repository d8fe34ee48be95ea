import { createHash, randomBytes } from "node:crypto";

/** More than can be guessed, so that a plain hash of it may be kept. */
const TOKEN_BYTES = 32;

/** What somebody is known by from now on; told once. */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString("base64url");
/** What is kept of it, and looked up by: how long that takes tells nothing about the token. */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("base64url");
