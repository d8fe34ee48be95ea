import { joined, saysAt, type Stripped, viewOf } from "./picture-bytes.ts";

/** RFC 9649, 2.4: `RIFF`, uint32 size (little-endian), `WEBP`. */
const HEAD = 12;
/** What makes a picture that does not move; EXIF, XMP and colour profiles are not among it. */
const KEPT: ReadonlySet<string> = new Set(["VP8X", "ALPH", "VP8 ", "VP8L"]);
/** Flags of VP8X (RFC 9649, 2.7.1): ICC 0x20, alpha 0x10, EXIF 0x08, XMP 0x04, animation 0x02. */
const ALPHA = 0x10;

/** A WebP without what is said about it. A chunk is four letters, uint32 length (little-endian), content, a byte to an even length. */
export function strippedWebp(sent: Uint8Array): Stripped | undefined {
  if (!saysAt(sent, 0, "RIFF") || !saysAt(sent, 8, "WEBP")) return undefined;
  const view = viewOf(sent);
  const whole = view.getUint32(4, true) + 8;
  if (whole > sent.byteLength) return undefined;
  const kept: Uint8Array[] = [];
  let size: Pick<Stripped, "width" | "height"> | undefined;
  for (let at = HEAD; at + 8 <= whole; ) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    if (at + 8 + length > whole) return undefined;
    const type = String.fromCharCode(...sent.subarray(at, at + 4));
    const chunk = sent.slice(at, Math.min(end, whole));
    if (type === "VP8X") chunk[8] = (chunk[8] ?? 0) & ALPHA;
    if (KEPT.has(type)) kept.push(chunk);
    // The picture's own size, and not what VP8X says it is shown on.
    if (type === "VP8 " || type === "VP8L") size = type === "VP8 " ? lossySize(chunk) : losslessSize(chunk);
    at = end;
  }
  if (size === undefined) return undefined;
  const content = joined([sent.slice(0, HEAD), ...kept]);
  viewOf(content).setUint32(4, content.byteLength - 8, true);
  return { content, ...size };
}

/** A key frame (RFC 6386, 9.1): 3 bytes tag, 9D 01 2A, then uint16 width and height, of which two bits are a scale. */
function lossySize(chunk: Uint8Array): Pick<Stripped, "width" | "height"> | undefined {
  if (chunk.byteLength < 18 || chunk[11] !== 0x9d || chunk[12] !== 0x01 || chunk[13] !== 0x2a) return undefined;
  const view = viewOf(chunk);
  return { width: view.getUint16(14, true) & 0x3fff, height: view.getUint16(16, true) & 0x3fff };
}

/** RFC 9649, 3.4: 2F, then 14 bits width less one and 14 bits height less one. */
function losslessSize(chunk: Uint8Array): Pick<Stripped, "width" | "height"> | undefined {
  if (chunk.byteLength < 13 || chunk[8] !== 0x2f) return undefined;
  const bits = viewOf(chunk).getUint32(9, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
