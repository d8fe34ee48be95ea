import { describe, expect, test } from "vitest";
import { exifSegment, jpegOf, jpegSegment, pngOf, webpOf } from "../../../test/support/pictures.ts";
import { readPicture } from "./picture.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const contentOf = (sent: Uint8Array): string => {
  const picture = readPicture(sent);
  if (!picture.ok) throw new Error(picture.error);
  return text(picture.value.content);
};

describe("a JPEG", () => {
  test("loses EXIF, XMP, comments, previews and what hangs behind its end; what makes the picture stays, byte for byte", () => {
    const said = [
      exifSegment("GPS 39.9,116.4"),
      jpegSegment(0xe1, "http://ns.adobe.com/xap/1.0/\0 who"),
      jpegSegment(0xe2, "MPF\0 another"),
      jpegSegment(0xfe, "comment"),
      jpegSegment(0xe0, "JFXX\0 preview"),
    ];
    const sent = Buffer.concat([jpegOf({ width: 4, height: 3, segments: said }), Buffer.from("ftypmp42 a moving picture")]);
    expect(contentOf(sent)).toBe(text(jpegOf({ width: 4, height: 3 })));
  });

  test("keeps how its colours were turned", () => {
    const adobe = jpegSegment(0xee, "Adobe\0d\0\0\0\0\0");
    expect(contentOf(jpegOf({ width: 4, height: 3, segments: [adobe] }))).toContain("Adobe");
  });

  test("has its size from its frame header, stuffed bytes and restarts of its scan within it", () => {
    expect(readPicture(jpegOf({ width: 1600, height: 1200 }))).toMatchObject({
      ok: true,
      value: { type: "image/jpeg", width: 1600, height: 1200 },
    });
  });
});

test("a PNG loses texts, times, EXIF and what hangs behind it", () => {
  const sent = pngOf({
    width: 5,
    height: 4,
    chunks: [
      ["tEXt", "Author\0Li"],
      ["eXIf", "GPS"],
      ["tIME", "now"],
      ["iTXt", "XML"],
    ],
  });
  const picture = readPicture(Buffer.concat([sent, Buffer.from("behind")]));
  expect(picture).toMatchObject({ ok: true, value: { type: "image/png", width: 5, height: 4 } });
  expect(contentOf(sent)).toBe(text(pngOf({ width: 5, height: 4, chunks: [] })));
});

test("a WebP loses EXIF and XMP, and no longer says that it has them", () => {
  const sent = webpOf({
    width: 6,
    height: 5,
    chunks: [
      ["EXIF", "GPS!"],
      ["XMP ", "<x>who"],
    ],
    flags: 0x0c,
  });
  expect(readPicture(sent)).toMatchObject({ ok: true, value: { type: "image/webp", width: 6, height: 5 } });
  expect(contentOf(sent)).toBe(text(webpOf({ width: 6, height: 5, chunks: [], flags: 0 })));
});

test.each<{ what: string; sent: Uint8Array; code: string }>([
  { what: "nothing", sent: new Uint8Array(), code: "PHOTO_UNREADABLE" },
  { what: "a page", sent: Buffer.from("<html><script>alert(1)</script>"), code: "PHOTO_UNREADABLE" },
  { what: "a GIF", sent: Buffer.from("GIF89a\x01\0\x01\0"), code: "PHOTO_UNREADABLE" },
  { what: "a JPEG that breaks off", sent: jpegOf({ width: 4, height: 3 }).subarray(0, -3), code: "PHOTO_UNREADABLE" },
  { what: "a JPEG whose segment is longer than it", sent: Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1]), code: "PHOTO_UNREADABLE" },
  {
    what: "a JPEG whose segment is shorter than its length",
    sent: Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0, 1, 1]),
    code: "PHOTO_UNREADABLE",
  },
  { what: "a JPEG without a picture", sent: Buffer.from([0xff, 0xd8, 0xff, 0xd9]), code: "PHOTO_UNREADABLE" },
  { what: "a JPEG of no width", sent: jpegOf({ width: 0, height: 3 }), code: "PHOTO_UNREADABLE" },
  { what: "a PNG that breaks off", sent: pngOf({ width: 4, height: 3, chunks: [] }).subarray(0, -8), code: "PHOTO_UNREADABLE" },
  { what: "a WebP that breaks off", sent: webpOf({ width: 4, height: 3, chunks: [], flags: 0 }).subarray(0, -8), code: "PHOTO_UNREADABLE" },
  { what: "a small file of many pixels", sent: pngOf({ width: 30_000, height: 30_000, chunks: [] }), code: "PHOTO_TOO_LARGE" },
  { what: "a JPEG of 13 megapixels", sent: jpegOf({ width: 4334, height: 3000 }), code: "PHOTO_TOO_LARGE" },
])("$what is refused: $code", ({ sent, code }) => {
  expect(readPicture(sent)).toEqual({ ok: false, error: code });
});

test("every beginning of a picture is refused, and none is read past its end", () => {
  for (const whole of [
    jpegOf({ width: 4, height: 3, segments: [exifSegment("x")] }),
    pngOf({ width: 4, height: 3, chunks: [["tEXt", "x"]] }),
    webpOf({ width: 4, height: 3, chunks: [["EXIF", "x"]], flags: 8 }),
  ])
    for (let length = 0; length < whole.byteLength; length += 1)
      expect(readPicture(whole.subarray(0, length)), String(length)).toEqual({ ok: false, error: "PHOTO_UNREADABLE" });
});
