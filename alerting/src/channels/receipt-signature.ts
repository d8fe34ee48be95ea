import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Proves that a receipt speaks of a notification we sent: nobody else can sign its id. */
export interface ReceiptSigner {
  sign(notificationId: string): string;
  /** Constant-time. */
  verify(notificationId: string, signature: string): boolean;
  /** What a gateway shows with each answer it brings: it cannot sign what we have not sent. Of one installation, and always the same. */
  readonly answerSecret: string;
  /** Constant-time. */
  isAnswerSecret(given: string): boolean;
}

/** What the secret of answers is the digest of. No notification's id holds a NUL, so that no signature is ever the secret. */
const ANSWER_SECRET_OF = "\0answers";

/** 256 bits, as long as SHA-256's own output (RFC 2104, section 3). */
const KEY_BYTES = 32;

/** Opens the key of this installation, made the first time and readable by its owner only, so that receipts outlive a restart. */
export function openReceiptSigner(dataFolder: string): ReceiptSigner {
  const key = readOrMakeKey(join(dataFolder, "receipt.key"));
  const digest = (notificationId: string): Buffer => createHmac("sha256", key).update(notificationId).digest();
  const isDigestOf = (text: string, signature: string): boolean => {
    const given = Buffer.from(signature, "base64url");
    const expected = digest(text);
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  return {
    sign: (notificationId) => digest(notificationId).toString("base64url"),
    verify: isDigestOf,
    answerSecret: digest(ANSWER_SECRET_OF).toString("base64url"),
    isAnswerSecret: (given) => isDigestOf(ANSWER_SECRET_OF, given),
  };
}

function readOrMakeKey(file: string): Buffer {
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  try {
    return readKey(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  // Written whole under another name first: a crash never leaves half a key, and of two makers the first wins.
  const draft = `${file}.${process.pid}`;
  const descriptor = openSync(draft, "w", 0o600);
  writeSync(descriptor, randomBytes(KEY_BYTES));
  fsyncSync(descriptor);
  closeSync(descriptor);
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
  return readKey(file);
}

function readKey(file: string): Buffer {
  const key = readFileSync(file);
  if (key.length !== KEY_BYTES) throw new Error(`${file} does not hold a key of ${KEY_BYTES} bytes; remove it and a new one is made`);
  return key;
}
