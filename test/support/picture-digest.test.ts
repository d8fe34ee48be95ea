import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { palettePng } from "./palette-png.ts";
import { isTakenOf, withDigest } from "./picture-digest.ts";
import { pointsOf } from "./png-points.ts";

const screenshotOf = (grey: number): Buffer => {
  const png = new PNG({ width: 5, height: 4 });
  png.data.fill(grey);
  return PNG.sync.write(png, { colorType: 6 });
};
const SCREENSHOT = screenshotOf(255);
const PICTURE = palettePng(pointsOf(SCREENSHOT));

test("a picture says which screenshot it was made of, and is the same picture to whoever reads it", () => {
  const kept = withDigest(PICTURE, SCREENSHOT);
  expect(isTakenOf(kept, SCREENSHOT)).toBe(true);
  expect(PNG.sync.read(kept).data.equals(PNG.sync.read(PICTURE).data)).toBe(true);
});

test.each([
  { what: "another screenshot", kept: withDigest(PICTURE, SCREENSHOT), screenshot: screenshotOf(254) },
  { what: "a picture that says nothing", kept: PICTURE, screenshot: SCREENSHOT },
  { what: "one that is no picture at all", kept: Buffer.from("not a picture"), screenshot: SCREENSHOT },
])("it is not taken for one of $what", ({ kept, screenshot }) => {
  expect(isTakenOf(kept, screenshot)).toBe(false);
});

test("one that was touched since is of none, wherever it was touched", () => {
  const kept = withDigest(PICTURE, SCREENSHOT);
  for (let at = 0; at < kept.length - 12; at += 1) {
    const touched = Buffer.from(kept);
    touched[at] = (touched[at] ?? 0) ^ 1;
    expect(isTakenOf(touched, SCREENSHOT), `byte ${at}`).toBe(false);
  }
});
