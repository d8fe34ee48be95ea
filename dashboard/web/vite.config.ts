import { gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";
import { installable, WORKER } from "./installable.ts";

const here = import.meta.dirname;

/** The server sends a file's `.gz` sibling where the browser takes it, so nothing is compressed while people wait. */
function writeCompressedSiblings(): Plugin {
  return {
    name: "write-compressed-siblings",
    // After the style sheet is made, which is one of the last things.
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const [fileName, file] of Object.entries(bundle)) {
          if (!/\.(?:js|css|svg)$/.test(fileName)) continue;
          this.emitFile({
            type: "asset",
            fileName: `${fileName}.gz`,
            source: gzipSync(file.type === "chunk" ? file.code : file.source, { level: 9 }),
          });
        }
      },
    },
  };
}

/** Builds the sign-in page, the console, and the page at a door to `dashboard/web/dist`; works from any folder. */
export default defineConfig({
  root: here,
  resolve: {
    alias: [{ find: /^@labcanary\/domain\/([a-z-]+)$/, replacement: `${here}/../../domain/src/$1/index.ts` }],
  },
  plugins: [svelte({ configFile: false }), installable(), writeCompressedSiblings()],
  build: {
    outDir: `${here}/dist`,
    emptyOutDir: true,
    // A data: URL would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: {
        index: `${here}/index.html`,
        "sign-in": `${here}/sign-in.html`,
        report: `${here}/report.html`,
        [WORKER]: `${here}/src/offline/service-worker.ts`,
      },
      // Its address never changes: a browser finds the newer one there.
      output: { entryFileNames: ({ name }) => (name === WORKER ? "[name].js" : "assets/[name]-[hash].js") },
    },
  },
});
