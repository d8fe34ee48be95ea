import { fileURLToPath } from "node:url";
import { parentPort } from "node:worker_threads";
import { Resvg } from "@resvg/resvg-js";
import type { PngReply, PngRequest } from "./png.ts";

/** The fonts of the machine are not looked at, so that a chart is the same everywhere. */
const FONT = {
  loadSystemFonts: false,
  fontFiles: [
    import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
    import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
  ].map((font) => fileURLToPath(font)),
  defaultFontFamily: "DejaVu Sans",
};

parentPort?.on("message", ({ id, svg, width }: PngRequest) => {
  let reply: PngReply;
  try {
    reply = { id, png: new Resvg(svg, { font: FONT, fitTo: { mode: "width", value: width } }).render().asPng() };
  } catch (error) {
    reply = { id, error: String(error) };
  }
  parentPort?.postMessage(reply);
});
