import { isUtf8 } from "node:buffer";
import type { GuardRefusal } from "./refusals.ts";

/** What a byte can be in a string of MQTT: looked up once per byte, so that a topic costs one pass and no allocation. */
const PLAIN = 0;
const SLASH = 1;
const WILDCARD = 2;
const CONTROL = 3;
const WIDE = 4; // part of a character outside ASCII
const CLASS_OF_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte < 0x20 || byte === 0x7f) return CONTROL;
  if (byte >= 0x80) return WIDE;
  if (byte === 0x2b || byte === 0x23) return WILDCARD; // + #
  return byte === 0x2f ? SLASH : PLAIN;
});
const HASH = 0x23;

/** Text outside ASCII: well-formed UTF-8 (no surrogates, no overlong forms) without the controls U+0080–U+009F, encoded C2 80–C2 9F. */
function isWideTextClean(bytes: Buffer, start: number, end: number): boolean {
  if (!isUtf8(bytes.subarray(start, end))) return false;
  for (let at = start; at < end - 1; at++) {
    if (bytes[at] === 0xc2 && (bytes[at + 1] as number) < 0xa0) return false;
  }
  return true;
}

/** Whether `bytes[start, end)` is UTF-8 without NUL and control characters (MQTT 3.1.1, 1.5.3). */
export function isTextClean(bytes: Buffer, start: number, end: number): boolean {
  let wide = false;
  for (let at = start; at < end; at++) {
    const kind = CLASS_OF_BYTE[bytes[at] as number];
    if (kind === CONTROL) return false;
    if (kind === WIDE) wide = true;
  }
  return !wide || isWideTextClean(bytes, start, end);
}

/** What is wrong with a topic name (MQTT 3.1.1, 4.7), or undefined. */
export function checkTopicName(bytes: Buffer, start: number, end: number, maxLevels: number): GuardRefusal | undefined {
  if (start === end) return "topic-empty";
  let levels = 1;
  let wide = false;
  for (let at = start; at < end; at++) {
    const kind = CLASS_OF_BYTE[bytes[at] as number];
    if (kind === PLAIN) continue;
    if (kind === SLASH) levels++;
    else if (kind === WIDE) wide = true;
    else return kind === WILDCARD ? "topic-wildcard" : "bad-string";
  }
  if (levels > maxLevels) return "topic-levels";
  return wide && !isWideTextClean(bytes, start, end) ? "bad-string" : undefined;
}

/** What is wrong with a topic filter (MQTT 3.1.1, 4.7.1: a wildcard fills its level, `#` only the last), or undefined. */
export function checkTopicFilter(bytes: Buffer, start: number, end: number, maxLevels: number): GuardRefusal | undefined {
  if (start === end) return "filter-malformed";
  if (!isTextClean(bytes, start, end)) return "bad-string";
  let levels = 1;
  for (let at = start; at < end; at++) {
    const kind = CLASS_OF_BYTE[bytes[at] as number];
    if (kind === SLASH) levels++;
    if (kind !== WILDCARD) continue;
    const fillsLevel = (at === start || bytes[at - 1] === 0x2f) && (at === end - 1 || bytes[at + 1] === 0x2f);
    if (!fillsLevel || (bytes[at] === HASH && at !== end - 1)) return "filter-malformed";
  }
  return levels > maxLevels ? "topic-levels" : undefined;
}
