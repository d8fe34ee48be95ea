import { inflateSync } from "node:zlib";

/** Points as red, green, blue and alpha, a byte each. */
export interface Points {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Bytes of a point by colour type: colours, palette, colours with alpha (PNG, third edition, 11.2.1). */
const BYTES_OF_POINT: Readonly<Record<number, number>> = { 2: 3, 3: 1, 6: 4 };
const SIGNATURE_BYTES = 8;

/**
 * The points of a picture as Chromium and `palettePng` write them: eight bits, not interlaced, every point opaque. Some ten times as fast as
 * a reader of all there is, and hundreds of pictures are read in a run. Throws on anything else.
 */
export function pointsOf(png: Buffer): Points {
  const { header, palette, packed } = chunksOf(png);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bytes = BYTES_OF_POINT[header[9] ?? 0];
  if (header[8] !== 8 || bytes === undefined || header[12] !== 0)
    throw new Error("the picture is not one of eight bits that is not interlaced");
  const lines = unfiltered(inflateSync(packed), width * bytes, height, bytes);
  const data = new Uint8Array(width * height * 4);
  for (let from = 0, to = 0; to < data.length; from += bytes, to += 4) {
    const source = bytes === 1 ? palette : lines;
    const at = bytes === 1 ? (lines[from] as number) * 3 : from;
    data[to] = source[at] as number;
    data[to + 1] = source[at + 1] as number;
    data[to + 2] = source[at + 2] as number;
    data[to + 3] = 255;
  }
  return { width, height, data };
}

function chunksOf(png: Buffer) {
  const packed: Buffer[] = [];
  let [header, palette]: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  for (let at = SIGNATURE_BYTES; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const content = png.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") header = content;
    if (type === "PLTE") palette = content;
    if (type === "IDAT") packed.push(content);
    at += length + 12;
  }
  return { header, palette, packed: Buffer.concat(packed) };
}

/** Takes the filters off, in place of each line (PNG, third edition, 9.2). */
function unfiltered(filtered: Buffer, lineBytes: number, height: number, bytes: number): Uint8Array {
  const lines = new Uint8Array(lineBytes * height);
  for (let y = 0; y < height; y += 1) {
    const from = y * (lineBytes + 1) + 1;
    const to = y * lineBytes;
    const filter = filtered[from - 1];
    if (filter === 0) {
      lines.set(filtered.subarray(from, from + lineBytes), to);
      continue;
    }
    for (let x = 0; x < lineBytes; x += 1) {
      const left = x < bytes ? 0 : (lines[to + x - bytes] as number);
      const above = y === 0 ? 0 : (lines[to + x - lineBytes] as number);
      const aboveLeft = x < bytes || y === 0 ? 0 : (lines[to + x - lineBytes - bytes] as number);
      lines[to + x] = (filtered[from + x] as number) + predicted(filter, left, above, aboveLeft);
    }
  }
  return lines;
}

function predicted(filter: number | undefined, left: number, above: number, aboveLeft: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4: {
      const [toLeft, toAbove, toBoth] = [Math.abs(above - aboveLeft), Math.abs(left - aboveLeft), Math.abs(left + above - 2 * aboveLeft)];
      if (toLeft <= toAbove && toLeft <= toBoth) return left;
      return toAbove <= toBoth ? above : aboveLeft;
    }
    default:
      throw new Error(`there is no filter ${filter}`);
  }
}
