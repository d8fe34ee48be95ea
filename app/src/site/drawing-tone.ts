import { DARKEST_TONE, type Tone } from "@labcanary/domain/site";

/** Colours by name that drawing programs write; of CSS Color 4, 6.1. */
const NAMED: Readonly<Record<string, string>> = {
  black: "000000",
  dimgray: "696969",
  dimgrey: "696969",
  gray: "808080",
  grey: "808080",
  darkgray: "a9a9a9",
  darkgrey: "a9a9a9",
  silver: "c0c0c0",
  lightgray: "d3d3d3",
  lightgrey: "d3d3d3",
  gainsboro: "dcdcdc",
  whitesmoke: "f5f5f5",
  white: "ffffff",
  red: "ff0000",
  green: "008000",
  lime: "00ff00",
  blue: "0000ff",
  navy: "000080",
  yellow: "ffff00",
  orange: "ffa500",
  brown: "a52a2a",
  purple: "800080",
  teal: "008080",
  aqua: "00ffff",
  cyan: "00ffff",
  magenta: "ff00ff",
};

const HEX = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;
const RGB = /^rgb\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*\)$/i;

/** How dark a colour is; undefined of what is no colour, or one that refers to something. `currentColor` is the ink. */
export function toneOf(colour: string): Tone | undefined {
  const name = colour.trim().toLowerCase();
  if (name === "currentcolor") return DARKEST_TONE;
  const channels = channelsOf(name);
  return channels === undefined ? undefined : Math.round(DARKEST_TONE * (1 - lightnessOf(channels)));
}

/** Red, green and blue, 0 to 1. */
function channelsOf(colour: string): readonly number[] | undefined {
  const hex = HEX.exec(colour)?.[1] ?? (Object.hasOwn(NAMED, colour) ? NAMED[colour] : undefined);
  if (hex !== undefined) {
    const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
    return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16) / 255);
  }
  const rgb = RGB.exec(colour);
  return rgb === null ? undefined : rgb.slice(1).map((channel) => Math.min(255, Number(channel)) / 255);
}

/** CIE 1976 lightness of an sRGB colour (IEC 61966-2-1; CIE 15:2018, 8.2.1), 0 black to 1 white. */
function lightnessOf(channels: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.008856 ? 1.16 * Math.cbrt(luminance) - 0.16 : 9.033 * luminance;
}
