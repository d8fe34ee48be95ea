import { createHash } from "node:crypto";
import { chunk } from "./palette-png.ts";

/** IEND, which is the same in every PNG and always the last: length, type, no content, check sum. */
const END_BYTES = 12;
/** Of the chunk below: length, type, "Taken of", a zero byte, 64 hexadecimal digits, check sum. */
const CHUNK_BYTES = 12 + "Taken of".length + 1 + 64;

/**
 * A picture that says which screenshot it was made of: text `Taken of` (PNG, third edition, 11.3.3.2), a SHA-256 over the picture and the
 * screenshot together, so that a picture that was touched since says so of none.
 */
export function withDigest(picture: Buffer, screenshot: Buffer): Buffer {
  const [body, end] = [picture.subarray(0, -END_BYTES), picture.subarray(-END_BYTES)];
  return Buffer.concat([body, digestChunk(body, screenshot), end]);
}

/** Whether a picture was made of this very screenshot, byte by byte: then it need not be looked at, point by point. */
export function isTakenOf(picture: Buffer, screenshot: Buffer): boolean {
  const body = picture.subarray(0, -END_BYTES - CHUNK_BYTES);
  return picture.subarray(body.length, -END_BYTES).equals(digestChunk(body, screenshot));
}

const digestChunk = (body: Buffer, screenshot: Buffer): Buffer =>
  chunk("tEXt", Buffer.from(`Taken of\0${createHash("sha256").update(body).update(screenshot).digest("hex")}`, "latin1"));
