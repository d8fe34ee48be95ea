import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { palettePng } from "./palette-png.ts";
import { pointsOf } from "./png-points.ts";

/** Some hundred colours, in slopes and jumps, so that every filter has something to do. */
function slopes(): PNG {
  const png = new PNG({ width: 37, height: 23 });
  for (let at = 0; at < png.data.length; at += 4) png.data.set([(at * 3) % 250, Math.floor(at / 97) % 256, (at % 13) * (at % 7), 255], at);
  return png;
}

test.each([
  { colorType: 2, filterType: 0 },
  { colorType: 2, filterType: 1 },
  { colorType: 2, filterType: 2 },
  { colorType: 2, filterType: 3 },
  { colorType: 2, filterType: 4 },
  { colorType: 6, filterType: 4 },
] as const)("colour type $colorType, filter $filterType is read as another reader reads it", (options) => {
  const png = PNG.sync.write(slopes(), { ...options, inputColorType: 6 });
  const { width, height, data } = pointsOf(png);
  expect([width, height]).toEqual([37, 23]);
  expect(Buffer.from(data).equals(PNG.sync.read(png).data)).toBe(true);
});

test("so is one with a palette", () => {
  const png = palettePng(slopes());
  expect(Buffer.from(pointsOf(png).data).equals(PNG.sync.read(png).data)).toBe(true);
});

test("one of another kind is refused", () => {
  const grey = PNG.sync.write(slopes(), { colorType: 0, inputColorType: 6 });
  expect(() => pointsOf(grey)).toThrow("eight bits");
});
