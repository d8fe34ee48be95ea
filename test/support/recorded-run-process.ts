import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { watchDurableWrites } from "./durable-writes.ts";
import { runLive, runRecorded } from "./recorded-run.ts";

/**
 * Runs the recorded steps, or a recorded log, in a process of its own. Says on standard output what it has done, a line each:
 * `write COPY WHAT` before a durable write, `half COPY WHAT` in the middle of one, `acknowledged STEP FRAME`, `step STEP`.
 *
 * `--at WHAT` ends it by SIGKILL instead of doing such a write. `--copies FOLDER` leaves at each of these places a copy of all files as they
 * are, named COPY by what is in it: nothing else runs in this thread meanwhile, so that a copy is what a SIGKILL there would have left.
 */
const { values } = parseArgs({
  options: {
    folder: { type: "string" },
    mode: { type: "string" },
    at: { type: "string" },
    copies: { type: "string" },
  },
});
const { folder = "", mode, at, copies } = values;

// At once, so that what was said before the end is not lost with it.
const say = (line: string): void => void writeSync(1, `${line}\n`);

function reach(name: string, half: boolean): void {
  // The folder's own name differs from run to run.
  const what = name.replace(basename(folder), "data");
  if (at === what && !half) process.kill(process.pid, "SIGKILL");
  say(`${half ? "half" : "write"} ${copies === undefined ? "-" : copyTo(copies)} ${what}`);
}

/** A file that is renamed beside us (the journal's head, by a thread of Node) is there under its other name the next time. */
const ATTEMPTS = 5;

function copyTo(into: string): string {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return copyAsItIs(into);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Many writes change nothing, such as a transaction without a change: their copies are the same one. */
function copyAsItIs(into: string): string {
  const hash = createHash("sha256");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map(({ parentPath, name }) => join(parentPath, name)).sort())
    if (isOfThisThread(path)) hash.update(`${relative(folder, path)}\n`).update(readFileSync(path));
  const name = hash.digest("hex").slice(0, 16);
  const copy = join(into, name);
  if (existsSync(copy)) return name;
  const begun = `${copy}.begun`;
  rmSync(begun, { recursive: true, force: true });
  cpSync(folder, begun, { recursive: true, filter: isOfThisThread });
  renameSync(begun, copy);
  return name;
}

/** The history is written by another thread, in the middle of whatever it is doing; alarms do not depend on it. */
const isOfThisThread = (path: string): boolean => !/history\.|aside\.sqlite/.test(path);

await watchDurableWrites({
  before: (what) => reach(what, false),
  halfWay: (what) => reach(what, true),
});
if (mode === "recorded") await runRecorded(folder);
else {
  await runLive({
    folder,
    from: 0,
    hasHistory: true,
    onAcknowledged: (step, frame) => say(`acknowledged ${step} ${frame}`),
    onStep: (step) => say(`step ${step}`),
  });
}
