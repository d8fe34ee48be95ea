import { crc32, deflateSync } from "node:zlib";
import type { Points } from "./png-points.ts";

/** A palette of PNG has at most so many (PNG, third edition, 11.2.2). */
const COLOURS = 256;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * A picture in as few bytes as a page takes: a palette, a byte a point, no filter. Where there are more than 256 colours, those that are
 * seldom are shown by the nearest that is not; none is moved further than it takes for the palette to hold them all. Alpha is not looked at.
 */
export function palettePng({ width, height, data }: Points): Buffer {
  const { palette, placeOf } = paletteOf(data);
  // Each line begins with its filter; 0 is none.
  const lines = Buffer.alloc(height * (width + 1));
  for (let y = 0, at = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1, at += 4) lines[y * (width + 1) + x + 1] = placeOf.get(colourAt(data, at)) ?? 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a point, colour type 3: palette.
  header.set([8, 3], 8);
  const table = Buffer.from(palette.flatMap((colour) => partsOf(colour)));
  return Buffer.concat([
    Buffer.from(SIGNATURE),
    chunk("IHDR", header),
    chunk("PLTE", table),
    chunk("IDAT", deflateSync(lines, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

interface Palette {
  readonly palette: readonly number[];
  readonly placeOf: ReadonlyMap<number, number>;
}

function paletteOf(data: Uint8Array): Palette {
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += 4) {
    const colour = colourAt(data, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const byFrequency = [...counts].sort(([a, times], [b, often]) => often - times || a - b).map(([colour]) => colour);
  for (let apart = 0; ; apart += 2) {
    const found = within(byFrequency, apart);
    if (found !== undefined) return found;
  }
}

/** A palette in which each colour has one at most so far away in each of its parts; undefined if that takes too many. */
function within(colours: readonly number[], apart: number): Palette | undefined {
  const palette: number[] = [];
  const placeOf = new Map<number, number>();
  for (const colour of colours) {
    let place = palette.findIndex((chosen) => distance(chosen, colour) <= apart);
    if (place === -1) place = palette.push(colour) - 1;
    if (place === COLOURS) return undefined;
    placeOf.set(colour, place);
  }
  return { palette, placeOf };
}

const colourAt = (data: Uint8Array, at: number): number => ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
const partsOf = (colour: number): readonly number[] => [colour >> 16, (colour >> 8) & 255, colour & 255];

const distance = (a: number, b: number): number =>
  Math.max(Math.abs((a >> 16) - (b >> 16)), Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)), Math.abs((a & 255) - (b & 255)));

/** Length, type, content and check sum (PNG, third edition, 5.3). */
export function chunk(type: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(content.byteLength, 0);
  around.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)]);
}
