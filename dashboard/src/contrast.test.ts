import { describe, expect, test } from "vitest";
import { readFileSync } from "node:fs";

/** WCAG 2.2, 1.4.3: text on its ground. */
const TEXT_CONTRAST = 4.5;
/** WCAG 2.2, 1.4.11: shapes and the mark of the focus. */
const SHAPE_CONTRAST = 3;

const [light = "", dark = ""] = readFileSync(`${import.meta.dirname}/../web/src/styles/tokens.css`, "utf8").split(
  "prefers-color-scheme: dark",
);
const coloursIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = "", colour = ""]) => [name, colour]));

/** Relative luminance of an sRGB colour (WCAG 2.2, definitions). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((from) => {
    const part = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const PRIORITY_NAMES = ["critical", "high", "medium", "low"];
const GROUNDS = ["ground", "panel", "surface"];
const TINTS = PRIORITY_NAMES.map((name) => `${name}-tint`);
const PAIRS = [
  ...["ink", "ink-soft"].flatMap((text) => [...GROUNDS, ...TINTS].map((on) => ({ text, on, least: TEXT_CONTRAST }))),
  { text: "panel", on: "ink", least: TEXT_CONTRAST },
  ...PRIORITY_NAMES.map((name) => ({ text: `${name}-ink`, on: name, least: TEXT_CONTRAST })),
  ...GROUNDS.map((on) => ({ text: "focus", on, least: SHAPE_CONTRAST })),
  { text: "good", on: "panel", least: SHAPE_CONTRAST },
  ...["a", "b", "c", "d", "e", "f"].map((name) => ({ text: `line-${name}`, on: "surface", least: TEXT_CONTRAST })),
];

describe.each([
  { scheme: "light", colours: coloursIn(light) },
  { scheme: "dark", colours: coloursIn(dark) },
])("in the $scheme scheme", ({ colours }) => {
  test.each(PAIRS)("$text on $on can be read", ({ text, on, least }) => {
    expect(contrast(colours[text] ?? "", colours[on] ?? "")).toBeGreaterThanOrEqual(least);
  });
});
