import { joined, saysAt, type Stripped, viewOf } from "./picture-bytes.ts";

// Markers (ITU-T T.81, table B.1), each behind 0xFF.
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP14 = 0xee;
const APP15 = 0xef;
const COM = 0xfe;
const TEM = 0x01;
const RST0 = 0xd0;
const RST7 = 0xd7;
/** Frame headers, of every way of coding: C0–CF without DHT (C4), JPG (C8) and DAC (CC). */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/**
 * A JPEG without its application segments and comments, up to its end. Two of them belong to the picture: JFIF says how its colours are
 * written, Adobe's APP14 how they were turned. JFIF may carry a preview behind its 16 bytes, which is cut off.
 * A segment is 0xFF, marker, uint16 length (big-endian, itself included), content; a scan is followed by coded data up to the next marker.
 */
export function strippedJpeg(sent: Uint8Array): Stripped | undefined {
  if (sent[0] !== 0xff || sent[1] !== SOI) return undefined;
  const view = viewOf(sent);
  const kept: Uint8Array[] = [sent.subarray(0, 2)];
  let size: Pick<Stripped, "width" | "height"> | undefined;
  let hasScan = false;
  for (let at = 2; ; ) {
    if (at + 2 > sent.byteLength || sent[at] !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // a fill byte (B.1.1.2)
      continue;
    }
    if (marker === EOI) {
      kept.push(sent.subarray(at, at + 2));
      return size === undefined || !hasScan ? undefined : { content: joined(kept), ...size };
    }
    if (marker === TEM || (marker >= RST0 && marker <= RST7)) {
      at += 2;
      continue;
    }
    if (at + 4 > sent.byteLength) return undefined;
    const end = at + 2 + view.getUint16(at + 2);
    if (end < at + 4 || end > sent.byteLength) return undefined;
    if (isFrame(marker)) {
      if (end < at + 9) return undefined;
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    if (marker === APP0) kept.push(...jfifOf(sent.subarray(at, end)));
    else if (marker === APP14 && saysAt(sent, at + 4, "Adobe")) kept.push(sent.subarray(at, end));
    else if (!(marker > APP0 && marker <= APP15) && marker !== COM) kept.push(sent.subarray(at, end));
    at = end;
    if (marker !== SOS) continue;
    hasScan = true;
    const coded = endOfScan(sent, at);
    if (coded === undefined) return undefined;
    kept.push(sent.subarray(at, coded));
    at = coded;
  }
}

/** Coded data ends at a 0xFF that is followed by neither 0 (a stuffed byte) nor a restart marker. */
function endOfScan(sent: Uint8Array, from: number): number | undefined {
  for (let at = sent.indexOf(0xff, from); at !== -1 && at + 1 < sent.byteLength; at = sent.indexOf(0xff, at + 1)) {
    const next = sent[at + 1] ?? 0;
    if (next !== 0 && !(next >= RST0 && next <= RST7) && next !== 0xff) return at;
  }
  return undefined;
}

/** JFIF (ITU-T T.871, 10.1): length 16, `JFIF\0`, version, units, densities, and no preview. Anything else in APP0 (JFXX) is one. */
function jfifOf(segment: Uint8Array): readonly Uint8Array[] {
  const HEAD = 18;
  if (segment.byteLength < HEAD || !saysAt(segment, 4, "JFIF\0")) return [];
  const head = segment.slice(0, HEAD);
  head.set([0, HEAD - 2], 2);
  head.set([0, 0], HEAD - 2);
  return [head];
}
