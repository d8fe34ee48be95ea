import { readFileSync } from "node:fs";
import { create, type Font } from "fontkit";

/**
 * Noto Sans Hans (SIL Open Font License 1.1): Latin, Greek, Cyrillic and the Chinese characters of GB 2312 and GBK in one face, so that a
 * Chinese name stands in an English document as itself. Only the glyphs used are embedded.
 */
const FOLDER = new URL("../fonts/", import.meta.resolve("@embedpdf/fonts-sc"));

export type Weight = "regular" | "strong";
const FILES: Readonly<Record<Weight, string>> = { regular: "NotoSansHans-Regular.otf", strong: "NotoSansHans-Bold.otf" };

let opened: Readonly<Record<Weight, Font>> | undefined;

/** Both faces, opened once (8 MB each, and 150 ms of a processor). */
export function faces(): Readonly<Record<Weight, Font>> {
  opened ??= { regular: open("regular"), strong: open("strong") };
  return opened;
}

const open = (weight: Weight): Font => create(readFileSync(new URL(FILES[weight], FOLDER))) as Font;
