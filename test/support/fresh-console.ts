import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
/** What the browser client is made of. */
const SOURCES = ["dashboard/web", "dashboard/src", "domain/src", "package-lock.json"];
/** Where it is built to, and where the server looks for it. */
export const WEB_FOLDER = join(ROOT, "dashboard/web/dist");

/** Once before the tests of a run: builds the browser client as it ships, where it is older than its sources. */
export async function setup(): Promise<void> {
  const built = statSync(join(WEB_FOLDER, "index.html"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (SOURCES.every((source) => newestIn(join(ROOT, source)) <= built)) return;
  const before = process.env["NODE_ENV"];
  // Under another it would be a tenth larger.
  process.env["NODE_ENV"] = "production";
  try {
    const { build } = await import("vite");
    await build({ configFile: join(ROOT, "dashboard/web/vite.config.ts"), logLevel: "error" });
  } finally {
    process.env["NODE_ENV"] = before;
  }
}

/** When a file, or whatever lies below a folder, was last changed; tests and what was built are no sources. */
function newestIn(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const own = readdirSync(path).filter((name) => name !== "dist" && name !== "node_modules" && !name.includes(".test."));
  return own.reduce((newest, name) => Math.max(newest, newestIn(join(path, name))), 0);
}
