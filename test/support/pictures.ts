import { chunk as pngChunk } from "./palette-png.ts";

/** A segment of a JPEG: 0xFF, marker, uint16 length (itself included), content (ITU-T T.81, B.1.1.4). */
export function jpegSegment(marker: number, content: string | Uint8Array): Buffer {
  const bytes = typeof content === "string" ? Buffer.from(content, "latin1") : content;
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.byteLength + 2, 2);
  return Buffer.concat([head, bytes]);
}

/** An EXIF segment that says so; written by hand after Exif 2.32, 4.5.4. */
export const exifSegment = (says: string): Buffer => jpegSegment(0xe1, `Exif\0\0MM\0*\0\0\0\x08${says}`);

/** JFIF 1.01, one frame header, one scan of a few coded bytes with a stuffed byte and a restart marker in it; not a picture to look at. */
export function jpegOf({ width, height, segments = [] }: { width: number; height: number; segments?: readonly Uint8Array[] }): Buffer {
  const frame = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    jpegSegment(0xe0, "JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
    ...segments,
    jpegSegment(0xc0, frame),
    jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]),
    Buffer.from([0xff, 0xd9]),
  ]);
}

type Chunk = readonly [type: string, content: string];

/** Signature, IHDR, the chunks, IDAT and IEND; the data is none that unfolds. */
export function pngOf({ width, height, chunks }: { width: number; height: number; chunks: readonly Chunk[] }): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk("IHDR", header),
    ...chunks.map(([type, content]) => pngChunk(type, Buffer.from(content, "latin1"))),
    pngChunk("IDAT", Buffer.from([1, 2, 3])),
    pngChunk("IEND", new Uint8Array()),
  ]);
}

/** RIFF, VP8X with the flags, a lossless picture and the chunks; the picture is none that unfolds. */
export function webpOf({
  width,
  height,
  chunks,
  flags,
}: {
  width: number;
  height: number;
  chunks: readonly Chunk[];
  flags: number;
}): Buffer {
  const chunk = (type: string, content: Uint8Array): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, "latin1");
    head.writeUInt32LE(content.byteLength, 4);
    return Buffer.concat([head, content, Buffer.alloc(content.byteLength % 2)]);
  };
  const shown = Buffer.alloc(10);
  shown[0] = flags;
  shown.writeUIntLE(width - 1, 4, 3);
  shown.writeUIntLE(height - 1, 7, 3);
  const picture = Buffer.alloc(9);
  picture[0] = 0x2f;
  picture.writeUInt32LE((width - 1) | ((height - 1) << 14), 1);
  const body = Buffer.concat([
    Buffer.from("WEBP"),
    chunk("VP8X", shown),
    chunk("VP8L", picture),
    ...chunks.map(([type, content]) => chunk(type, Buffer.from(content, "latin1"))),
  ]);
  const head = Buffer.alloc(8);
  head.write("RIFF", "latin1");
  head.writeUInt32LE(body.byteLength, 4);
  return Buffer.concat([head, body]);
}
