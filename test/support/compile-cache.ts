import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Once around the tests of a run: a folder for what Node has compiled, shared by every process that a test starts. Each of them reads the
 * same thousand sources, which takes longer than most of what they are started for. Gone with the run, so that it is never an older one.
 */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "labcanary-compiled-"));
  process.env["NODE_COMPILE_CACHE"] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
