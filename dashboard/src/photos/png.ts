import { joined, saysAt, type Stripped, viewOf } from "./picture-bytes.ts";

/** PNG, third edition, 5.2. */
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** What makes the picture and its colours; texts, times, EXIF, profiles and further frames are not among it. */
const KEPT: ReadonlySet<string> = new Set(["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB"]);
/** Length, type and CRC around the content of a chunk. */
const AROUND = 12;

/** A PNG without its ancillary chunks, up to IEND. A chunk is uint32 length (big-endian), four letters, content, CRC-32. */
export function strippedPng(sent: Uint8Array): Stripped | undefined {
  if (!SIGNATURE.every((byte, index) => sent[index] === byte)) return undefined;
  const view = viewOf(sent);
  if (sent.byteLength < SIGNATURE.length + AROUND + 13 || !saysAt(sent, SIGNATURE.length + 4, "IHDR")) return undefined;
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  const kept: Uint8Array[] = [sent.subarray(0, SIGNATURE.length)];
  let hasData = false;
  for (let at = SIGNATURE.length; at + AROUND <= sent.byteLength; ) {
    const end = at + AROUND + view.getUint32(at);
    if (end > sent.byteLength) return undefined;
    const type = String.fromCharCode(...sent.subarray(at + 4, at + 8));
    if (KEPT.has(type)) kept.push(sent.subarray(at, end));
    hasData ||= type === "IDAT";
    if (type === "IEND") return hasData ? { content: joined(kept), ...size } : undefined;
    at = end;
  }
  return undefined;
}
