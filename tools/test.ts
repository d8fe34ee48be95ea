/**
 * `npm test`: every test. Those without processes or browsers come first, and they alone count towards the coverage asked of the domain:
 * counting makes each test a third slower. With `--reports=FOLDER` each run leaves a report there, for tools/test-total.ts.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { reports: { type: "string" } } });
const RUNS = [
  { project: "fast", options: ["--coverage"] },
  { project: "system", options: [] },
] as const;

// The second run is of interest also where the first has failed.
const outcomes = RUNS.map(({ project, options }) => {
  const report =
    values.reports === undefined
      ? []
      : ["--reporter=default", "--reporter=json", `--outputFile.json=${join(values.reports, `${project}.json`)}`];
  const { status } = spawnSync("vitest", ["run", "--project", project, ...options, ...report], { stdio: "inherit" });
  return status ?? 1;
});
process.exitCode = Math.max(...outcomes);
