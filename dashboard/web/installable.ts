import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { SECURITY_HEADERS } from "../src/http/security-headers.ts";

const ICONS = [
  { file: "icon.svg", sizes: "any", purpose: "any" },
  { file: "icon-192.png", sizes: "192x192", purpose: "any" },
  { file: "icon-512.png", sizes: "512x512", purpose: "any" },
  { file: "icon-maskable-512.png", sizes: "512x512", purpose: "maskable" },
] as const;

const NAMES = {
  en: { lang: "en", name: "LabCanary alarms", short_name: "LabCanary" },
  zh: { lang: "zh-CN", name: "LabCanary 报警", short_name: "LabCanary" },
} as const;

/** The entry that becomes the service worker. */
export const WORKER = "service-worker";
const SHELL_MARK = "__SHELL__";

/** Makes the console installable: a manifest in each language with its icons, and what the service worker keeps. */
export function installable(): Plugin {
  return {
    name: "installable",
    // After the page and the style sheet are made, which are the last things.
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const icons = ICONS.map(({ file, ...icon }) => {
          const source = readFileSync(join(import.meta.dirname, "icons", file));
          const type = file.endsWith(".svg") ? "image/svg+xml" : "image/png";
          return { src: `/${this.getFileName(this.emitFile({ type: "asset", name: file, source }))}`, type, ...icon };
        });
        for (const [language, names] of Object.entries(NAMES)) {
          const manifest = {
            ...names,
            id: "/",
            start_url: "/",
            scope: "/",
            display: "standalone",
            background_color: "#14181d",
            theme_color: "#14181d",
            icons,
          };
          this.emitFile({ type: "asset", fileName: `manifest.${language}.webmanifest`, source: JSON.stringify(manifest) });
        }

        const page = bundle["index.html"];
        const worker = bundle[`${WORKER}.js`];
        if (page?.type !== "asset" || worker?.type !== "chunk") throw new Error("the page or the service worker was not built");
        if (worker.imports.length > 0 || worker.code.split(SHELL_MARK).length !== 2) throw new Error("the service worker must stand alone");
        const files = Object.keys(bundle)
          .filter((name) => name.startsWith("assets/"))
          .map((name) => `/${name}`)
          .sort();
        const html = String(page.source);
        const version = createHash("sha256")
          .update(JSON.stringify([files, html, SECURITY_HEADERS]))
          .digest("hex")
          .slice(0, 16);
        const shell = { version, files, page: html, headers: { ...SECURITY_HEADERS, "content-type": "text/html; charset=utf-8" } };
        worker.code = worker.code.replace(SHELL_MARK, () => JSON.stringify(shell));
      },
    },
  };
}
