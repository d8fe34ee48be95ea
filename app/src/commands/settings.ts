import { existsSync } from "node:fs";
import { type CommonArguments, UsageError } from "../command-line.ts";
import { loadSettings } from "../settings/load.ts";
import type { Settings } from "../settings/table.ts";
import { formatProblem } from "../yaml-source.ts";

/** Read when it lies there and no other was named. */
const USUAL_FILE = "labcanary.yaml";

/** The settings in force for a command. Throws a UsageError that lists all that is wrong. */
export function settingsFor({ config, given }: CommonArguments): Settings {
  const file = config ?? (existsSync(USUAL_FILE) ? USUAL_FILE : undefined);
  const settings = loadSettings({ environment: process.env, given, ...(file === undefined ? {} : { file }) });
  if (!settings.ok)
    throw new UsageError(`settings are wrong:\n${settings.error.map((problem) => `  ${formatProblem(problem)}`).join("\n")}`);
  return settings.value;
}
